/** Builds the playground: its page for the browser, and a module that serves it beside the deployed runtime. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { Plugin } from 'esbuild'
import { clientSource } from '../client/client-source.ts'
import type { PageFiles } from './pages.ts'

/** The page asks by the client that others are given, for chains of any name. */
const client: Plugin = {
  name: 'client',
  setup: (bundle) => {
    bundle.onResolve({ filter: /^client$/ }, () => ({ path: 'client', namespace: 'client' }))
    bundle.onLoad({ filter: /./, namespace: 'client' }, () => ({
      contents: clientSource({ paths: {}, components: { schemas: {} } }),
      loader: 'ts',
    }))
  },
}

/** What makes HTML of Markdown, at the end of the module: one instance of everything, and the function by its name. */
const WRITER = /var \w+=new \w+;function (\w+)\(.*?\1\.parse=\1;.*?(?=export\{)/s

/** Of the Markdown reader its lexer alone: the page makes no HTML, and the rest would be a fifth more to load. */
const lexerAlone: Plugin = {
  name: 'lexer-alone',
  setup: (bundle) => {
    bundle.onLoad({ filter: /[/\\]marked\.esm\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8')
      const lexer = /export\{.*?(\w+) as Lexer/s.exec(source)?.[1]
      if (lexer === undefined || !WRITER.test(source))
        throw new Error(`${path} is made in another way than it was: see ${import.meta.filename}`)
      return { contents: source.replace(WRITER, '').replace(/export\{.*?\};/s, `export{${lexer} as Lexer};`) }
    })
  },
}

export interface PageOptions {
  /** The folder that has `runtime/`. */
  readonly root: string
  /** The style sheet of the graphs. */
  readonly graphStyle: string
}

const textOf = (outputs: readonly { readonly path: string; readonly text: string }[], end: string) =>
  outputs.find(({ path }) => path.endsWith(end))?.text ?? ''

export async function buildPage({ root, graphStyle }: PageOptions): Promise<PageFiles> {
  const page = join(root, 'runtime/playground/page')
  const [{ outputFiles }, html] = await Promise.all([
    build({
      absWorkingDir: root,
      entryPoints: { page: `${page}/main.ts`, style: `${page}/style/page.css` },
      outdir: 'page',
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'browser',
      target: ['chrome123', 'firefox120', 'safari17.5'],
      // a letter beyond ASCII is three bytes as it is, and six as an escape
      charset: 'utf8',
      legalComments: 'none',
      logLevel: 'error',
      write: false,
      plugins: [client, lexerAlone],
    }),
    readFile(`${page}/index.html`, 'utf8'),
  ])
  return {
    html: html.replaceAll(/\n\s+/g, '\n'),
    js: textOf(outputFiles, 'page.js'),
    css: `${graphStyle}\n${textOf(outputFiles, 'style.css')}`,
  }
}

/** The text of `playground.mjs`: what `server.mjs` beside it loads when `PLAYGROUND` is true. */
export async function buildPlaygroundModule(
  root: string,
  files: PageFiles,
  graphs: Readonly<Record<string, string>>,
): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      resolveDir: join(root, 'runtime/playground'),
      contents: `import { playgroundPages } from './pages.ts'
const [files, graphs] = [${JSON.stringify(files)}, ${JSON.stringify(graphs)}]
export const pages = (serving) =>
  playgroundPages({ ...serving, files: async () => files, graph: async (name) => graphs[name] })`,
    },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    legalComments: 'none',
    logLevel: 'error',
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}

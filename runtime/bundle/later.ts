/**
 * What most starts do not need, kept out of the module that all of them load: a chunk for each, loaded when it is needed. The
 * runtime's own are where it says `import(…)`; of the SDK it is the search for credentials, which the environment has in Lambda.
 */
import { readFile } from 'node:fs/promises'
import type { Plugin } from 'esbuild'

const SEARCH = '@aws-sdk/credential-provider-node'

/** Stands between the clients and the search; like it, it searches once and then remembers. */
const SEARCH_LATER = `export const defaultProvider = (options) => {
  let search
  return async (asked) => {
    search ??= import('credentials').then(({ defaultProvider }) => defaultProvider(options))
    return (await search)(asked)
  }
}`

/** Within that chunk nothing is to be a chunk again: a dozen files that share half of their code would come of it. */
const SEARCHED = /[/\\](credential-provider-[\w-]+|token-providers)[/\\]dist-es[/\\].*\.js$|[/\\]protocols[/\\]HttpProtocol\.js$/
const IMPORT = /\bawait import\(("[^"]+")\)/g

export const later: Plugin = {
  name: 'what is loaded later',
  setup: (bundle) => {
    bundle.onResolve({ filter: new RegExp(`^${SEARCH}$`) }, ({ importer }) =>
      importer === 'credentials' ? undefined : { path: 'search', namespace: 'later' },
    )
    bundle.onResolve({ filter: /^credentials$/, namespace: 'later' }, () => ({ path: 'credentials', namespace: 'later' }))
    bundle.onLoad({ filter: /^/, namespace: 'later' }, ({ path }) => ({
      contents: path === 'search' ? SEARCH_LATER : `export { defaultProvider } from '${SEARCH}'`,
      resolveDir: bundle.initialOptions.absWorkingDir ?? process.cwd(),
    }))
    bundle.onLoad({ filter: SEARCHED }, async ({ path }) => {
      const text = await readFile(path, 'utf8')
      const imports: string[] = []
      const contents = text.replaceAll(IMPORT, (_, from: string) => {
        imports.push(`import * as $${imports.length} from ${from};`)
        return `$${imports.length - 1}`
      })
      return { contents: `${imports.join('')}${contents}` }
    })
  },
}

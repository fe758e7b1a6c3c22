/** The playground's addresses: the page, the chains with their graphs, and what local AWS tells and takes. */
import type { Response } from 'express'
import { sendJson } from '../formats/send.ts'
import type { Page, Serving } from '../page.ts'
import { playgroundChain } from './chain.ts'
import type { PlaygroundChains } from './chain.ts'
import { localPages } from './local.ts'

/** The page as it goes to the browser. */
export interface PageFiles {
  readonly html: string
  readonly js: string
  readonly css: string
}

export interface PlaygroundOptions extends Serving {
  readonly files: () => Promise<PageFiles>
  /** The graph of a chain as SVG; undefined where there is none. */
  readonly graph: (chain: string) => Promise<string | undefined>
}

/**
 * Nothing inline, nothing from elsewhere, and no text becomes markup: the one policy that may make a document out of text is the one
 * for graphs, which takes everything out that could run.
 */
export const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types graph',
].join('; ')

function send(response: Response, type: string, text: string): void {
  response.setHeader('content-type', `${type}; charset=utf-8`)
  response.end(text)
}

export function playgroundPages({ manifests, sources, localAws, files, graph }: PlaygroundOptions): readonly Page[] {
  const chains = manifests.map((manifest) => playgroundChain(manifest, sources[manifest.name] ?? {}))
  const listed: PlaygroundChains = { chains, local: localAws !== undefined }
  const asset = (path: string, type: string, part: keyof PageFiles): Page => ({
    path,
    open: true,
    handlers: {
      GET: async (_request, response) => {
        response.setHeader('content-security-policy', CONTENT_POLICY)
        send(response, type, (await files())[part])
      },
    },
  })
  return [
    asset('/', 'text/html', 'html'),
    asset('/playground/page.js', 'text/javascript', 'js'),
    asset('/playground/page.css', 'text/css', 'css'),
    { path: '/playground/chains', handlers: { GET: (_request, response) => sendJson(response, 200, listed) } },
    {
      path: '/playground/graphs/:name',
      handlers: {
        GET: async ({ params: { name } }, response) => {
          const drawn = chains.some((chain) => chain.name === name) ? await graph(String(name)) : undefined
          if (drawn === undefined) response.status(404)
          send(response, 'image/svg+xml', drawn ?? '')
        },
      },
    },
    ...(localAws === undefined ? [] : localPages(localAws)),
  ]
}

/** `npm run build`: the runtime as one bundle for Lambda, a container or plain Node. */
import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { clientSource } from '../../../runtime/client/client-source.ts'
import { openApi } from '../../../runtime/openapi.ts'
import { bundleRuntime } from '../../../runtime/bundle/bundle.ts'
import { builtAt } from '../../../runtime/built.ts'
import { PRICES } from '../../models/prices.ts'
import type { Command } from '../command.ts'
import { playgroundModule } from '../playground.ts'

export const command: Command = {
  name: 'build',
  summary: 'bundle the runtime and the manifests of generated/ into dist/runtime/',
  usage: `npm run build [-- [--out FOLDER] [--playground]]

Writes server.mjs, an ES module that needs nothing but Node 20 or newer and the chunks beside it, chains.json, what
it knows of the chains, run.sh, which Lambda Web Adapter starts it by, and client.ts, a typed client of the chains for
browsers and Node, to be copied to whoever calls them. The chains are those of generated/: compile first.

  --out FOLDER   where to write; default dist/runtime
  --playground   adds playground.mjs, the page to try the chains on, which PLAYGROUND=true serves at /`,
  options: { out: { type: 'string' }, playground: { type: 'boolean' } },
  run: async ({ values }, io) => {
    const { cwd } = io
    const outputFolder = path.resolve(cwd, typeof values.out === 'string' ? values.out : 'dist/runtime')
    const built = builtAt(pathToFileURL(`${cwd}/`), PRICES)
    const { file, bytes } = await bundleRuntime({ root: cwd, built, outputFolder })
    const served = new Map(built.manifests.map((manifest) => [manifest.name, { manifest, targets: [] }]))
    await writeFile(path.join(outputFolder, 'client.ts'), clientSource(openApi(served, false)))
    const playground = path.join(outputFolder, 'playground.mjs')
    if (values.playground === true) await writeFile(playground, await playgroundModule(cwd, built.manifests))
    else await rm(playground, { force: true })
    const chains = built.manifests.map(({ name }) => name).join(', ') || 'no chains; run npm run compile first'
    io.out(`${path.relative(cwd, file)}  ${Math.round(bytes / 1000)} kB  (${chains})`)
    return 0
  },
}

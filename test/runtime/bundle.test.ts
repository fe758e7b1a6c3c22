/** The bundle: small, whole, and checking requests just as the sources do. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundleRuntime } from '../../runtime/bundle/bundle.ts'
import type { Bundle } from '../../runtime/bundle/bundle.ts'
import { validatorsModule } from '../../runtime/bundle/validators-module.ts'
import { validatorsFor } from '../../runtime/validators.ts'
import type { Validator, Validators } from '../../runtime/validators.ts'
import { ask } from './support/ask.ts'
import { startCollector } from './support/collector.ts'
import { startFakeAws } from './support/fake-aws.ts'
import { requests, spoiled } from './support/requests.ts'
import { arnOf, awsEnvironment, manifestOf } from './support/runtime.ts'

const root = path.resolve(import.meta.dirname, '../..')
const manifests = [manifestOf('rag'), manifestOf('data', { kind: 'result', answer: null, result: { type: 'string' } })]
const folder = mkdtempSync(path.join(tmpdir(), 'bundle-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The first thing like this that a process says. */
async function told(stream: AsyncIterable<Buffer>, pattern: RegExp): Promise<string> {
  let text = ''
  for await (const piece of stream) {
    text += String(piece)
    const [found] = pattern.exec(text) ?? []
    if (found !== undefined) return found
  }
  return text
}

describe('the bundle', () => {
  let bundle: Bundle
  beforeAll(async () => {
    bundle = await bundleRuntime({ root, built: { manifests, prices: {}, sources: {} }, outputFolder: folder })
  }, 60_000)

  /** The modules, by name without the hash. */
  const modules = () => readdirSync(folder).filter((name) => name.endsWith('.mjs') && name !== 'validators.mjs')
  const named = (file: string) => file.replace(/-[A-Z0-9]{8}\.mjs$/, '')
  const textOf = (file: string) => readFileSync(path.join(folder, file), 'utf8')

  test('is at most 650 kB in all', () => {
    const sizes = modules().map((name) => statSync(path.join(folder, name)).size)
    expect([bundle.bytes <= 650_000, sizes.reduce((sum, size) => sum + size, 0)]).toEqual([true, bundle.bytes])
  })

  test('loads at its start neither the search for credentials nor what tokens and spans need', () => {
    const loaded = new Set(['server.mjs'])
    // What is added on the way is visited, too.
    for (const file of loaded)
      for (const [, other] of textOf(file).matchAll(/(?:from|import) ?"\.\/([^"]+)"/g)) loaded.add(other as string)
    expect(
      modules()
        .filter((file) => !loaded.has(file))
        .map(named)
        .toSorted(),
    ).toEqual(['credentials', 'jwt', 'open-telemetry'])
  })

  test('has no parser of bodies, no database of media types and no compiler of schemas in it', () => {
    const text = modules().map(textOf).join('')
    expect(['iconv', 'application/vnd.ms-excel', 'strictTypes'].filter((word) => text.includes(word))).toEqual([])
  })

  test('finds credentials where the SDK looks for them', async () => {
    const aws = await startFakeAws()
    const credentials = path.join(folder, 'credentials')
    writeFileSync(credentials, '[default]\naws_access_key_id = AKIDOFAFILE\naws_secret_access_key = secret\n')
    const { AWS_ACCESS_KEY_ID: _id, AWS_SECRET_ACCESS_KEY: _secret, ...environment } = awsEnvironment(aws.url)
    const child = spawn(process.execPath, [bundle.file], {
      env: {
        PORT: '0',
        STATE_MACHINE_ARNS: JSON.stringify({ rag: arnOf('rag') }),
        AWS_SHARED_CREDENTIALS_FILE: credentials,
        ...environment,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const url = await told(child.stderr, /http:\S+/)
    await ask(`${url}/chains/rag`, { body: { messages: [{ role: 'user', content: 'Why?' }] } })
    child.kill('SIGKILL')
    await aws.close()
    expect(aws.calls.map(({ headers }) => /Credential=(\w+)/.exec(headers.authorization ?? '')?.[1])).toEqual([
      'AKIDOFAFILE',
      'AKIDOFAFILE',
    ])
  })

  test('comes with a script that Lambda Web Adapter can start', () => {
    const script = `${folder}/run.sh`
    expect([statSync(script).mode & 0o777, readFileSync(script, 'utf8').includes('\r')]).toEqual([0o755, false])
  })

  test('answers, started by that script, and ends on SIGTERM with its spans sent', async () => {
    const aws = await startFakeAws()
    const collector = await startCollector()
    const child = spawn(`${folder}/run.sh`, {
      env: {
        PATH: process.env.PATH,
        PORT: '0',
        STATE_MACHINE_ARNS: JSON.stringify({ rag: arnOf('rag') }),
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        ...awsEnvironment(aws.url),
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const url = await told(child.stderr, /http:\S+/)
    const answer = await ask(`${url}/chains/rag`, {
      body: { messages: [{ role: 'user', content: 'Why?' }] },
      headers: { accept: 'text/plain' },
    })
    child.kill('SIGTERM')
    const [code] = (await once(child, 'exit')) as [number]
    await aws.close()
    await collector.close()
    expect([answer.text, code, collector.spans().map(({ name }) => name)]).toEqual([
      'Hello there.',
      0,
      ['invoke_workflow rag', 'chat anthropic.claude-3-haiku-20240307-v1:0', 'invoke_agent rag', 'POST /chains/:name'],
    ])
  })

  test('does not start with settings that make no sense', async () => {
    const child = spawn(process.execPath, [bundle.file], {
      env: { HOST: '0.0.0.0', PORT: '0' },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const [[line], [code]] = (await Promise.all([once(child.stderr, 'data'), once(child, 'exit')])) as [[Buffer], [number]]
    expect([code, String(line)]).toEqual([
      1,
      expect.stringContaining('The runtime does not start: AUTH is iam and HOST is 0.0.0.0'),
    ])
  })
})

describe('the validators of the bundle', () => {
  let compiled: Validators
  const interpreted = validatorsFor(manifests)
  beforeAll(async () => {
    const file = path.join(folder, 'validators.mjs')
    await build({
      stdin: { contents: validatorsModule(manifests), resolveDir: root },
      bundle: true,
      format: 'esm',
      platform: 'node',
      outfile: file,
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    })
    compiled = ((await import(pathToFileURL(file).href)) as { validatorsFor: () => Validators }).validatorsFor()
  }, 60_000)

  const verdict = (validator: Validator<unknown> | undefined, value: unknown) => [validator?.(value), validator?.errors]
  const good = fc.oneof(...Object.values(requests).map((request) => request as fc.Arbitrary<unknown>))
  const values = fc.oneof(
    { weight: 2, arbitrary: good },
    { weight: 2, arbitrary: spoiled(good) },
    { weight: 1, arbitrary: fc.jsonValue() },
  )
  test('say the same as those of the sources, word for word', () => {
    const of = (validators: Validators) => [
      validators.seedRequest,
      validators.chainRequest,
      validators.openAiRequest,
      validators.uiRequest,
      validators.workflowOutput,
      validators.workflowResult,
      validators.params.get('rag'),
      validators.results.get('data'),
    ]
    const seen = { good: 0, bad: 0 }
    fc.assert(
      fc.property(values, (value) => {
        const [ours, theirs] = [of(compiled), of(interpreted)].map((validators) =>
          validators.map((validator) => verdict(validator, value)),
        )
        for (const [valid] of ours ?? []) seen[valid === true ? 'good' : 'bad']++
        expect(ours).toEqual(theirs)
      }),
      { numRuns: 500 },
    )
    console.log(`validators of the bundle: ${JSON.stringify(seen)}`)
  })
})

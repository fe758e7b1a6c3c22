/** The code that the page gives to be copied: each sample is run as it is, against a runtime. */
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, transform } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientSource } from '../../runtime/client/client-source.ts'
import type { Description } from '../../runtime/client/client-source.ts'
import { sampleOf } from '../../runtime/playground/data/samples.ts'
import type { Call, Sample } from '../../runtime/playground/data/samples.ts'
import type { ChainRequest } from '../../runtime/schemas.ts'
import { askJson } from '../runtime/support/ask.ts'
import { says, succeeds } from '../runtime/support/fake-aws.ts'
import { manifestOf, startTestRuntime } from '../runtime/support/runtime.ts'
import type { TestRuntime } from '../runtime/support/runtime.ts'
import { ROOT } from '../support/root.ts'

const TEXT = `It's "quoted", \`ticked\`, \${HOME}, $HOME, \\n, 10 % and\na second line — 你好`
const request: ChainRequest = {
  messages: [{ role: 'user', content: TEXT }],
  params: { tier: 'gold' },
  session: "it's",
  system: TEXT,
  max_tokens: 9,
  temperature: 0.5,
}

let runtime: TestRuntime
mkdirSync(join(ROOT, '.stepchain'), { recursive: true })
const folder = mkdtempSync(join(ROOT, '.stepchain/samples-'))
beforeAll(async () => {
  const answer = { ...manifestOf('rag').answer!, allow: { system: true, maxTokens: true, sampling: true } }
  runtime = await startTestRuntime({
    manifests: [manifestOf('rag', { answer }), manifestOf('data', { kind: 'result', answer: null, result: {} })],
  })
  runtime.aws.workflow = succeeds({ result: { found: TEXT } })
  runtime.aws.model = says('Because ', 'of it.')
  const description = (await askJson(`${runtime.url}/openapi.json`, { method: 'GET' })).body as Description
  writeFileSync(join(folder, 'client.ts'), clientSource(description))
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await runtime.close()
})

const call = (kind: Call['kind']): Call => ({
  origin: runtime.url,
  chain: kind === 'answer' ? 'rag' : 'data',
  kind,
  request: kind === 'answer' ? request : { messages: request.messages, session: 's' },
  withKey: false,
})

/** What a program printed; a failure is what it said of that. */
async function printed(command: string, args: readonly string[]): Promise<string> {
  const child = spawn(command, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  const pieces: Buffer[] = []
  child.stdout.on('data', (piece: Buffer) => pieces.push(piece))
  child.stderr.on('data', (piece: Buffer) => pieces.push(piece))
  await new Promise((resolve) => child.on('close', resolve))
  return Buffer.concat(pieces).toString()
}

let files = 0
async function run(sample: Sample, kind: Call['kind']): Promise<string> {
  const text = sampleOf(sample, call(kind))
  if (sample === 'curl') return printed('sh', ['-c', text.replace('curl ', 'curl --silent ')])
  const file = join(folder, `sample-${(files += 1)}.ts`)
  writeFileSync(file, text)
  const outfile = file.replace(/ts$/, 'mjs')
  if (sample === 'client') await build({ entryPoints: [file], bundle: true, format: 'esm', platform: 'node', outfile })
  else writeFileSync(outfile, (await transform(text, { loader: 'js' })).code)
  return printed(process.execPath, [outfile])
}

/** What reached the model and the workflow. */
function reached() {
  const [model, workflow] = ['converse', 'workflow'].map((service) =>
    runtime.aws.calls.findLast((one) => one.service === service),
  )
  return {
    system: (model?.body['system'] as readonly { text: string }[] | undefined)?.[0]?.text,
    messages: model?.body['messages'],
    inference: model?.body['inferenceConfig'],
    workflow: JSON.parse(String(workflow?.body['input'])) as unknown,
  }
}

const hasCurl = (() => {
  try {
    return execFileSync('curl', ['--version']).length > 0
  } catch {
    return false
  }
})()
const SAMPLES = (['curl', 'fetch', 'openai', 'client'] as const).filter((sample) => sample !== 'curl' || hasCurl)

describe('a sample', () => {
  test.each(SAMPLES)('%s asks what the page asks, whatever is in it', async (sample) => {
    const told = await run(sample, 'answer')
    const answer =
      sample === 'curl'
        ? [...told.matchAll(/^data: (\{"text":.*\})$/gm)]
            .map(([, data]) => (JSON.parse(String(data)) as { text: string }).text)
            .join('')
        : told
    expect([answer, reached()]).toEqual([
      'Because of it.',
      {
        system: `${TEXT}\n\n<document>[]</document>`,
        messages: [{ role: 'user', content: [{ text: TEXT }] }],
        inference: { maxTokens: 9, temperature: 0.5 },
        workflow: {
          PromptInput: [{ role: 'user', content: TEXT }],
          state_machine_custom_params: { tier: 'gold', session: "it's" },
        },
      },
    ])
  })

  test.each(SAMPLES.filter((sample) => sample !== 'openai'))('%s gets data of a chain that returns data', async (sample) => {
    const told = await run(sample, 'result')
    // of Node's own making but for curl's
    const found = sample === 'curl' ? (JSON.parse(told) as { found: string }).found : told
    expect(found).toContain('你好')
  })

  test('never has a key in it, but the place for one', () => {
    const texts = (['curl', 'fetch', 'openai', 'client'] as const).map((sample) =>
      sampleOf(sample, { ...call('answer'), withKey: true }),
    )
    expect(texts.map((text) => /authorization: Bearer \$API_KEY|process\.env\.API_KEY/.test(text))).toEqual([
      true,
      true,
      true,
      true,
    ])
  })

  test('says what OpenAI’s API has no word for', () =>
    expect(sampleOf('openai', { ...call('answer'), request: { ...request, model: 'm', top_k: 5, content_tag: 'c' } })).toContain(
      "// OpenAI's API cannot say: model, top_k, content_tag\n",
    ))
})

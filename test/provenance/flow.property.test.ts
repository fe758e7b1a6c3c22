/**
 * Markers in everything that others write, followed through runs on the engine: whatever arrives anywhere was foreseen, and in a sink
 * it was warned of. `PROVENANCE_RUNS` sets how many chains (default 120), `PROVENANCE_SEED` which.
 */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { sourcesOf } from '../../compiler/check/provenance/index.ts'
import { compileChain } from '../../compiler/compile.ts'
import { nameStates } from '../../compiler/lower/names.ts'
import type { Problem } from '../../compiler/problems.ts'
import { templateReads } from '../../compiler/prompt/index.ts'
import { placedBuilders, valuesOf } from '../../compiler/walk.ts'
import { TaskFailure, execute, load, virtualClock } from '../../runtime/engine/index.ts'
import { wrapText } from '../../runtime/local/tasks/bedrock.ts'
import { randomChain } from './random-chain.ts'

const RUNS = Number(process.env['PROVENANCE_RUNS'] ?? 120)
const SEED = Number(process.env['PROVENANCE_SEED'] ?? 20_261_122)

/** Who has written a marker, as the analysis names it: `model both.one.text3`. */
type Writer = string
/** No function of the language, encoding or escaping changes a marker, and no schema lets one in where there is no room for words. */
function markers() {
  const writers: Writer[] = []
  return {
    of: (writer: Writer) => `~${writers.push(writer) - 1}~ words`,
    in: (value: unknown) =>
      new Set([...(JSON.stringify(value) ?? '').matchAll(/~(\d+)~/g)].map(([, id]) => writers[Number(id)] as Writer)),
  }
}

const CALLER = 'somebody'

interface Request {
  readonly state: string
  readonly arguments: unknown
}

/** What a task gives, by what it is called: marked wherever there is room, and with more fields than its schema has. */
function answerOf(state: string, resource: string, given: unknown, mark: (writer: Writer) => string, wrong: boolean): unknown {
  const kind = /(text|caught|record|call|docs|sink|one)\d*$/.exec(state)?.[1]
  const model = () => mark(`model ${state}`)
  const data = (word: () => string) => ({
    kind: wrong ? word() : 'a',
    id: wrong ? `A-1${word()}` : 'A-1',
    note: word(),
    lines: [{ kind: 'b', note: word(), more: word() }],
    tags: [{ kind: 'b', more: word() }],
    more: word(),
  })
  const said = (text: string) => wrapText('bedrockruntime:converse', text, given, () => '00000000-0000-4000-8000-000000000000')
  if (kind === 'record') return said(JSON.stringify(data(model)))
  if (kind === 'call') return { Payload: data(() => mark(`retrieved ${state}`)) }
  if (resource.endsWith(':retrieve')) return { RetrievalResults: [{ Content: { Text: mark(`retrieved ${state}`) }, Score: 0.5 }] }
  return resource.endsWith(':converse') ? said(model()) : {}
}

const PARTS = ['System', 'Sql', 'FunctionName', 'ApiEndpoint', 'Key', 'RetrievalConfiguration'] as const

/** Where a sink has its texts. */
const sinkOf = (given: unknown) => PARTS.map((part) => (given as { readonly [name: string]: unknown })[part])

/** A key with an attribute that is the verified identity and nothing else. */
const isOwn = (given: unknown) =>
  Object.values((given as { readonly Key?: object }).Key ?? {}).some((one) => (one as { readonly S?: string }).S === CALLER)

/** Where the words decide whose data is meant, not what is done. */
const isChoice = (given: unknown) => {
  const { Key, RetrievalConfiguration, ApiEndpoint } = given as { readonly [name: string]: unknown }
  return Key !== undefined || RetrievalConfiguration !== undefined || String(ApiEndpoint).startsWith('https://a.example/')
}

const isOf = (writer: Writer) => (from: string, name: string) => {
  const [wanted, state = ''] = writer.split(' ')
  return from === wanted && (name === state || name.startsWith(`${state}.`))
}
const warned = (problems: readonly Problem[], writer: Writer) =>
  problems.some(({ ways = [] }) => ways.some((way) => way.some(({ from = '', name }) => isOf(writer)(from, name))))

const seen = { runs: 0, requests: 0, inSinks: 0, quiet: 0, warned: 0, failed: 0 }

/** Everything that arrives where it was not foreseen. */
async function surprises(g: fc.GeneratorValue): Promise<readonly string[]> {
  const built = randomChain(g)
  const { output, problems } = compileChain(built, { file: 'chains/random.ts', readPrompt: () => undefined })
  // the worst case of some is longer than five minutes
  if (!output) return problems.flatMap(({ severity, code }) => (severity === 'error' && code !== 'SC009' ? [code] : []))
  const mark = markers()
  const requests: Request[] = []
  const outcome = await execute(load(output.definition), {
    input: {
      PromptInput: [
        { role: 'user', content: mark.of('caller messages') },
        { role: 'assistant', content: mark.of('caller messages') },
        { role: 'user', content: g(fc.boolean) ? mark.of('caller question') : 'own' },
      ],
      state_machine_custom_params: {
        word: g(fc.boolean) ? mark.of('caller params') : 'a',
        few: 'a',
        id: 'A-1',
        lines: [{ kind: 'a', note: mark.of('caller params'), more: mark.of('caller params') }],
        tags: [{ kind: 'a', more: mark.of('caller params') }],
        session: mark.of('caller session'),
        caller: CALLER,
      },
    },
    clock: virtualClock(0),
    random: () => 0.5,
    runTask: ({ state, resource, arguments: given }) => {
      requests.push({ state, arguments: given })
      const chance = g(fc.nat, { max: 19 })
      if (/caught\d+$/.test(state) ? chance < 10 : chance === 0)
        return Promise.reject(new TaskFailure('Broken', mark.of(`retrieved ${state}.failure`)))
      return Promise.resolve(answerOf(state, resource, given, mark.of, chance === 19))
    },
  })
  const tree = built.build()
  const nameOf = nameStates(tree).state
  const readsOf = ({ text = '' }: { readonly text?: string }) => templateReads(text)
  const found: string[] = []

  // everything that a task was given was foreseen
  for (const { state, arguments: given } of requests) {
    const placed = output.origins.get(state)
    const arrived = mark.in(given)
    if (!placed || arrived.size === 0) continue
    const foreseen = valuesOf(placed).flatMap((value) => sourcesOf(tree, value, { nameOf, readsOf }))
    for (const writer of arrived) {
      // the whole conversation holds the question as well
      const isForeseen = foreseen.some(
        ({ from, name }) =>
          isOf(writer)(from, name) || (writer === 'caller question' && from === 'caller' && name === 'messages'),
      )
      if (!isForeseen) found.push(`${state} was given text of ${writer}`)
    }
  }

  // everything that got into a sink was warned of
  const told = new Map(placedBuilders(tree).map(({ placed, path }) => [placed.id, path.join(' › ')]))
  const warningsAt = (id: number | undefined) =>
    problems.filter(({ path }) => id !== undefined && path.join(' › ') === told.get(id))
  const chosenByOthers = (writer: Writer) => {
    const [, state = ''] = writer.split(' ')
    return !/call\d+$/.test(state) || requests.some((one) => one.state === state && mark.in(one.arguments).size > 0)
  }
  for (const { state, arguments: given } of requests) {
    if (!/sink\d+$/.test(state)) continue
    const warnings = warningsAt(output.origins.get(state)?.id)
    const arrived = isOwn(given) ? [] : [...mark.in(sinkOf(given))].filter((writer) => !isChoice(given) || chosenByOthers(writer))
    seen[arrived.length > 0 ? 'inSinks' : 'quiet'] += 1
    if (warnings.length > 0) seen.warned += 1
    for (const writer of arrived)
      if (!warned(warnings, writer) && !(writer === 'caller question' && warned(warnings, 'caller messages')))
        found.push(`${state} has text of ${writer} in it, without a warning`)
  }
  if (outcome.status === 'SUCCEEDED') {
    const instructions = (outcome.output as { readonly system_chain_data?: unknown }).system_chain_data
    const warnings = problems.filter(({ code, path }) => code === 'SC040' && path.join() === 'random')
    for (const writer of mark.in(instructions))
      if (!warned(warnings, writer) && !(writer === 'caller question' && warned(warnings, 'caller messages')))
        found.push(`the instructions have text of ${writer} in them, without a warning`)
  } else seen.failed += 1
  seen.runs += 1
  seen.requests += requests.length
  return found
}

test(
  'whatever others write is foreseen wherever it arrives, and warned of in a sink',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (g) => {
        expect(await surprises(g)).toEqual([])
      }),
      { seed: SEED, numRuns: RUNS },
    )
    console.log(
      `${seen.runs} runs (${seen.failed} failed), ${seen.requests} requests, sinks: ${seen.inSinks} with words of others, ${seen.quiet} without, ${seen.warned} warned of`,
    )
    expect(Math.min(seen.inSinks, seen.quiet)).toBeGreaterThan(RUNS / 10)
  },
  30_000 + RUNS * 300,
)

/** How fast the engine runs machines: beside the npm engine in JSONPath, and beside the jsonata library alone in JSONata. */
import { StateMachine } from 'aws-local-stepfunctions'
import jsonata from 'jsonata'
import { execute, load } from '../../runtime/engine/index.ts'
import type { Benchmark, Row } from './benchmark.ts'
import { median } from './benchmark.ts'

const ROUNDS = 7
const EXECUTIONS = 400
const PASSES = 9
const INPUT = { order: { id: 17, lines: [{ price: 3 }, { price: 4 }] }, customer: { name: 'Ada' } }
const noTask = () => Promise.reject(new Error('no machine here has tasks'))

/** Nine Pass states with Parameters and one Choice. */
function pathMachine(): Record<string, unknown> {
  const passes = Array.from({ length: PASSES }, (_, index): [string, object] => [
    `Pass${index}`,
    {
      Type: 'Pass',
      Parameters: {
        'order.$': '$.order',
        'customer.$': '$.customer',
        'name.$': '$.customer.name',
        'first.$': '$.order.lines[0].price',
        step: index,
      },
      Next: index === PASSES - 1 ? 'Choose' : `Pass${index + 1}`,
    },
  ])
  const choose = { Type: 'Choice', Choices: [{ Variable: '$.first', NumericGreaterThan: 2, Next: 'Done' }], Default: 'Done' }
  return { StartAt: 'Pass0', States: { ...Object.fromEntries(passes), Choose: choose, Done: { Type: 'Succeed' } } }
}

const EXPRESSIONS = [
  '$states.input.order',
  '$states.input.customer',
  '$states.input.customer.name',
  '$sum($states.input.order.lines.price)',
]

/** The same in JSONata. */
function jsonataMachine(): Record<string, unknown> {
  const [order, customer, name, total] = EXPRESSIONS.map((expression) => `{% ${expression} %}`)
  const passes = Array.from({ length: PASSES }, (_, index): [string, object] => [
    `Pass${index}`,
    {
      Type: 'Pass',
      Output: { order, customer, name, total, step: index },
      Next: index === PASSES - 1 ? 'Choose' : `Pass${index + 1}`,
    },
  ])
  const choose = { Type: 'Choice', Choices: [{ Condition: '{% $states.input.total > 2 %}', Next: 'Done' }], Default: 'Done' }
  return {
    QueryLanguage: 'JSONata',
    StartAt: 'Pass0',
    States: { ...Object.fromEntries(passes), Choose: choose, Done: { Type: 'Succeed' } },
  }
}

/** Executions a second. */
async function rate(once: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  for (let index = 0; index < EXECUTIONS; index++) await once()
  return EXECUTIONS / ((performance.now() - began) / 1000)
}

/** Rates of two things measured in turn, round by round, so that both see the same machine. */
async function sideBySide(
  ours: () => Promise<unknown>,
  theirs: () => Promise<unknown>,
): Promise<{ ours: number; theirs: number }> {
  await rate(ours)
  await rate(theirs)
  const rounds: { ours: number; theirs: number }[] = []
  for (let round = 0; round < ROUNDS; round++) rounds.push({ ours: await rate(ours), theirs: await rate(theirs) })
  return { ours: median(rounds.map((one) => one.ours)), theirs: median(rounds.map((one) => one.theirs)) }
}

const atLeast = (what: string, seen: number, bound: number): Row => ({
  what,
  seen: `${seen.toFixed(2)} ×`,
  bound: `≥ ${bound} ×`,
  holds: seen >= bound,
})
const told = (what: string, perSecond: number): Row => ({ what, seen: `${Math.round(perSecond)} /s` })

async function inJsonPath(): Promise<readonly Row[]> {
  const definition = pathMachine()
  const machine = load(definition)
  const other = new StateMachine(definition as never, {
    validationOptions: { checkPaths: false, checkArn: false, noValidate: true },
  })
  const { ours, theirs } = await sideBySide(
    () => execute(machine, { input: INPUT, runTask: noTask }),
    () => other.run(INPUT).result,
  )
  return [
    told('JSONPath, nine Pass and a Choice: this engine', ours),
    told('JSONPath, the same: aws-local-stepfunctions', theirs),
    atLeast('JSONPath, ratio', ours / theirs, 5),
  ]
}

async function inJsonata(): Promise<readonly Row[]> {
  const machine = load(jsonataMachine())
  const parsed = EXPRESSIONS.map((text) => jsonata(text))
  const condition = jsonata('$states.input.total > 2')
  const library = async () => {
    let input: unknown = INPUT
    for (let index = 0; index < PASSES; index++) {
      const [order, customer, name, total] = await Promise.all(
        parsed.map((one) => one.evaluate(undefined, { states: { input } })),
      )
      input = { order, customer, name, total, step: index }
    }
    return condition.evaluate(undefined, { states: { input } })
  }
  const { ours, theirs } = await sideBySide(() => execute(machine, { input: INPUT, runTask: noTask }), library)
  return [
    told('JSONata, nine Pass and a Choice: this engine', ours),
    told('JSONata, the expressions alone: the library', theirs),
    atLeast('JSONata, ratio', ours / theirs, 0.7),
  ]
}

async function large(): Promise<readonly Row[]> {
  const map = load({
    QueryLanguage: 'JSONata',
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        Items: '{% [1..10000] %}',
        ItemProcessor: { StartAt: 'One', States: { One: { Type: 'Pass', Output: '{% $states.input * 2 %}', End: true } } },
        End: true,
      },
    },
  })
  const loop = load({
    QueryLanguage: 'JSONata',
    StartAt: 'Start',
    States: {
      Start: { Type: 'Pass', Assign: { turn: 0 }, Next: 'Turn' },
      Turn: { Type: 'Pass', Assign: { turn: '{% $turn + 1 %}' }, Next: 'Again' },
      Again: { Type: 'Choice', Choices: [{ Condition: '{% $turn < 5000 %}', Next: 'Turn' }], Default: 'Done' },
      Done: { Type: 'Succeed', Output: '{% $turn %}' },
    },
  })
  const timed = async (machine: ReturnType<typeof load>) => {
    const before = process.memoryUsage().heapUsed
    const began = performance.now()
    const { status } = await execute(machine, { input: {}, runTask: noTask })
    const megabytes = Math.max(0, process.memoryUsage().heapUsed - before) / 2 ** 20
    return `${status === 'SUCCEEDED' ? '' : `${status} `}${Math.round(performance.now() - began)} ms, ${megabytes.toFixed(0)} MB`
  }
  return [
    { what: 'a Map of 10,000 items', seen: await timed(map) },
    { what: 'a loop of 5,000 turns', seen: await timed(loop) },
  ]
}

export const benchmark: Benchmark = {
  name: 'engine',
  about: `${EXECUTIONS} executions a round, ${ROUNDS} rounds in turn`,
  run: async () => [...(await inJsonPath()), ...(await inJsonata()), ...(await large())],
}

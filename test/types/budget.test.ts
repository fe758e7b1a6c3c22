/** What type-checking a chain costs, in type instantiations: a number that does not depend on the machine. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ROOT } from '../support/root.ts'
import { instantiations } from './tsc.ts'

const A_STEP = 400
const SIZES = [0, 12, 50, 200] as const

/** A step of each kind in turn, each with what an earlier one gave. */
function stepOf(number: number, wrong: boolean): string {
  const name = `s${number}`
  const before = number === 0 ? 'question' : `s${number - 1}.text`
  switch (number % 4) {
    case 0:
      return `const ${name} = step('${name}', bedrockTask({ model: claude.haiku45, prompt: prompt('Say it in other words: {{text}}')({ text: ${before} }) }))`
    case 1:
      return `const ${name} = step('${name}', bedrockTask({ model: claude.haiku45, prompt: prompt('Judge {{text}} for {{question}}')({ text: ${before}, question }), output: Type.Object({ text: Type.String(), good: Type.Boolean() }) }))`
    case 2:
      return `const ${name} = step('${name}', choice(s${number - 1}.${wrong ? 'god' : 'good'}, { true: bedrockTask({ model: claude.haiku45, prompt: ${before} }), false: value(Type.Object({ text: Type.String() }), { text: 'none' }) }))`
    default:
      return `const { text: t${number} } = step('${name}', parallel({ text: bedrockTask({ model: claude.haiku45, prompt: ${before} }), docs: retrieve({ knowledgeBase: 'Base', query: question }) }))\n  const ${name} = t${number}`
  }
}

const chainOf = (steps: number, wrong: boolean) => `
import { bedrockTask, chain, choice, claude, parallel, prompt, retrieve, systemChain, Type, value } from '${ROOT}/compiler/index.ts'
export default chain('c', { answer: { model: claude.haiku45, system: 'You help.', maxTokens: 100 } }, (step, { question }) => {
  ${Array.from({ length: steps }, (_, number) => stepOf(number, wrong)).join('\n  ')}
  return systemChain.append(${steps === 0 ? 'question' : `s${steps - 1}.text`})
})
export const used = [bedrockTask, choice, parallel, prompt, retrieve, Type, value]
`

mkdirSync(join(ROOT, '.stepchain'), { recursive: true })
const folder = mkdtempSync(join(ROOT, '.stepchain', 'budget-'))
const options = { incremental: false, tsBuildInfoFile: null }
writeFileSync(
  join(folder, 'tsconfig.json'),
  JSON.stringify({ extends: '../../tsconfig.json', compilerOptions: options, include: ['chain.ts'], exclude: [] }),
)
afterAll(() => rmSync(folder, { recursive: true }))

/** Instantiations a step, at each size. */
async function costs(wrong: boolean): Promise<{ readonly aStep: readonly number[]; readonly empty: number }> {
  const counts: number[] = []
  for (const steps of SIZES) {
    writeFileSync(join(folder, 'chain.ts'), chainOf(steps, wrong))
    counts.push(await instantiations(folder, wrong && steps > 0))
  }
  const [empty = 0, ...others] = counts
  return { empty, aStep: others.map((count, index) => Math.round((count - empty) / (SIZES[index + 1] ?? 1))) }
}

test.each([
  ['right', false],
  ['wrong in every fourth step', true],
])(
  `a chain of 12, 50 and of 200 steps that is %s costs at most ${A_STEP} instantiations a step, and no more where it is longer`,
  async (name, wrong) => {
    const { aStep, empty } = await costs(wrong)
    const told = SIZES.slice(1).map((steps, index) => `${aStep[index]} of ${steps}`)
    console.log(`type instantiations a step, ${name}: ${told.join(', ')}; ${empty} for an empty chain`)
    const [of12 = 0, of50 = 0, of200 = 0] = aStep
    expect({ within: aStep.map((one) => one <= A_STEP), linear: of200 <= of50 * 1.1 && of50 <= of12 * 1.1 }).toEqual({
      within: [true, true, true],
      linear: true,
    })
  },
  60_000,
)

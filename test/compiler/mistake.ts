/** A mistake of an author that types let through, or that nobody type-checked, and the one problem that is to be told. */
import { compileChain } from '../../compiler/compile.ts'
import { claude, prompt, Type } from '../../compiler/index.ts'
import type { Chain } from '../../compiler/index.ts'

export interface Mistake {
  readonly name: string
  readonly chain: Chain
  readonly told: {
    readonly code: string
    /** An error when absent. */
    readonly severity?: 'error' | 'warning'
    readonly path: readonly string[]
    readonly what: string
    readonly remedy: string
  } & Readonly<Record<string, unknown>>
}

export const answer = { model: claude.haiku45, system: 'You help.', maxTokens: 200 }
export const ask = prompt('Answer: {{question}}')
export const TEXT = Type.Object({ text: Type.String() })

/** Prompt files that the mistakes name. */
const FILES: Readonly<Record<string, string>> = {
  'rank.hbs': 'Rank these:\n{{#each passages}}\n{{title}}\n{{/each}}\n',
  'greeting.hbs': 'You greet {{name}} in {{language}}.',
}

/** The chain's problems, without their places in this file, which the tests of the command line look at. */
export const problemsOf = (given: Chain) =>
  compileChain(given, { file: `chains/${given.name}.ts`, readPrompt: (file) => FILES[file] }).problems.map(
    ({ code, severity, path, what, remedy, inPrompt, inCode }) => ({
      code,
      severity,
      path,
      what,
      remedy,
      ...(inPrompt ? { inPrompt } : {}),
      ...(inCode ? { inCode } : {}),
    }),
  )

/** What a mistake of types looks like to the compiler, where somebody did not run the type checker. */
export const untyped = (given: unknown) => given as never

/** Chains that are made to be looked at: what the compiler tells of whose words get where. */
import { compileChain } from '../../compiler/compile.ts'
import { claude } from '../../compiler/index.ts'
import type { Chain } from '../../compiler/index.ts'

export const model = claude.haiku45
export const answer = { model, system: 'You help.', maxTokens: 200 }

/** Files below `chains/`. */
const FILES: Readonly<Record<string, string>> = {
  'ask.hbs': 'Answer: {{question}}',
  'wish.hbs': 'They wish for <wish>{{xml wish}}</wish>. {{#if tone}}{{> tone}}{{/if}}',
  'tone.hbs': 'In a {{tone}} tone.',
}

export interface Told {
  readonly code: string
  readonly path: string
  /** `question (caller) → a prompt → first (model) → systemChain.append` */
  readonly ways: readonly string[]
}

const problemsOf = (chain: Chain) => compileChain(chain, { file: `chains/${chain.name}.ts`, readPrompt: (file) => FILES[file] })

/** What is told of a chain, which must have no other problem. */
export function told(chain: Chain): readonly Told[] {
  const { problems, output } = problemsOf(chain)
  if (!output) throw new Error(problems.map(({ code, what }) => `${code} ${what}`).join('\n'))
  return problems.map(({ code, path, ways = [] }) => ({
    code,
    path: path.join(' › '),
    ways: ways.map((way) => way.map(({ name, from }) => (from === undefined ? name : `${name} (${from})`)).join(' → ')),
  }))
}

/** The definition of a chain. */
export const definitionOf = (chain: Chain): unknown => problemsOf(chain).output?.definition

/** The prompts of a chain: their texts, what each reads, and what is wrong with them before any value is known. */
import { closest } from '../closest.ts'
import { distinct, noPromptFile, systemHasVariables, unusedPromptValues } from '../problems.ts'
import { noSuchTag } from '../problems/never.ts'
import type { Problem } from '../problems.ts'
import { templateReads, templateVariables, variablesOf } from '../prompt/index.ts'
import type { Read } from '../prompt/index.ts'
import type { ChainTree, Template } from '../tree.ts'
import { allValues, placedBuilders } from '../walk.ts'
import { ofBuilder } from './place.ts'

export interface Prompts {
  /** Empty for a file that does not exist. */
  readonly text: (template: Template) => string
  readonly partial: (name: string) => string | undefined
  readonly readsOf: (template: Template) => readonly Read[]
  /** Text of the answer's system prompt. */
  readonly system: string
  readonly problems: readonly Problem[]
}

/** @param readPrompt text of a file under `chains/`, if there is one */
export function promptsOf(tree: ChainTree, readPrompt: (file: string) => string | undefined): Prompts {
  const written = ({ text, file = '' }: Template) => text ?? readPrompt(file)
  const text = (template: Template) => written(template) ?? ''
  const partial = (name: string) => readPrompt(`${name}.hbs`)
  const known = new Map<string, readonly Read[]>()
  const readsOf = (template: Template) => {
    const here = text(template)
    const reads = known.get(here) ?? templateReads(here, partial)
    known.set(here, reads)
    return reads
  }
  const { system, problems } = systemOf(tree, written)
  return {
    text,
    partial,
    readsOf,
    system,
    problems: distinct([...valueProblems(tree, written, readsOf), ...problems, ...tagProblems(tree, system)]),
  }
}

type Written = (template: Template) => string | undefined

function valueProblems(tree: ChainTree, written: Written, readsOf: Prompts['readsOf']): readonly Problem[] {
  return allValues(tree).flatMap(({ value, visit }) => {
    if (value.kind !== 'prompt') return []
    const { template, values } = value
    const place = { at: template.at, path: visit.path }
    if (written(template) === undefined) return [noPromptFile(place, template.file ?? '')]
    const read = variablesOf(readsOf(template))
    const unused = Object.keys(values).filter((name) => !read.includes(name))
    return unused.length > 0 ? [unusedPromptValues(place, unused)] : []
  })
}

function systemOf(tree: ChainTree, written: Written): Pick<Prompts, 'system' | 'problems'> {
  const { answer } = tree
  if (!answer) return { system: '', problems: [] }
  if (typeof answer.system === 'string') return { system: answer.system, problems: [] }
  const place = { at: tree.at, path: [tree.name, 'answer'] }
  const system = written(answer.system)
  if (system === undefined) return { system: '', problems: [noPromptFile(place, answer.system.file ?? '')] }
  const variables = templateVariables(system)
  return { system, problems: variables.length > 0 ? [systemHasVariables(place, variables)] : [] }
}

/** Tags that are replaced are there. Where callers may send a system prompt of their own, nobody knows. */
function tagProblems(tree: ChainTree, system: string): readonly Problem[] {
  const { answer } = tree
  if (!answer || answer.allow.system === true) return []
  const known = [...system.matchAll(/<([\w.-]+)>/g)].map(([, tag]) => tag as string).filter((tag) => system.includes(`</${tag}>`))
  return placedBuilders(tree).flatMap((visit) => {
    const { builder } = visit.placed
    if (builder.kind !== 'systemChain' || builder.tag === undefined || known.includes(builder.tag)) return []
    return [noSuchTag(ofBuilder(visit), builder.tag, closest(builder.tag, known), answer.requireTag === true)]
  })
}

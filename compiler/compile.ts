/** One chain, from its source to what is written into `generated/`: reckon, check, lower, validate, emit. */
import type { Definition } from './asl.ts'
import type { Manifest } from './contract.ts'
import { boundsOf, planEffort } from './bounds/index.ts'
import type { Bounds } from './bounds/index.ts'
import { checkFinished } from './check/finished.ts'
import { checkBounds, checkFigures, checkTree } from './check/index.ts'
import { promptsOf } from './check/prompts.ts'
import { provenance } from './check/provenance/index.ts'
import { manifestOf } from './emit/manifest.ts'
import { VERSION_TO_COME, versioned } from './emit/version.ts'
import type { Chain } from './language/chain.ts'
import { originOf } from './language/origin.ts'
import { lowerMachine } from './lower/machine.ts'
import { nameStates } from './lower/names.ts'
import { bodyThrew, distinct, misused, promptProblem } from './problems.ts'
import { internal } from './problems/finished.ts'
import type { Problem } from './problems.ts'
import type { ChainTree, Origin, Placed } from './tree.ts'
import { placedBuilders } from './walk.ts'

export interface Source {
  /** Path of the chain's file, from the root of the project. */
  readonly file: string
  /** Text of a file under `chains/`, if there is one. */
  readonly readPrompt: (file: string) => string | undefined
}

export interface Compiled {
  readonly name: string
  readonly problems: readonly Problem[]
  /** Absent when there are errors. */
  readonly output?: {
    readonly definition: Definition
    readonly manifest: Manifest
    /** What a run can use at most. */
    readonly bounds: Bounds
    /** Which step each state comes from. */
    readonly origins: ReadonlyMap<string, Placed>
  }
}

const isError = (problem: Problem) => problem.severity === 'error'

/** Compiles a chain. Problems are reported, not thrown: one of the compiler's own, too, so that it hides no other chain's. */
export function compileChain(chain: Chain, source: Source): Compiled {
  const told: Problem[] = []
  try {
    return compiled(chain, source, told)
  } catch (error) {
    return { name: chain.name, problems: besideErrors([...told, failed(chain, error)]) }
  }
}

/** @param told problems, as soon as they are known */
function compiled(chain: Chain, source: Source, told: Problem[]): Compiled {
  const built = buildTree(chain)
  if ('problem' in built) return { name: chain.name, problems: [built.problem] }
  const { tree } = built
  const wrong = () => ({ name: tree.name, problems: besideErrors(told) })
  const figures = checkFigures(tree)
  told.push(...figures, ...checkTree(tree))
  const names = nameStates(tree)
  const prompts = promptsOf(tree, source.readPrompt)
  told.push(...names.problems, ...prompts.problems)
  told.push(...provenance(tree, { nameOf: names.state, readsOf: prompts.readsOf }))
  if (figures.some(isError)) return wrong()
  const effort = planEffort(tree)
  const reckoned = boundsOf({ tree, effort, names, template: prompts.text, partial: prompts.partial, system: prompts.system })
  told.push(...checkBounds(tree, reckoned))
  if (told.some(isError)) return wrong()

  const paths = new Map(placedBuilders(tree).map(({ placed, path }) => [placed.id, path]))
  const refused: Problem[] = []
  const lowered = lowerMachine({
    tree,
    names,
    effort,
    version: VERSION_TO_COME,
    template: prompts.text,
    partial: prompts.partial,
    refused: ({ placed, template }, problems) => {
      const place = { at: template.at, path: (placed ? paths.get(placed.id) : undefined) ?? [tree.name] }
      for (const { line, column, message, remedy, meant } of problems)
        refused.push(promptProblem(place, { file: template.file ?? null, line, column }, message, remedy, meant))
    },
  })
  const { definition, text, version } = versioned(lowered.definition)
  const { origins } = lowered
  told.push(...distinct(refused), ...(refused.length > 0 ? [] : checkFinished(tree, { definition, text, origins })))
  if (told.some(isError)) return wrong()

  const { bounds } = reckoned
  const { modelCalls: _, ...worstCase } = bounds.most
  const manifest = manifestOf({ tree, worstCase, version, source: source.file, system: prompts.system })
  return { name: tree.name, problems: told, output: { definition, manifest, bounds, origins } }
}

/** Told at the chain, where that is known. */
function failed(chain: Chain, error: unknown): Problem {
  let at: unknown
  try {
    at = chain.build().at
  } catch {
    // the chain was not built by the language
  }
  return internal({ at: isOrigin(at) ? at : [], path: [chain.name] }, error)
}

const isOrigin = (at: unknown): at is Origin => typeof at === 'object' && at !== null && Symbol.iterator in at

/** What a wrong chain does not use, it may use when it is right. */
const besideErrors = (problems: readonly Problem[]): readonly Problem[] =>
  problems.map(({ mend, ...problem }) => (mend && mend.kind !== 'value of a prompt' ? { ...problem, mend } : problem))

/** Frames that reach out of the compiler into what the author wrote, however deep a value is nested. */
const FRAMES = 100

function buildTree(chain: Chain): { readonly tree: ChainTree } | { readonly problem: Problem } {
  const { stackTraceLimit } = Error
  try {
    Error.stackTraceLimit = FRAMES
    return { tree: chain.build() }
  } catch (error) {
    const thrown = error instanceof Error ? error : new Error(String(error))
    const place = { at: originOf(thrown), path: [chain.name] }
    return { problem: isMisuse(error) ? misused(place, error.what, error.remedy) : bodyThrew(place, thrown.message) }
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

/** By its members: a chain may come with a copy of the language. */
const isMisuse = (error: unknown): error is { readonly what: string; readonly remedy: string } =>
  error instanceof TypeError && 'what' in error && 'remedy' in error

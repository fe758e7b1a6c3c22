/** Walks through somebody's machine state by state and writes down what a chain does in their place. */
import { fieldsOf, listOf as itemsOf } from '../validate/machine.ts'
import type { Fields, MachineView, ScopeView, StateView } from '../validate/machine.ts'
import { asReturned, block, mentions, renamed, sequence } from './code.ts'
import type { Placed } from './code.ts'
import { booleanTest, conditionCode } from './conditions.ts'
import { assigned, jsonataScope, leave, scopeOf } from './dataflow.ts'
import type { Known } from './dataflow.ts'
import { endingOf, isAnswer } from './ending.ts'
import { contextOf, inputOf } from './input.ts'
import { expression } from './jsonata.ts'
import { payload } from './jsonpath.ts'
import { camel } from './names.ts'
import { schemaOfValue } from './source.ts'
import type { Source } from './source.ts'
import { place } from './steps.ts'
import type { Branch, Left, Writing } from './steps.ts'
import { NotImported, quote, recoded, refsIn } from './symbol.ts'
import type { Ref, Value } from './symbol.ts'

export interface Written {
  readonly body: readonly string[]
  readonly answers: number
  readonly results: number
  readonly marks: number
}

/** More states than this, and ways that meet again have been written out too often. */
const MOST_STATES = 300

export function writeFlow(machine: MachineView, source: Source, ends: 'answer' | 'any'): Written {
  const root = machine.scopes[0] as ScopeView
  let [answers, results, marks, states] = [0, 0, 0, 0]

  // ------------------------------------------------------------ marks

  const todo = (what: string, state?: StateView): readonly string[] => {
    marks++
    const fragment = state ? JSON.stringify({ [state.name]: state.fields }, null, 2).split('\n') : []
    return [`// TODO(import): ${what}`, ...fragment.map((line) => `//   ${line}`)]
  }
  const notImported = (state: StateView, error: unknown, what = 'the state'): readonly string[] => {
    if (!(error instanceof NotImported)) throw error
    return todo(`${what} "${state.name}" is not imported: ${error.message}`, state)
  }
  const giveUp = (lines: readonly string[], why: string): readonly string[] => [
    ...lines,
    `return fail('NotImported', ${quote(why)})`,
  ]

  const scopesIn = (state: StateView): readonly ScopeView[] => byOwner.get(state) ?? []
  const byOwner = new Map<StateView, ScopeView[]>()
  for (const scope of machine.scopes) if (scope.owner) byOwner.set(scope.owner, [...(byOwner.get(scope.owner) ?? []), scope])

  const writing: Writing = { source, todo, notImported, scopesIn, branch, walk }
  const step = (state: StateView, known: Known, within: readonly string[] | null): Left => {
    states++
    if (states > MOST_STATES) throw new NotImported('ways that meet again would be written out too often')
    return place(state, known, within, writing)
  }

  /** A branch or an item's processor: one state after the other, and what comes out of the last. */
  function branch(scope: ScopeView, known: Known, given: readonly string[] = []): Branch {
    const steps: Placed[] = []
    const marks: string[] = []
    let at: Known = known
    let name: unknown = scope.fields['StartAt']
    const visited = new Set<unknown>()
    for (;;) {
      const state = scope.byName.get(String(name))
      if (!state || visited.has(name)) throw new NotImported('a branch or an item goes in circles')
      visited.add(name)
      const left = step(state, at, null)
      if (left.placed) steps.push(left.placed)
      marks.push(...left.marks)
      at = left.known
      name = state.fields['Next']
      if (name === undefined) break
    }
    const [only] = steps
    const inside = [...given, ...steps.flatMap(({ names }) => names)]
    const own = refsIn(at.document).filter(({ code }) => inside.some((one) => mentions(code, one)))
    const isBuilder = steps.length === 1 && only?.names.length === 1 && only.names[0] === only.step
    if (isBuilder && !own.some(({ code }) => given.some((one) => mentions(code, one)))) {
      return {
        key: only.names[0] as string,
        code: only.builder,
        lines: null,
        output: at.document,
        marks: [...marks, ...only.notes.flatMap((note) => todo(note))],
      }
    }
    const key = source.names.take(camel(`${String(scope.fields['StartAt'])} branch`))
    const exported = new Map<string, { readonly member: string; readonly ref: Ref }>()
    for (const ref of own) {
      if (exported.has(ref.code)) continue
      if (ref.item && !ref.typed && ref.schema === undefined)
        throw new NotImported(`${ref.code} is a list that a branch cannot give as it is`)
      const taken = new Set([...exported.values()].map(({ member }) => member))
      let member = ref.hint
      for (let count = 2; taken.has(member); count++) member = `${ref.hint}${count}`
      exported.set(ref.code, { member, ref })
    }
    const values = [...exported.values()]
    const schema = `Type.Object({ ${values.map(({ member, ref }) => `${member}: ${schemaOfValue(ref)}`).join(', ')} })`
    const end = `return value(${schema}, { ${values.map(({ member, ref }) => `${member}: ${ref.code}`).join(', ')} })`
    const lines = [...steps.flatMap(({ notes }) => notes.flatMap((note) => todo(note))), ...sequence(steps, [end])]
    const output = recoded(at.document, (code) => renamed(code, exported, key))
    return { key, code: block(lines, ['step']), lines, output, marks }
  }

  /** The way from a state to the end of the chain. */
  function walk(scope: ScopeView, name: string, known: Known, before: readonly string[]): readonly string[] {
    const state = scope.byName.get(name)
    if (!state) return giveUp(todo(`there is no state "${name}"`), `There is no state ${name}.`)
    if (before.includes(name)) {
      return giveUp(
        todo(`the way back to "${name}" is a loop: write it with loop(…)`),
        `The loop back to ${name} is not imported.`,
      )
    }
    const within = [...before, name]
    if (state.type === 'Choice') return choosing(state, known, within)
    if (state.type === 'Fail') return failing(state)
    let left: Left
    try {
      left = step(state, known, within)
    } catch (error) {
      return giveUp(notImported(state, error), `${state.name} is not imported.`)
    }
    const { placed, marks } = left
    const next = state.fields['Next']
    const rest = typeof next === 'string' ? walk(scope, next, left.known, within) : ending(state, left.known.document)
    const notes = (placed?.notes ?? []).flatMap((note) => todo(note))
    return [...marks, ...notes, ...sequence(placed ? [placed] : [], rest)]
  }

  function ending(state: StateView, output: Value): readonly string[] {
    const answer = isAnswer(output)
    if (answer) answers++
    else results++
    try {
      if (!answer && ends === 'answer') throw new NotImported('other ends of the machine answer, and this one gives data')
      const { code, notes } = endingOf(output, source, state.name)
      return [...notes.flatMap((note) => todo(note)), `return ${code}`]
    } catch (error) {
      return giveUp(notImported(state, error, 'what comes out of'), `What comes out of ${state.name} is not imported.`)
    }
  }

  function failing({ fields }: StateView): readonly string[] {
    const written = (value: unknown) => (typeof value === 'string' && !value.startsWith('{%') ? value : undefined)
    const cause = written(fields['Cause'])
    return [`return fail(${quote(written(fields['Error']) ?? 'Failed')}${cause === undefined ? '' : `, ${quote(cause)}`})`]
  }

  function choosing(state: StateView, known: Known, within: readonly string[]): readonly string[] {
    const { fields, language, scope } = state
    const rules = itemsOf(fields['Choices']).map(fieldsOf)
    const way = (next: unknown, rule: Fields) => {
      const after =
        language === 'JSONata'
          ? leave(state, rule, known, known.document, source)
          : assigned(known, rule['Assign'], (value) => payload(value, scopeOf(known)))
      return block(walk(scope, String(next), after, within), ['step'])
    }
    const otherwise = () =>
      fields['Default'] === undefined
        ? "fail('States.NoChoiceMatched', 'No rule of the choice holds.')"
        : way(fields['Default'], fields)

    const [only] = rules
    const test = rules.length === 1 && only && language === 'JSONPath' ? booleanTest(only, scopeOf(known)) : undefined
    if (only && test && fields['Default'] !== undefined) {
      try {
        const on = source.ref(test.variable, 'boolean')
        const [then, other] = [way(only['Next'], only), otherwise()]
        // what a text says has its type checked; what callers send may be no boolean, and takes the Default
        if (!on.startsWith('json.parse(')) return [`return when(equals(${on}, ${test.expected}), ${then}).otherwise(${other})`]
        return [`return choice(${on}, { true: ${test.expected ? then : other}, false: ${test.expected ? other : then} })`]
      } catch (error) {
        return [...notImported(state, error), ...asReturned(otherwise())]
      }
    }
    const lines: string[] = []
    const ways: string[] = []
    for (const rule of rules) {
      try {
        const condition =
          language === 'JSONata' ? jsonataCondition(rule['Condition'], known) : conditionCode(rule, scopeOf(known), source)
        ways.push(`when(${condition}, ${way(rule['Next'], rule)})`)
      } catch (error) {
        if (!(error instanceof NotImported)) throw error
        lines.push(...todo(`a rule of "${state.name}" is not imported: ${error.message}`), `//   ${JSON.stringify(rule)}`)
      }
    }
    if (ways.length === 0) return [...lines, ...asReturned(otherwise())]
    return [...lines, `return ${ways.join('.')}.otherwise(${otherwise()})`]
  }

  function jsonataCondition(condition: unknown, known: Known): string {
    const [, code] = /^\{%([\s\S]*)%\}$/.exec(String(condition)) ?? []
    if (code === undefined) throw new NotImported('the condition is written down and no expression')
    return source.ref(expression(code.trim(), jsonataScope(known), source), 'boolean')
  }

  const input = inputOf(source)
  const body = walk(root, String(root.fields['StartAt']), { document: input, variables: {}, context: contextOf(input) }, [])
  return { body, answers, results, marks }
}

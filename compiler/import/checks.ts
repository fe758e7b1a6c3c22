/** Looks through somebody's state machine for what AWS takes and users regret. */
import { at, forEachString, listOf } from '../validate/machine.ts'
import type { MachineView, StateView } from '../validate/machine.ts'
import { inReadingOrder } from '../validate/order.ts'
import {
  accidentalPath,
  brokenMark,
  hardCoded,
  neverRetried,
  noDefault,
  noTimeout,
  oldModel,
  unguardedParse,
} from './findings.ts'
import type { Finding } from './findings.ts'
import { isOld, modelNamed } from './models.ts'
import { widePermissions } from './permissions.ts'
import { asksModel, writtenArgument } from './tasks.ts'

type Check = (state: StateView, machine: MachineView) => readonly Finding[]

const has = ({ fields }: StateView, field: string) => listOf(fields[field]).length > 0
const isCaught = (state: StateView | undefined): boolean =>
  state !== undefined && (has(state, 'Catch') || isCaught(state.scope.owner))

/** The strings of a state itself, without those of states inside it. */
function ownStrings({ fields, location }: StateView): Written[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    name === 'Branches' || name === 'ItemProcessor' || name === 'Iterator' ? [] : stringsIn(value, at(location, name)),
  )
}

interface Written {
  readonly text: string
  readonly location: string
}

function stringsIn(value: unknown, within: string): Written[] {
  const found: Written[] = []
  forEachString(value, within, (text, here) => found.push({ text, location: here() }))
  return found
}

const retries: Check = (state) =>
  state.type === 'Task' && !has(state, 'Retry') ? [neverRetried({ state, location: state.location })] : []

const timeouts: Check = (state) =>
  state.type === 'Task' && state.fields['TimeoutSeconds'] === undefined && state.fields['TimeoutSecondsPath'] === undefined
    ? [noTimeout({ state, location: state.location })]
    : []

/** Where the answers of models are, in the shapes in which services give them. */
const ANSWER = /\b(?:Body|body|generation|content|Content|completion|outputText|Output|text|Text|Message|message)\b/
const PARSE = /States\.StringToJson\(|\$(?:parse|eval)\(/

/** Variables that a task which asks a model assigns. */
const answerVariables = (machine: MachineView): readonly string[] =>
  machine.states.filter(asksModel).flatMap(({ fields }) => Object.keys((fields['Assign'] as object | undefined) ?? {}))

const readsAnswer = (text: string, machine: MachineView): boolean =>
  machine.states.some(asksModel) &&
  (ANSWER.test(text) || answerVariables(machine).some((name) => text.includes(`$${name.replace(/\.\$$/, '')}`)))

const parses: Check = (state, machine) => {
  if (isCaught(state)) return []
  const found = [...ownStrings(state)].find(({ text }) => PARSE.test(text) && (asksModel(state) || readsAnswer(text, machine)))
  return found ? [unguardedParse({ state, location: found.location })] : []
}

const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d$/
const regions: Check = (state) =>
  [...ownStrings(state)].flatMap(({ text, location }) =>
    [...text.matchAll(/\barn:[^:\s]*:[^:\s]*:([^:\s]*):([^:\s]*):/g)].flatMap(([, region = '', account = '']) => [
      ...(REGION.test(region) ? [hardCoded({ state, location }, `The region ${region}`)] : []),
      ...(/^\d{12}$/.test(account) ? [hardCoded({ state, location }, `The account ${account}`)] : []),
    ]),
  )

/** Forms of a path that mean something else than what they look like, or nothing that can be foreseen. */
const ACCIDENTS: readonly (readonly [RegExp, string])[] = [
  [
    /\[\s*-?\d+\s*(?:,\s*-?\d+\s*)+\]\s*(?:\[\*\]|\.\*)/,
    'it takes whatever members these places happen to have, one list after the other',
  ],
  [/\[\*\]\s*(?:\[\*\]|\.\*)/, 'it takes every member of every member, in no order that is promised'],
  [/\[\s*-?\d+\s*,\s+-?\d+/, 'readers of JSONPath disagree about a union with spaces'],
  [/\.\[/, 'a dot before a bracket is no path, though AWS takes it'],
  [/\.\./, 'it takes members of that name at any depth'],
]
const paths: Check = (state) => {
  if (state.language !== 'JSONPath') return []
  return [...ownStrings(state)].flatMap(({ text, location }) => {
    if (!/^(?:\$|States\.)/.test(text)) return []
    const bare = text.replaceAll(/'(?:\\.|[^'\\])*'/g, "''")
    return (bare.match(/\$\$?(?:\[[^\]]*\]|[^\s,()[\]])*/g) ?? []).flatMap((path) => {
      const accident = ACCIDENTS.find(([form]) => form.test(path))
      return accident ? [accidentalPath({ state, location }, path, accident[1])] : []
    })
  })
}

const defaults: Check = (state, machine) =>
  state.type === 'Choice' &&
  state.fields['Default'] === undefined &&
  stringsIn(state.fields['Choices'], '').some(({ text }) => /^(?:\$|\{%)/.test(text) && readsAnswer(text, machine))
    ? [noDefault({ state, location: state.location })]
    : []

const models: Check = (state) => {
  const written = asksModel(state) ? writtenArgument(state, 'ModelId') : undefined
  const model = written === undefined ? undefined : modelNamed(written)
  return model && isOld(model) ? [oldModel({ state, location: state.location }, model.foundation)] : []
}

const MARK_NAMES = new Set([
  'begin_of_text',
  'start_header_id',
  'end_header_id',
  'eot_id',
  'eom_id',
  'end_of_text',
  'header_start',
  'header_end',
  'eot',
])
/** Something that looks like a mark of a Llama prompt. */
const MARK = /<\|?([a-z_]+)\|?\)?\|?>/g
const marks: Check = (state) =>
  [...ownStrings(state)].flatMap(({ text, location }) => {
    if (!text.includes('<|')) return []
    const found = [...text.matchAll(MARK)].filter(([mark, name = '']) => MARK_NAMES.has(name) && mark !== `<|${name}|>`)
    return found.map(([mark, name = '']) => brokenMark({ state, location }, mark, `<|${name}|>`))
  })

const CHECKS: readonly Check[] = [retries, timeouts, parses, regions, paths, defaults, models, marks]

/** Everything that is found, in reading order. */
export function findingsOf(machine: MachineView): readonly Finding[] {
  const found = machine.states.flatMap((state) => [
    ...CHECKS.flatMap((check) => check(state, machine)),
    ...widePermissions([state]),
  ])
  return inReadingOrder(found, machine.fields)
}

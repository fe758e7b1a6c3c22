/** Changes as lines: one for a member, a prompt line by line, what may be done more called out. */
import { diffLines } from 'diff'
import type { ChainChange, Difference, StateChange } from './changes.ts'
import { readable } from './readable.ts'

/** A line and what it says: something came, went, needs a second look, or is only said. */
export interface Line {
  readonly kind: 'added' | 'removed' | 'attention' | 'plain'
  readonly text: string
}

const SHORT = 60
const plain = (text: string): Line => ({ kind: 'plain', text: text.trimEnd() })

const shown = (value: unknown) =>
  value === undefined ? 'nothing' : typeof value === 'string' ? readable(value) : JSON.stringify(value)

/** A prompt: too long for one line, or of several. */
const isLong = (value: unknown) => typeof value === 'string' && (readable(value).includes('\n') || readable(value).length > SHORT)

/** How many lines that stay the same are shown around what changes. */
const CONTEXT = 2

function textLines(before: string, after: string, indent: string): readonly Line[] {
  const parts = diffLines(before.endsWith('\n') ? before : `${before}\n`, after.endsWith('\n') ? after : `${after}\n`)
  return parts.flatMap(({ value, added, removed }, index): Line[] => {
    const lines = value.replace(/\n$/, '').split('\n')
    if (added) return lines.map((line) => ({ kind: 'added', text: `${indent}+ ${line}` }))
    if (removed) return lines.map((line) => ({ kind: 'removed', text: `${indent}- ${line}` }))
    const head = index === 0 ? [] : lines.slice(0, CONTEXT)
    const tail = index === parts.length - 1 ? [] : lines.slice(Math.max(head.length, lines.length - CONTEXT))
    const left = lines.length - head.length - tail.length
    if (left <= 1) return lines.map((line) => plain(`${indent}  ${line}`))
    return [
      ...head.map((line) => plain(`${indent}  ${line}`)),
      plain(`${indent}  … ${left} lines as before`),
      ...tail.map((line) => plain(`${indent}  ${line}`)),
    ]
  })
}

function differenceLines({ member, before, after }: Difference, indent: string): readonly Line[] {
  if (!isLong(before) && !isLong(after)) return [plain(`${indent}${member}: ${shown(before)} → ${shown(after)}`)]
  const [old, fresh] = [before, after].map((value) => (value === undefined ? '' : shown(value))) as [string, string]
  // what reads alike differs in its code
  const lines = old === fresh ? textLines(String(before), String(after), `${indent}  `) : textLines(old, fresh, `${indent}  `)
  return [plain(`${indent}${member}:`), ...lines]
}

function stateLines({ state, change, type, differences }: StateChange): readonly Line[] {
  switch (change) {
    case 'added':
      return [{ kind: 'added', text: `  + ${state}  ${type}` }]
    case 'removed':
      return [{ kind: 'removed', text: `  - ${state}  ${type}` }]
    case 'changed':
      return [plain(`  ~ ${state}  ${type}`), ...differences.flatMap((one) => differenceLines(one, '      '))]
    default:
      return change satisfies never
  }
}

const section = (title: string, lines: readonly Line[]): readonly Line[] => (lines.length === 0 ? [] : [plain(title), ...lines])

export function told({ chain, change, states, settings, permissions, worstCase }: ChainChange): readonly Line[] {
  const granted = permissions.map(({ change: how, of, action, resource }): Line => {
    const text = `${action} on ${resource}  (${of})`
    return how === 'granted'
      ? { kind: 'attention', text: `  ! may now  ${text}` }
      : { kind: 'plain', text: `  may no longer  ${text}` }
  })
  return [
    change === 'added'
      ? { kind: 'added', text: `+ ${chain} is new` }
      : change === 'removed'
        ? { kind: 'removed', text: `- ${chain} is gone` }
        : plain(chain),
    ...section(' states', states.flatMap(stateLines)),
    ...section(
      ' settings',
      settings.flatMap((one) => differenceLines(one, '  ')),
    ),
    ...section(' permissions', granted),
    ...section(
      ' worst case',
      worstCase.flatMap((one) => differenceLines(one, '  ')),
    ),
  ]
}

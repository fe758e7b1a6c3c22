/** What the workflow found for the answer, as passages of documents where it looks like that. */
import type { WorkflowOutput } from '../../../compiler/contract.ts'

export interface Passage {
  readonly text: string
  readonly source?: string
  /** As the search gave it; higher fits better. */
  readonly score?: number
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `{ text, source, score }`, as `retrieve` gives it; whatever else a chain puts there is shown as its JSON. */
function passageOf(item: unknown): Passage {
  if (typeof item === 'string') return { text: item }
  if (!isObject(item) || typeof item['text'] !== 'string') return { text: JSON.stringify(item, null, 2) }
  const { text, source, score } = item
  return {
    text,
    ...(typeof source === 'string' ? { source } : {}),
    ...(typeof score === 'number' ? { score } : {}),
  }
}

export function passagesOf(output: unknown): readonly Passage[] {
  const context = isObject(output) ? (output as Partial<WorkflowOutput>).context_data : undefined
  return Array.isArray(context) ? context.map(passageOf) : []
}

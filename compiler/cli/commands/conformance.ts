/** `npm run conformance -- DIR`: runs executions that were recorded on AWS and tells where this engine answers otherwise. */
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Command, Io } from '../command.ts'
import { isRecordedCase, notOurs, replay } from '../conformance/recorded.ts'
import type { RecordedCase, Verdict } from '../conformance/recorded.ts'

const usage = `npm run conformance -- DIR [--all] [--notes]

Runs every recorded execution in DIR and below (*.json with definition, input, expected and, for tasks, mocks) on a clock
of its own, and compares status, output and error name. Prints how many agree, by query language and feature, and every
difference. Left out: what an Express workflow does not have, and tasks without a recorded answer.

  --all    run also what an Express workflow does not have, such as a Distributed Map
  --notes  tell also where only a cause's text, or what a task was sent, differs

Exit code: 0 everything agrees, 1 something differs, 2 the call is wrong.`

interface Tally {
  passed: number
  failed: number
}

class Tallies {
  readonly #tallies = new Map<string, Tally>()
  count(name: string, kind: 'passed' | 'failed'): void {
    const tally = this.#tallies.get(name) ?? { passed: 0, failed: 0 }
    tally[kind] += 1
    this.#tallies.set(name, tally)
  }
  sorted(): readonly (readonly [string, Tally])[] {
    return [...this.#tallies].sort(([a], [b]) => (a < b ? -1 : 1))
  }
}

async function casesIn(directory: string): Promise<readonly RecordedCase[]> {
  const files = (await readdir(directory, { recursive: true })).filter((file) => file.endsWith('.json')).sort()
  const cases: RecordedCase[] = []
  for (const file of files) {
    const content = JSON.parse(await readFile(join(directory, file), 'utf8')) as unknown
    for (const one of Array.isArray(content) ? (content as unknown[]) : [content]) if (isRecordedCase(one)) cases.push(one)
  }
  return cases
}

const told = ({ passed, failed }: Tally): string => `${passed} passed, ${failed} failed`

async function verdictOn(recorded: RecordedCase, all: boolean): Promise<Verdict> {
  const why = notOurs(recorded)
  if (why !== undefined && (!all || recorded.suspect !== undefined)) return { kind: 'left out', why }
  try {
    return await replay(recorded)
  } catch (error) {
    return { kind: 'failed', differences: [`the engine broke: ${(error as Error).stack ?? String(error)}`] }
  }
}

async function report(cases: readonly RecordedCase[], all: boolean, withNotes: boolean, io: Io): Promise<number> {
  const [languages, features, leftOut] = [new Tallies(), new Tallies(), new Map<string, number>()] as const
  const total: Tally = { passed: 0, failed: 0 }
  let noted = 0
  for (const recorded of cases) {
    const verdict = await verdictOn(recorded, all)
    if (verdict.kind === 'left out') {
      leftOut.set(verdict.why, (leftOut.get(verdict.why) ?? 0) + 1)
      continue
    }
    total[verdict.kind] += 1
    languages.count(recorded.queryLanguage, verdict.kind)
    for (const feature of recorded.features ?? []) features.count(`${recorded.queryLanguage}  ${feature}`, verdict.kind)
    if (verdict.kind === 'failed') {
      io.out(`FAILED ${recorded.name}`)
      for (const line of verdict.differences) io.out(`  ${line}`)
    } else if (verdict.notes.length > 0) {
      noted += 1
      if (withNotes) for (const line of [`passed ${recorded.name}`, ...verdict.notes.map((note) => `  ${note}`)]) io.out(line)
    }
  }
  io.out('')
  for (const [feature, tally] of features.sorted()) io.out(`${feature}: ${told(tally)}`)
  io.out('')
  for (const [why, count] of leftOut) io.out(`left out: ${count}, ${why}`)
  if (noted > 0 && !withNotes) io.out(`${noted} agree but for a cause's text or what a task was sent (--notes tells)`)
  for (const [language, tally] of languages.sorted()) io.out(`${language}: ${told(tally)}`)
  io.out(told(total))
  return total.failed === 0 ? 0 : 1
}

export const command: Command = {
  name: 'conformance',
  summary: 'run executions recorded on AWS and tell where the local engine differs',
  usage,
  positionals: true,
  options: { all: { type: 'boolean' }, notes: { type: 'boolean' } },
  async run({ values, positionals }, io) {
    const [directory, ...more] = positionals
    if (directory === undefined || more.length > 0) {
      io.error('Say one directory of recorded executions: npm run conformance -- DIR')
      return 2
    }
    let cases: readonly RecordedCase[]
    try {
      cases = await casesIn(resolve(io.cwd, directory))
    } catch (error) {
      io.error(`${directory}: ${(error as Error).message}`)
      return 2
    }
    if (cases.length === 0) {
      io.error(`${directory} has no recorded execution: *.json files with definition, input and expected.`)
      return 2
    }
    return report(cases, values['all'] === true, values['notes'] === true, io)
  },
}

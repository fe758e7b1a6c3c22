/** What others think of the definitions in `generated/`: the validator of the ASL community, and CloudFormation's linter where it is installed. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { run } from '../support/command.ts'
import { ROOT } from '../support/root.ts'

const FOLDER = join(ROOT, 'generated')
const names = readdirSync(FOLDER).flatMap((file) => /^(.+)\.asl\.json$/.exec(file)?.[1] ?? [])
const json = (file: string) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as unknown

/** A good definition but for a transition that leads nowhere. */
const BAD = { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Pass', Next: 'Nowhere' } } }

describe('asl-validator', () => {
  interface Refusal {
    readonly 'Error code': string
    readonly Message: string
    readonly schemaError?: { readonly instancePath: string }
  }
  const at = (value: unknown, path: string) =>
    path
      .split('/')
      .slice(1)
      .reduce((within, key) => (within as Readonly<Record<string, unknown>>)[key], value)

  /** Bugs of its own: what it refuses and AWS takes. */
  const ownBugs: Readonly<Record<string, (definition: unknown, refusal: Refusal) => boolean>> = {
    'an empty text among the variables is no text to it': (definition, { schemaError }) =>
      schemaError !== undefined && /\/Assign\//.test(schemaError.instancePath) && at(definition, schemaError.instancePath) === '',
  }
  // it has no types of its own
  const validate = createRequire(import.meta.url)('asl-validator') as (definition: unknown) => {
    readonly errors: readonly Refusal[]
  }

  test.each(names)('has nothing against %s', (name) => {
    const definition = json(`${name}.asl.json`)
    const isOwn = (refusal: Refusal) => Object.values(ownBugs).some((bug) => bug(definition, refusal))
    expect(validate(definition).errors.filter((refusal) => !isOwn(refusal))).toEqual([])
  })

  test('has those bugs still', () => {
    const empty = { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Pass', Assign: { a: { b: '' } }, End: true } } }
    const found = validate(empty).errors.map((refusal) => Object.keys(ownBugs).filter((name) => ownBugs[name]?.(empty, refusal)))
    expect(new Set(found.flat())).toEqual(new Set(Object.keys(ownBugs)))
  })

  test('would say so', () => {
    expect(validate(BAD).errors.map((error) => error['Error code'])).toContain('MISSING_TRANSITION_TARGET')
  })
})

const installed = await run('cfn-lint', ['--version'], { cwd: ROOT }).then(
  ({ code }) => code === 0,
  () => false,
)

describe.skipIf(!installed)('cfn-lint, where it is installed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stepchain-cfn-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  interface Finding {
    readonly Filename: string
    readonly Message: string
    readonly Rule: { readonly Id: string }
  }
  /** A template that holds nothing but a state machine. */
  function writeTemplate(name: string, definition: unknown, substitutions: readonly string[]): string {
    const values = Object.fromEntries(substitutions.map((substitution) => [substitution, 'LOCAL']))
    const properties = {
      StateMachineType: 'EXPRESS',
      RoleArn: 'arn:aws:iam::123456789012:role/stepchain',
      DefinitionString: JSON.stringify(definition),
      ...(substitutions.length > 0 ? { DefinitionSubstitutions: values } : {}),
    }
    const file = join(folder, `${name}.json`)
    writeFileSync(
      file,
      JSON.stringify({ Resources: { Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties: properties } } }),
    )
    return file
  }

  test('has nothing against any of them, and its rule for definitions (E3601) would say so', async () => {
    const templates = names.map((name) => {
      const { substitutions } = json(`${name}.manifest.json`) as { readonly substitutions: object }
      return writeTemplate(name, json(`${name}.asl.json`), Object.keys(substitutions))
    })
    const bad = writeTemplate('bad', { ...BAD, States: { A: { Type: 'Pas', End: true } } }, [])
    const { out } = await run('cfn-lint', ['--format', 'json', '--template', ...templates, bad], { cwd: folder })
    const findings = (JSON.parse(out) as readonly Finding[]).map(({ Filename, Rule }) => `${basename(Filename)} ${Rule.Id}`)
    expect([...new Set(findings)]).toEqual(['bad.json E3601'])
  }, 60_000)
})

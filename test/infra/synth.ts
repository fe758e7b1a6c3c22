/** A template as CloudFormation would get it, and ways to read it. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp } from '../../infra/create-app.ts'

export interface Resource {
  readonly Type: string
  readonly Properties: Readonly<Record<string, unknown>>
  readonly Metadata?: Readonly<Record<string, unknown>>
  readonly DependsOn?: readonly string[]
  readonly UpdateReplacePolicy?: string
  readonly DeletionPolicy?: string
}
export interface Template {
  readonly Parameters: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly Resources: Readonly<Record<string, Resource>>
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>
  readonly Metadata?: unknown
}

/** A runtime that is the same on every day, so that its hash is, too. */
export function writeRuntime(folder: string): string {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'run.sh'), '#!/bin/sh\nexec node server.mjs\n', { mode: 0o755 })
  writeFileSync(join(folder, 'server.mjs'), '// a stub\n')
  return folder
}

export interface Synthesised {
  readonly template: Template
  readonly file: string
}

export function synthesise(root: string, context: Readonly<Record<string, unknown>> = {}): Synthesised {
  const outdir = mkdtempSync(join(tmpdir(), 'stepchain-cdk-'))
  const runtimeFolder = writeRuntime(join(outdir, 'runtime'))
  const assembly = createApp({ root, runtimeFolder, context, outdir: join(outdir, 'cdk.out') }).synth()
  const [stack] = assembly.stacks
  if (stack === undefined) throw new Error('there is no stack')
  return { template: stack.template as Template, file: stack.templateFullPath }
}

export const ofType = (template: Template, type: string): readonly (Resource & { readonly id: string })[] =>
  Object.entries(template.Resources).flatMap(([id, resource]) => (resource.Type === type ? [{ ...resource, id }] : []))

/** Intrinsic functions as the text they stand for: `${Name}`, `${Name.Attribute}`. */
export function shown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shown)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const [[key, given] = ['', undefined]] = entries
  if (entries.length === 1) {
    if (key === 'Ref') return `\${${String(given)}}`
    if (key === 'Fn::Sub') return given
    if (key === 'Fn::GetAtt') return `\${${(given as readonly string[]).join('.')}}`
    if (key === 'Fn::Join') {
      const [separator, parts] = given as readonly [string, readonly unknown[]]
      return parts.map(shown).join(separator)
    }
  }
  return Object.fromEntries(entries.map(([name, member]) => [name, shown(member)]))
}

export interface Grant {
  readonly Action: string | readonly string[]
  readonly Effect: string
  readonly Resource: string | readonly string[]
  readonly Condition?: unknown
}

/** What the role of this id may do, over all its policies: actions with the resource each is for, in order. */
export const grants = (template: Template, role: string): readonly string[] =>
  pairs(
    ofType(template, 'AWS::IAM::Policy')
      .filter(({ Properties }) => JSON.stringify(Properties['Roles']).includes(`"${role}"`))
      .flatMap(({ Properties }) => (shown(Properties['PolicyDocument']) as { readonly Statement: readonly Grant[] }).Statement)
      .map(({ Action, Resource }) => ({ actions: [Action].flat(), resources: [Resource].flat() })),
  )

/** The same of statements as manifests have them. */
export const pairs = (statements: readonly { readonly actions: readonly string[]; readonly resources: readonly string[] }[]) =>
  statements
    .flatMap(({ actions, resources }) => actions.flatMap((action) => resources.map((resource) => `${action} ${resource}`)))
    .sort()

/** The id that a reference or an attribute refers to. */
export const target = (value: unknown): string => /^\$\{([A-Za-z0-9]+)/.exec(String(shown(value)))?.[1] ?? ''

/** Random templates over random typed values: what they read exists, so that every one of them can be compiled. */
import * as fc from 'fast-check'
import { Type } from 'typebox'
import type { TSchema } from 'typebox'
import type { Value } from '../../compiler/prompt/index.ts'

export interface Sample {
  readonly template: string
  readonly partials: Readonly<Record<string, string>>
  /** What lowerPrompt is given. */
  readonly values: Readonly<Record<string, Value>>
  /** The values themselves; one that is missing has no member. */
  readonly data: Readonly<Record<string, unknown>>
  /** The same for Handlebars, which knows no content blocks: their text in their place. */
  readonly plainData: Readonly<Record<string, unknown>>
}

type Draw = fc.GeneratorValue
type Scalar = 'text' | 'number' | 'boolean' | 'role' | 'mixed' | 'content'
type Type_ =
  | { readonly kind: Scalar; readonly nullable: boolean }
  | { readonly kind: 'list'; readonly nullable: boolean; readonly item: Type_ }
  | { readonly kind: 'object'; readonly nullable: boolean; readonly variants: readonly (readonly Field[])[] }
interface Field {
  readonly name: string
  readonly type: Type_
  readonly optional: boolean
}

const ROLES = ['user', 'assistant', '']
const NAMES = ['name', 'text', 'items', 'a', 'b', 'true', 'in 2 parts', 'json', 'length', 'été', 'if']
const TEXTS = [
  '',
  'a',
  'b c',
  '1',
  '0',
  'true',
  '<&>"\'',
  '{% x %}',
  '${Name}',
  'line\nline',
  '\n',
  '\\',
  '"',
  '😀',
  '\ud800',
  '\u0007',
  ' ',
]
const NUMBERS = [0, 1, -1, 2, 42, 0.5, -2.25, 1e21, 1e-7, 123456.789, -0]
const WORDS = [
  'Hello ',
  ', ',
  ' ',
  '\n',
  ' \n',
  '\n  ',
  'x',
  '${Name} ',
  '{% y %}',
  '"quoted"',
  "it's",
  '\t',
  '<p>',
  '&',
  '\r\n',
  '\u2028',
  '\ud83d ',
]

const draw = (g: Draw, below: number): number => g(fc.nat, { max: below - 1 })
const pick = <T>(g: Draw, from: readonly T[]): T => from[draw(g, from.length)] as T
const chance = (g: Draw, percent: number): boolean => draw(g, 100) >= 100 - percent
const times = <T>(g: Draw, least: number, most: number, make: (index: number) => T): T[] =>
  Array.from({ length: least + draw(g, most - least + 1) }, (_, index) => make(index))

// Types

function randomType(g: Draw, depth: number): Type_ {
  const nullable = chance(g, 20)
  const scalars = ['text', 'text', 'number', 'boolean', 'role', 'mixed', 'content'] as const
  const kind = depth === 0 ? pick(g, scalars) : pick(g, ['list', 'list', 'list', 'object', 'object', ...scalars] as const)
  if (kind === 'list') return { kind, nullable, item: randomType(g, depth - 1) }
  if (kind !== 'object') return { kind, nullable }
  const variants = times(g, 1, 2, (index) => randomFields(g, depth - 1, index === 0 ? '' : 'v'))
  return { kind, nullable, variants }
}

function randomFields(g: Draw, depth: number, prefix: string): readonly Field[] {
  const names = new Set(times(g, 1, 3, () => pick(g, NAMES)))
  return [...names].map((name) => ({ name: `${prefix}${name}`, type: randomType(g, depth), optional: chance(g, 25) }))
}

function schemaOf(type: Type_): TSchema {
  const schema = ((): TSchema => {
    switch (type.kind) {
      case 'text':
        return Type.String()
      case 'number':
        return Type.Number()
      case 'boolean':
        return Type.Boolean()
      case 'role':
        return Type.Union(ROLES.map((role) => Type.Literal(role)))
      case 'mixed':
        return Type.Union([Type.String(), Type.Number(), Type.Boolean()])
      case 'content':
        return Type.Unsafe({ anyOf: [{ type: 'string' }, { type: 'array' }], format: 'message-content' })
      case 'list':
        return Type.Array(schemaOf(type.item))
      case 'object': {
        const objects = type.variants.map((fields) =>
          Type.Object(
            Object.fromEntries(
              fields.map(({ name, type, optional }) => [name, optional ? Type.Optional(schemaOf(type)) : schemaOf(type)]),
            ),
          ),
        )
        return objects.length === 1 ? (objects[0] as TSchema) : Type.Union(objects)
      }
      default:
        return type satisfies never
    }
  })()
  return type.nullable ? Type.Union([schema, Type.Null()]) : schema
}

// Values: as they are, and with the text of content blocks in their place

type Both = readonly [data: unknown, plain: unknown]
const same = (value: unknown): Both => [value, value]

function randomValue(g: Draw, type: Type_): Both {
  if (type.nullable && chance(g, 30)) return same(null)
  switch (type.kind) {
    case 'text':
      return same(pick(g, TEXTS))
    case 'number':
      return same(pick(g, NUMBERS))
    case 'boolean':
      return same(chance(g, 50))
    case 'role':
      return same(pick(g, ROLES))
    case 'mixed':
      return same(pick(g, [...TEXTS, ...NUMBERS, true, false]))
    case 'content':
      return randomContent(g)
    case 'list': {
      const items = times(g, 0, 3, () => randomValue(g, type.item))
      return [items.map(([data]) => data), items.map(([, plain]) => plain)]
    }
    case 'object': {
      const members = pick(g, type.variants).flatMap(({ name, type, optional }) =>
        optional && chance(g, 40) ? [] : [[name, ...randomValue(g, type)] as const],
      )
      return [Object.fromEntries(members), Object.fromEntries(members.map(([name, , plain]) => [name, plain]))]
    }
    default:
      return type satisfies never
  }
}

function randomContent(g: Draw): Both {
  if (chance(g, 40)) return same(pick(g, TEXTS))
  const blocks = times(g, 0, 3, () => {
    const text = pick(g, TEXTS)
    return pick<{ readonly text?: string }>(g, [
      { text },
      { type: 'text', text } as object,
      { type: 'image', source: {} } as object,
    ])
  })
  return [blocks, blocks.flatMap(({ text }) => text ?? []).join('\n')]
}

// Templates

interface Around {
  /** What can be read here. */
  readonly readable: readonly Readable[]
  /** The context; undefined for that of the template. */
  readonly own: Type_ | undefined
  readonly depth: number
  readonly names: number
}
interface Readable {
  readonly path: string
  readonly type: Type_
  readonly missing: boolean
}

const INDEX: Type_ = { kind: 'number', nullable: false }
const FLAG: Type_ = { kind: 'boolean', nullable: false }

const segment = (name: string): string =>
  /^[A-Za-zé]\w*$/.test(name) && !['true', 'json', 'if'].includes(name) ? name : `[${name}]`
const below = (path: string, name: string): string => {
  if (path === '') return ['json', 'if'].includes(name) ? `./${name}` : segment(name)
  return path.endsWith('../') ? `${path}${segment(name)}` : `${path}.${segment(name)}`
}

/** Everything inside a value, fields of fields included. */
function inside(path: string, type: Type_, missing: boolean, levels: number): readonly Readable[] {
  if (levels === 0) return []
  const absent = missing || type.nullable
  if (type.kind === 'object') {
    const { variants } = type
    return variants.flat().flatMap((field) => {
      const some = absent || field.optional || variants.length > 1
      const at = below(path, field.name)
      return [{ path: at, type: field.type, missing: some }, ...inside(at, field.type, some, levels - 1)]
    })
  }
  if (type.kind !== 'list' || path === '') return []
  const element = below(path, '0').replace('.0', '.[0]')
  return [
    { path: `${path.replace(/\/$/, '')}.length`, type: INDEX, missing: absent },
    { path: element, type: type.item, missing: true },
    ...inside(element, type.item, true, levels - 1),
  ].filter(() => !path.endsWith('../'))
}

const climbed = (readable: readonly Readable[]): readonly Readable[] =>
  readable
    .filter(({ path }) => !path.startsWith('@root') && (!path.startsWith('@') || !path.startsWith('@../..')))
    .map((one) => {
      if (one.path.startsWith('|')) return one
      if (one.path === 'this') return { ...one, path: '..' }
      return { ...one, path: `../${one.path.replace(/^\.\//, '')}` }
    })

const LOOP: readonly Readable[] = [
  { path: '@index', type: INDEX, missing: false },
  { path: '@first', type: FLAG, missing: false },
  { path: '@last', type: FLAG, missing: false },
]

/** What is read in a block's own context. `this` is left to contexts that cannot be null: there it is refused. */
const ownContext = (type: Type_): readonly Readable[] => [
  ...(type.nullable || type.kind === 'object' ? [] : [{ path: 'this', type, missing: false }]),
  ...inside('', { ...type }, false, 2),
]

function enter(around: Around, type: Type_, name: string | undefined, index: string | undefined, loop: boolean): Around {
  const kept = around.readable.filter(({ path }) => !path.startsWith('@') && !/^n\d/.test(path))
  const named = around.readable.filter(({ path }) => /^n\d/.test(path))
  const data = around.readable.filter(({ path }) => path.startsWith('@'))
  return {
    ...around,
    depth: around.depth + 1,
    names: around.names + 1,
    own: type,
    readable: [
      ...ownContext(type),
      ...(surelyDiffers(type, around.own) ? climbed(kept) : []),
      ...named,
      ...(name === undefined ? [] : [{ path: name, type, missing: false }, ...inside(name, type, false, 2)]),
      ...(index === undefined ? [] : [{ path: index, type: INDEX, missing: false }]),
      ...(loop
        ? [
            ...LOOP,
            ...data
              .filter(({ path }) => !path.startsWith('@root') && !path.startsWith('@../'))
              .map((one) => ({ ...one, path: one.path.replace('@', '@../') })),
          ]
        : data.filter(({ path }) => !path.startsWith('@root'))),
      ...data.filter(({ path }) => path.startsWith('@root')),
    ],
  }
}

/** Whether `../` from `inner` leads to `outer` whatever the values are; what is of one type may be one value. */
function surelyDiffers(inner: Type_, outer: Type_ | undefined): boolean {
  if (outer === undefined) return true
  if (inner === outer) return false
  const mayBeScalar = ({ kind, nullable }: Type_): boolean => nullable || (kind !== 'object' && kind !== 'list')
  if (mayBeScalar(inner)) return !mayBeScalar(outer) && outer.kind === 'object'
  return !mayBeScalar(outer) || inner.kind === 'object'
}

const isScalar = ({ type }: Readable): boolean => type.kind !== 'list' && type.kind !== 'object'
const hasContent = (type: Type_): boolean =>
  type.kind === 'content' ||
  (type.kind === 'list' && hasContent(type.item)) ||
  (type.kind === 'object' && type.variants.some((fields) => fields.some((field) => hasContent(field.type))))

/** Writes templates; the partials it makes on the way are kept in `partials`. */
class Writer {
  readonly partials: Record<string, string> = {}
  readonly g: Draw
  constructor(g: Draw) {
    this.g = g
  }

  /** `nest` blocks are nested for certain. */
  body(around: Around, nest: number): string {
    const pieces = times(this.g, 1, 4, () => this.piece(around))
    if (nest > 0) pieces.splice(draw(this.g, pieces.length + 1), 0, this.block(around, nest))
    return pieces.join('')
  }

  piece(around: Around): string {
    const { g } = this
    const which = draw(g, 100)
    if (which < 30) return pick(g, WORDS)
    if (which < 65) return this.print(around)
    if (which < 88) return around.depth < 4 ? this.block(around, 0) : pick(g, WORDS)
    if (which < 93) return pick(g, ['{{! note }}', '{{!-- a {{b}} --}}', '\n{{! alone }}\n', '{{~! tight ~}}'])
    return around.depth < 3 ? this.partial(around) : pick(g, WORDS)
  }

  print(around: Around): string {
    const { g } = this
    const which = draw(g, 100)
    if (which < 10) {
      const any = around.readable.filter(({ type }) => !hasContent(type))
      if (any.length > 0) return `{{json ${pick(g, any).path}}}`
    }
    if (which < 20) {
      const lists = around.readable.filter(
        ({ type }) => type.kind === 'list' && ['text', 'number', 'boolean', 'role', 'mixed'].includes(type.item.kind),
      )
      if (lists.length > 0) return `{{join ${pick(g, lists).path}${pick(g, ['', ' "; "', ' "${Name}"'])}}}`
    }
    const scalars = around.readable.filter(isScalar)
    if (scalars.length === 0) return pick(g, WORDS)
    const { path } = pick(g, scalars)
    if (which < 28) return `{{xml ${path}}}`
    if (which < 34)
      return `{{xml (json ${pick(g, scalars.filter(({ type }) => !hasContent(type)).concat({ path: '"x"', type: INDEX, missing: false })).path})}}`
    return pick(g, [`{{${path}}}`, `{{${path}}}`, `{{{${path}}}}`, `{{&${path}}}`, `{{~${path}}}`, `{{ ${path} ~}}`])
  }

  block(around: Around, nest: number): string {
    const { g } = this
    const inner = { ...around, depth: around.depth + 1 }
    const lists = around.readable.filter(({ type }) => type.kind === 'list')
    const objects = around.readable.filter(({ type }) => type.kind === 'object')
    const [open, close] = this.delimiters()
    const otherwise = chance(g, 50) ? `${open}else${close}${this.body(inner, 0)}` : ''
    const which = draw(g, 100)

    if (which < 50 && lists.length > 0) {
      const { path, type } = pick(g, lists)
      const named = chance(g, 30)
      const [name, index] = [`n${String(around.names)}`, `n${String(around.names)}i`]
      const item = (type as Type_ & { kind: 'list' }).item
      const body = this.body(enter(around, item, named ? name : undefined, named ? index : undefined, true), nest - 1)
      return `${open}#each ${path}${named ? ` as |${name} ${index}|` : ''}${close}${body}${otherwise}${open}/each${close}`
    }
    if (which < 65 && objects.length > 0) {
      const { path, type } = pick(g, objects)
      const name = chance(g, 30) ? `n${String(around.names)}` : undefined
      const body = this.body(enter(around, type, name, undefined, false), nest - 1)
      return `${open}#with ${path}${name === undefined ? '' : ` as |${name}|`}${close}${body}${otherwise}${open}/with${close}`
    }
    const condition = this.condition(around)
    if (condition === undefined) return pick(g, WORDS)
    const body = this.body(inner, nest - 1)
    if (which < 80) return `${open}#unless ${condition}${close}${body}${otherwise}${open}/unless${close}`
    const chained = chance(g, 30) ? `${open}else if ${this.condition(around) as string}${close}${this.body(inner, 0)}` : ''
    return `${open}#if ${condition}${close}${body}${chained}${otherwise}${open}/if${close}`
  }

  delimiters(): readonly [string, string] {
    return pick(this.g, [
      ['{{', '}}'],
      ['{{', '}}'],
      ['\n{{', '}}\n'],
      ['\n  {{', '}} \n'],
      ['{{~', '}}'],
      ['{{', '~}}'],
    ] as const)
  }

  condition({ readable }: Around): string | undefined {
    const { g } = this
    if (readable.length === 0) return undefined
    const roles = readable.filter(({ type }) => type.kind === 'role')
    if (roles.length > 0 && chance(g, 20)) return `(eq ${pick(g, roles).path} "${pick(g, ROLES)}")`
    return pick(g, readable).path
  }

  partial(around: Around): string {
    const { g } = this
    const name = `p${String(Object.keys(this.partials).length)}`
    this.partials[name] = ''
    const objects = around.readable.filter(({ type }) => type.kind === 'object' && !type.nullable)
    const given = objects.length > 0 && chance(g, 50) ? pick(g, objects) : undefined
    const added = chance(g, 40) ? around.readable.filter(isScalar).slice(0, 1) : []
    const hash = added.map(({ path }) => ` added=${path}`).join('')
    const seen = given
      ? inside('', given.type, given.missing, 2)
      : around.readable.filter(
          ({ path }) => !path.startsWith('..') && !path.startsWith('@') && !/^n\d/.test(path) && (path !== 'this' || hash === ''),
        )
    const data = around.readable.filter(({ path }) => path.startsWith('@'))
    const unhidden = seen.filter(({ path }) => hash === '' || !/^added\b/.test(path))
    const readable = [...unhidden, ...data, ...added.map((one) => ({ ...one, path: 'added' }))]
    this.partials[name] = this.body({ ...around, readable, own: given?.type ?? around.own, depth: around.depth + 1 }, 0)
    const tag = `{{> ${name}${given ? ` ${given.path}` : ''}${hash}}}`
    return pick(g, [tag, `\n  ${tag}\n`, `\n\t${tag}\r\n`, `${tag}\n`])
  }
}

/** A template with `nest` blocks nested for certain, and what it reads. */
export function randomSample(g: Draw): Sample {
  const nest = pick(g, [0, 1, 2, 2, 2, 3])
  const fields: readonly Field[] = [
    ...randomFields(g, 3, 'r'),
    { name: 'list', type: { kind: 'list', nullable: chance(g, 10), item: randomType(g, 2) }, optional: chance(g, 10) },
    {
      name: 'object',
      type: { kind: 'object', nullable: chance(g, 10), variants: [randomFields(g, 2, '')] },
      optional: chance(g, 10),
    },
  ]
  const members = fields.map(({ name, type, optional }) => ({
    name,
    type,
    optional,
    value: optional && chance(g, 40) ? undefined : randomValue(g, type),
  }))
  const writer = new Writer(g)
  const root = inside('', { kind: 'object', nullable: false, variants: [fields] }, false, 3)
  const fromAnywhere = pick(g, root)
  const readable = [...root, { ...fromAnywhere, path: `@root.${fromAnywhere.path.replace(/^\.\//, '')}` }]
  const template = writer.body({ readable, own: undefined, depth: 0, names: 0 }, nest)
  const there = members.filter(({ value }) => value !== undefined)
  return {
    template,
    partials: writer.partials,
    values: Object.fromEntries(
      fields.map(({ name, type, optional }) => [
        name,
        { code: `$given.\`${name}\``, schema: schemaOf(type), ...(optional ? { optional } : {}) },
      ]),
    ),
    data: Object.fromEntries(there.map(({ name, value }) => [name, (value as Both)[0]])),
    plainData: Object.fromEntries(there.map(({ name, value }) => [name, (value as Both)[1]])),
  }
}

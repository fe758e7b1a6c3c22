/** Reads and writes of DynamoDB items: plain JSON here, attribute values there. */
import { Type } from 'typebox'
import { TRANSIENT_DYNAMODB_ERRORS } from '../error-names.ts'
import { fromAttribute, toAttribute } from '../attribute-values.ts'
import type { Schema } from '../tree.ts'
import { Misuse } from './misuse.ts'
import type { Ref } from './ref.ts'
import type { Infer, TSchema } from './schema.ts'
import { arnOf, serviceStep, substitution } from './service-task.ts'
import type { ResultOf, ResultOption } from './service-task.ts'
import type { Step } from './step.ts'
import type { TaskOptions } from './task.ts'
import { toExpression } from './value.ts'
import { reference } from './ref.ts'
import { asSchema } from './schema.ts'

type KeyValue = string | number | Ref<string> | Ref<number>
/** The partition key, and the sort key where the table has one. */
export interface ItemKey {
  readonly [attribute: string]: KeyValue
}
interface TableOptions {
  /** Name of the substitution that holds the table's name; one that ends in `Arn` holds its ARN. */
  readonly table: string
}
interface OnlyIf {
  /** Write only if the item is there, is not, or has these values; else `DynamoDB.ConditionalCheckFailedException`. */
  readonly onlyIf?: 'exists' | 'absent' | { readonly [attribute: string]: unknown }
}

export interface GetItemOptions<S extends TSchema> extends TaskOptions<{ item?: Infer<S> }>, TableOptions {
  readonly key: ItemKey
  /** Schema of the item: its attributes are read by it. */
  readonly item: S
  /** True: reads what was written last, at twice the price. */
  readonly consistent?: boolean
}
export interface PutItemOptions extends TaskOptions<null>, TableOptions, OnlyIf {
  /** The whole item, its key included; any part may be a reference. */
  readonly item: { readonly [attribute: string]: unknown }
  /** Name of the partition key: needed for `onlyIf: 'exists'` and `'absent'`, and to tell it from what only is written. */
  readonly keyName?: string
}
export interface UpdateItemOptions<S> extends TaskOptions<ResultOf<S>>, TableOptions, OnlyIf, ResultOption<S> {
  readonly key: ItemKey
  readonly set?: { readonly [attribute: string]: unknown }
  /** Numbers added to attributes; one that is absent counts as 0. */
  readonly add?: { readonly [attribute: string]: number | Ref<number> }
  readonly remove?: readonly string[]
}
export interface DeleteItemOptions extends TaskOptions<null>, TableOptions, OnlyIf {
  readonly key: ItemKey
}

/** What a page of a query ends with, if there is more; only to be handed to the next one. */
const PAGE_END = Type.Record(Type.String(), Type.Unknown())
export type PageEnd = Infer<typeof PAGE_END>

type SortTest =
  | { readonly equals: KeyValue }
  | { readonly startsWith: string | Ref<string> }
  | { readonly lessThan: KeyValue }
  | { readonly atMost: KeyValue }
  | { readonly greaterThan: KeyValue }
  | { readonly atLeast: KeyValue }
  | { readonly between: readonly [KeyValue, KeyValue] }

export interface QueryOptions<S extends TSchema> extends TaskOptions<{ items: Infer<S>[]; next?: PageEnd }>, TableOptions {
  readonly index?: string
  /** The partition key. */
  readonly key: ItemKey
  /** A test of the sort key. */
  readonly sort?: { readonly [attribute: string]: SortTest }
  /** Schema of an item. */
  readonly item: S
  /** Items of a page at most; DynamoDB's own limit of 1 MB is above what a workflow can hold. */
  readonly limit?: number
  readonly descending?: boolean
  /** Where the page before this one ended. */
  readonly after?: Ref<PageEnd>
}

const attributes = (item: { readonly [attribute: string]: unknown }): { readonly [attribute: string]: unknown } =>
  Object.fromEntries(Object.entries(item).map(([name, one]) => [name, reference(toAttribute(toExpression(one)))]))

/** Names and values of a DynamoDB expression, each behind a placeholder: any name is allowed, and no value can be read as code. */
class Placeholders {
  readonly names: { [placeholder: string]: string } = {}
  readonly values: { [placeholder: string]: unknown } = {}

  name(attribute: string): string {
    const known = Object.entries(this.names).find(([, one]) => one === attribute)
    if (known) return known[0]
    const placeholder = `#n${Object.keys(this.names).length}`
    this.names[placeholder] = attribute
    return placeholder
  }

  value(given: unknown): string {
    const placeholder = `:v${Object.keys(this.values).length}`
    this.values[placeholder] = reference(toAttribute(toExpression(given)))
    return placeholder
  }

  arguments() {
    return {
      ...(Object.keys(this.names).length > 0 ? { ExpressionAttributeNames: this.names } : {}),
      ...(Object.keys(this.values).length > 0 ? { ExpressionAttributeValues: this.values } : {}),
    }
  }
}

function condition(onlyIf: OnlyIf['onlyIf'], keyName: string | undefined, placeholders: Placeholders) {
  if (onlyIf === undefined) return {}
  if (typeof onlyIf === 'string') {
    if (keyName === undefined) throw new Misuse(`onlyIf: '${onlyIf}' needs the name of the partition key.`, 'Give keyName.')
    const test = onlyIf === 'exists' ? 'attribute_exists' : 'attribute_not_exists'
    return { ConditionExpression: `${test}(${placeholders.name(keyName)})` }
  }
  const tests = Object.entries(onlyIf).map(([name, one]) => `${placeholders.name(name)} = ${placeholders.value(one)}`)
  return { ConditionExpression: tests.join(' AND ') }
}

const USUAL = { transient: TRANSIENT_DYNAMODB_ERRORS, timeout: 10 } as const
const optimized = (action: string) => `arn:aws:states:::dynamodb:${action}`
const allowed = (action: string, table: string) => [
  { actions: [`dynamodb:${action}`], resources: [arnOf(table, 'dynamodb', 'table/')] },
]

/**
 * Reads an item; `item` is absent when there is none.
 * @example
 * const found = step('found', dynamodb.getItem({ table: 'OrdersTable', key: { id: params.order }, item: Order }))
 * return when(exists(found.item), say(describeOrder({ order: found.item }))).otherwise(say('There is no such order.'))
 */
function getItem<S extends TSchema>(task: GetItemOptions<S>): Step<{ item?: Infer<S> }> {
  return serviceStep('getItem', task, () => {
    const item = asSchema(task.item)
    const path = '$states.result.Item'
    return {
      ...USUAL,
      service: 'getItem',
      resource: optimized('getItem'),
      arguments: {
        TableName: substitution(task.table),
        Key: attributes(task.key),
        ...(task.consistent ? { ConsistentRead: true } : {}),
      },
      gives: {
        schema: { type: 'object', properties: { item }, required: [] },
        code: `{"item": $exists(${path}) ? ${fromAttribute(item, `{"M": ${path}}`)}}`,
        isChecked: true,
      },
      permissions: allowed('GetItem', task.table),
    }
  })
}

/**
 * Writes a whole item in the place of what was there.
 * @example
 * step('save', dynamodb.putItem({ table: 'OrdersTable', item: { id: session, total: order.total }, keyName: 'id', onlyIf: 'absent' }))
 */
function putItem(task: PutItemOptions): Step<null> {
  return serviceStep('putItem', task, () => {
    const placeholders = new Placeholders()
    const only = condition(task.onlyIf, task.keyName, placeholders)
    return {
      ...USUAL,
      service: 'putItem',
      resource: optimized('putItem'),
      arguments: {
        TableName: substitution(task.table),
        Item: attributes(task.item),
        ...only,
        ...placeholders.arguments(),
      },
      gives: null,
      ...(task.keyName === undefined ? {} : { keyName: task.keyName }),
      permissions: allowed('PutItem', task.table),
    }
  })
}

/**
 * Changes attributes of an item, and makes one where there is none. With `result` it gives the item as it is then. It is not
 * retried where it adds: a lost answer may hide a success.
 * @example
 * step('count', dynamodb.updateItem({ table: 'VisitsTable', key: { id: session }, add: { visits: 1 } }))
 */
function updateItem<S extends TSchema | undefined = undefined>(task: UpdateItemOptions<S>): Step<ResultOf<S>> {
  return serviceStep('updateItem', task, () => {
    const placeholders = new Placeholders()
    const { set = {}, add = {}, remove = [] } = task
    const clause = (word: string, parts: readonly string[]) => (parts.length > 0 ? [`${word} ${parts.join(', ')}`] : [])
    const update = [
      ...clause(
        'SET',
        Object.entries(set).map(([name, one]) => `${placeholders.name(name)} = ${placeholders.value(one)}`),
      ),
      ...clause(
        'ADD',
        Object.entries(add).map(([name, one]) => `${placeholders.name(name)} ${placeholders.value(one)}`),
      ),
      ...clause(
        'REMOVE',
        remove.map((name) => placeholders.name(name)),
      ),
    ].join(' ')
    const only = condition(task.onlyIf, Object.keys(task.key)[0], placeholders)
    const result = task.result === undefined ? undefined : asSchema(task.result)
    return {
      ...USUAL,
      attempts: Object.keys(add).length > 0 ? 1 : 3,
      service: 'updateItem',
      resource: optimized('updateItem'),
      arguments: {
        TableName: substitution(task.table),
        Key: attributes(task.key),
        ...(update === '' ? {} : { UpdateExpression: update }),
        ...only,
        ...placeholders.arguments(),
        ...(result ? { ReturnValues: 'ALL_NEW' } : {}),
      },
      gives: result ? { schema: result, code: fromAttribute(result, '{"M": $states.result.Attributes}'), isChecked: true } : null,
      permissions: allowed('UpdateItem', task.table),
    }
  })
}

/**
 * Deletes an item; that there is none is no error.
 * @example
 * step('forget', dynamodb.deleteItem({ table: 'OrdersTable', key: { id: params.order } }))
 */
function deleteItem(task: DeleteItemOptions): Step<null> {
  return serviceStep('deleteItem', task, () => {
    const placeholders = new Placeholders()
    const only = condition(task.onlyIf, Object.keys(task.key)[0], placeholders)
    return {
      ...USUAL,
      service: 'deleteItem',
      resource: optimized('deleteItem'),
      arguments: { TableName: substitution(task.table), Key: attributes(task.key), ...only, ...placeholders.arguments() },
      gives: null,
      permissions: allowed('DeleteItem', task.table),
    }
  })
}

const COMPARISONS = { equals: '=', lessThan: '<', atMost: '<=', greaterThan: '>', atLeast: '>=' } as const

function sortTest(attribute: string, test: SortTest, placeholders: Placeholders): string {
  const name = placeholders.name(attribute)
  if ('startsWith' in test) return `begins_with(${name}, ${placeholders.value(test.startsWith)})`
  if ('between' in test) {
    const [from, to] = test.between
    return `${name} BETWEEN ${placeholders.value(from)} AND ${placeholders.value(to)}`
  }
  const [[operator, operand] = []] = Object.entries(test)
  return `${name} ${COMPARISONS[operator as keyof typeof COMPARISONS]} ${placeholders.value(operand)}`
}

/**
 * Finds the items of a partition, in the order of their sort key. `next` is there when there are more: hand it to `after`.
 * @example
 * const { items } = step('orders', dynamodb.query({ table: 'OrdersTable', key: { customer: params.customer },
 *   sort: { placed: { atLeast: '2026-01-01' } }, item: Order, limit: 20, descending: true }))
 */
function query<S extends TSchema>(task: QueryOptions<S>): Step<{ items: Infer<S>[]; next?: PageEnd }> {
  return serviceStep('query', task, () => {
    const placeholders = new Placeholders()
    const tests = [
      ...Object.entries(task.key).map(([name, one]) => `${placeholders.name(name)} = ${placeholders.value(one)}`),
      ...Object.entries(task.sort ?? {}).map(([name, test]) => sortTest(name, test, placeholders)),
    ]
    const item = asSchema(task.item)
    const next: Schema = asSchema(PAGE_END)
    const table = arnOf(task.table, 'dynamodb', 'table/')
    const last = '$states.result.LastEvaluatedKey'
    return {
      ...USUAL,
      service: 'query',
      // there is no optimized integration for it
      resource: 'arn:aws:states:::aws-sdk:dynamodb:query',
      arguments: {
        TableName: substitution(task.table),
        ...(task.index === undefined ? {} : { IndexName: task.index }),
        KeyConditionExpression: tests.join(' AND '),
        ...placeholders.arguments(),
        ...(task.limit === undefined ? {} : { Limit: task.limit }),
        ...(task.descending ? { ScanIndexForward: false } : {}),
        ...(task.after === undefined ? {} : { ExclusiveStartKey: task.after }),
      },
      gives: {
        schema: {
          type: 'object',
          properties: { items: { type: 'array', items: item }, next },
          required: ['items'],
        },
        code: `{"items": [$map($states.result.Items, function($found) { ${fromAttribute(item, '{"M": $found}')} })], "next": $count($keys(${last})) > 0 ? ${last}}`,
        isChecked: true,
      },
      permissions: [
        { actions: ['dynamodb:Query'], resources: [task.index === undefined ? table : `${table}/index/${task.index}`] },
      ],
    }
  })
}

export const dynamodb = { getItem, putItem, updateItem, deleteItem, query } as const

/** A chain of 40 states with everything in it: what a large graph looks like. */
import {
  Type,
  bedrockTask,
  chain,
  choice,
  claude,
  differs,
  amazonNova,
  dynamodb,
  equals,
  exists,
  greaterThan,
  and,
  lambda,
  loop,
  map,
  numbers,
  parallel,
  prompt,
  retrieve,
  say,
  systemChain,
  value,
  wait,
  when,
} from '../../compiler/index.ts'
import type { PlaceStep, Ref } from '../../compiler/index.ts'

const quick = { attempts: 1, timeout: 2 } as const
const model = claude.haiku45
const ask = prompt('{{question}} {{about}}')
const Intent = Type.Object({
  topic: Type.Union([Type.Literal('order'), Type.Literal('return'), Type.Literal('product'), Type.Literal('other')]),
  urgent: Type.Boolean(),
  order: Type.String(),
})
const Order = Type.Object({ id: Type.String(), total: Type.Number(), status: Type.String() })
const Draft = Type.Object({ text: Type.String(), score: Type.Integer() })
const Parts = Type.Object({ parts: Type.Array(Type.String(), { maxItems: 3 }) })

/** Looks the product up in three places at the same time, and has what was found checked part by part. */
function answerProduct(step: PlaceStep, question: Ref<string>) {
  const found = step(
    'found',
    parallel({
      handbook: (step) => {
        const keywords = step(
          'keywords',
          bedrockTask({ model: amazonNova.lite, prompt: ask({ question, about: 'Keywords.' }), ...quick }),
        )
        return retrieve({ knowledgeBase: 'HandbookId', query: keywords.text, ...quick })
      },
      forum: retrieve({
        knowledgeBase: 'ForumId',
        query: question,
        ...quick,
        catch: () => value(Type.Object({ passages: Type.Array(Type.Object({ text: Type.String() })) }), { passages: [] }),
      }),
      stock: lambda({
        function: 'StockFunction',
        payload: { question },
        result: Type.Object({ pieces: Type.Integer() }),
        ...quick,
      }),
    }),
  )
  const { parts } = step(
    'split',
    bedrockTask({ model, prompt: ask({ question, about: 'Parts.' }), output: Parts, structured: 'tool', ...quick }),
  )
  const checked = step(
    'checked',
    map(parts, { concurrency: 3 }, (step, part) => {
      const seen = step(
        'seen',
        bedrockTask({ model: amazonNova.lite, prompt: ask({ question: part, about: 'True?' }), ...quick }),
      )
      return when(
        equals(seen.text, 'no'),
        (step) => step('searched', retrieve({ knowledgeBase: 'HandbookId', query: part, ...quick })).passages,
      ).otherwise(value(Type.Array(Type.Unknown()), []))
    }),
  )
  step('noted', lambda({ function: 'NoteFunction', payload: { parts }, ...quick }))
  return systemChain.append('Answer from the passages.', { context: [found.handbook.passages, checked] })
}

/** Writes a reply to a complaint until a judge likes it. */
function answerReturn(step: PlaceStep, question: Ref<string>, order: Ref<string>) {
  const { item } = step('bought', dynamodb.getItem({ table: 'OrdersTable', key: { id: order }, item: Order, ...quick }))
  return when(and(exists(item), greaterThan(numbers.sum([1, 2]), 2)), (step) => {
    const reply = step(
      'reply',
      loop(
        { carry: Draft, start: { text: question, score: 0 }, max: 3, until: ({ score }) => greaterThan(score, 7) },
        (step, draft) => {
          const written = step(
            'written',
            bedrockTask({ model, prompt: ask({ question, about: draft.text }), fallback: [amazonNova.lite], ...quick }),
          )
          const judged = step(
            'judged',
            bedrockTask({
              model,
              prompt: ask({ question, about: written.text }),
              output: Type.Object({ score: Type.Integer() }),
              structured: 'tool',
              ...quick,
            }),
          )
          return value(Draft, { text: written.text, score: judged.score })
        },
      ),
    )
    step(
      'refund',
      dynamodb.updateItem({
        table: 'OrdersTable',
        key: { id: order },
        set: { status: 'returned' },
        onlyIf: { status: 'sent' },
        ...quick,
        catch: { 'DynamoDB.ConditionalCheckFailedException': say('It was returned before.') },
      }),
    )
    return systemChain.replaceTag('reply', reply.text)
  }).otherwise(systemChain.append('There is no such order.'))
}

function answerOrder(step: PlaceStep, order: Ref<string>, urgent: Ref<boolean>) {
  step('settled', wait(1))
  const { item } = step('order', dynamodb.getItem({ table: 'OrdersTable', key: { id: order }, item: Order, ...quick }))
  return when(exists(item), (step) => {
    step(
      'told',
      lambda({ function: 'TellFunction', payload: { order, urgent }, ...quick, catch: () => value(Type.Null(), null) }),
    )
    return choice(urgent, {
      true: (step) => {
        step('colleague', lambda({ function: 'CallFunction', payload: { order }, ...quick }))
        return say('A colleague calls you back within the hour.')
      },
      false: systemChain.keep({ context: [item] }),
    })
  }).otherwise(say('There is no such order.'))
}

export const large = chain(
  'large',
  {
    description: 'Answers whatever a customer of a shop may ask.',
    answer: { model, system: 'You are the help desk. <reply></reply>', maxTokens: 300 },
  },
  (step, { question }) => {
    const language = step(
      'language',
      bedrockTask({ model: amazonNova.lite, prompt: ask({ question, about: 'Language?' }), ...quick }),
    )
    const text = step(
      'text',
      when(
        differs(language.text, 'English'),
        bedrockTask({ model, prompt: ask({ question, about: 'In English.' }), ...quick, fallback: [amazonNova.lite] }),
      ).otherwise(value(Type.Object({ text: Type.String() }), { text: question })),
    )
    const intent = step(
      'intent',
      bedrockTask({
        model,
        prompt: ask({ question: text.text, about: 'Intent.' }),
        output: Intent,
        structured: 'tool',
        ...quick,
      }),
    )
    return choice(intent.topic, {
      order: (step) => answerOrder(step, intent.order, intent.urgent),
      return: (step) => answerReturn(step, question, intent.order),
      product: (step) => answerProduct(step, question),
      other: systemChain.keep(),
    })
  },
)

/** Requests that are good, and the same with one thing wrong. */
import * as fc from 'fast-check'

/** Where it turns up in an answer, a request has leaked. */
export const MARK = 'SECRET-MARK'

export const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.string({ maxLength: 20 }), fc.constant(MARK))
const content = fc.oneof(
  { weight: 6, arbitrary: text },
  { weight: 1, arbitrary: fc.array(fc.record({ type: fc.constant('text'), text }), { maxLength: 3 }) },
)
const question = fc.record({ role: fc.constant('user'), content })
const others = fc.array(fc.record({ role: fc.constantFrom('user', 'assistant'), content }), { maxLength: 3 })
const messages = fc.tuple(question, others).map(([first, rest]) => [first, ...rest])
const optional = { requiredKeys: [] }
const seed = fc.record({
  bedrock_parameters: fc.record(
    {
      messages,
      temperature: fc.double({ min: 0, max: 1, noNaN: true }),
      max_tokens: fc.integer({ min: 1, max: 4000 }),
      system: text,
      top_k: fc.integer({ min: 0, max: 500 }),
    },
    optional,
  ),
  assistant_parameters: fc.record(
    {
      messages_to_sample: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constant('3')),
      content_tag: fc.constant('facts'),
      state_machine_custom_params: fc.dictionary(fc.string({ maxLength: 9 }), fc.oneof(text, fc.integer())),
    },
    optional,
  ),
})
const chain = fc.record(
  {
    messages,
    params: fc.record({ tier: text }, optional),
    session: fc.string({ minLength: 1 }),
    max_tokens: fc.integer({ min: 1, max: 1000 }),
  },
  { requiredKeys: ['messages'] },
)
const openAi = fc.record(
  {
    model: fc.constantFrom('rag', 'rag', 'rag', 'rag', 'gpt'),
    messages,
    stream: fc.oneof(fc.boolean(), fc.constant(null)),
    temperature: fc.double({ min: 0, max: 1, noNaN: true }),
    user: fc.string({ minLength: 1 }),
  },
  { requiredKeys: ['model', 'messages'] },
)
const ui = fc.record({
  id: fc.string({ minLength: 1 }),
  messages: fc.array(
    fc.record({
      role: fc.constantFrom('user', 'assistant'),
      parts: fc.array(fc.record({ type: fc.constantFrom('text', 'step-start'), text }), { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
})

/** One member somewhere in it replaced, removed or added. */
export const spoiled = (good: fc.Arbitrary<unknown>) =>
  fc
    .tuple(
      good,
      fc.nat(),
      fc.oneof(fc.jsonValue(), fc.constantFrom(Infinity, 2 ** 60, -1, '', null, [], {}), fc.constant(undefined)),
      fc.constantFrom('__proto__', 'constructor', 'extra', 'messages'),
    )
    .map(([value, at, by, key]) => {
      const copy = structuredClone(value) as Record<string, unknown>
      const holders: Record<string, unknown>[] = []
      const walk = (inner: unknown) => {
        if (typeof inner !== 'object' || inner === null) return
        holders.push(inner as Record<string, unknown>)
        Object.values(inner).forEach(walk)
      }
      walk(copy)
      const holder = holders[at % holders.length] as Record<string, unknown>
      const keys = [...Object.keys(holder), key]
      const chosen = keys[at % keys.length] as string
      Object.defineProperty(holder, chosen, { value: by, enumerable: true, configurable: true, writable: true })
      return copy
    })

export const requests = {
  seed,
  chain,
  data: fc.record({ messages, session: fc.string({ minLength: 1 }) }, { requiredKeys: ['messages'] }),
  openAi,
  ui,
}

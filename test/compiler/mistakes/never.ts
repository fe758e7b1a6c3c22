/** What never happens: conditions that are known, errors that do not come, names that nothing fills in or uses. */
import {
  and,
  awsTask,
  bedrockTask,
  chain,
  claude,
  differs,
  equals,
  exists,
  fail,
  greaterThan,
  httpRequest,
  isEmpty,
  loop,
  lambda,
  not,
  or,
  prompt,
  retrieve,
  say,
  substitution,
  systemChain,
  texts,
  Type,
  value,
  when,
} from '../../../compiler/index.ts'
import type { ChainInput, Ref } from '../../../compiler/index.ts'
import { answer, TEXT, untyped } from '../mistake.ts'
import type { Mistake } from '../mistake.ts'

// ---------------------------------------------------------------- conditions

const params = Type.Object({ plan: Type.Union([Type.Literal('free'), Type.Literal('paid')]), note: Type.Optional(Type.String()) })
type Given = ChainInput<{ plan: 'free' | 'paid'; note?: string }>

const condition = (name: string, test: (given: Given) => Ref<boolean>, shown: string, always: boolean): Mistake => ({
  name: `a condition that is always ${always}: ${name}`,
  chain: chain('c', { answer, params }, (_, given) =>
    when(test(given as unknown as Given), say('So.')).otherwise(systemChain.keep()),
  ),
  told: {
    code: 'SC058',
    severity: 'warning',
    path: ['c'],
    what: `The condition ${shown} is always ${always}.`,
    remedy: always ? 'Leave out the choice, and what comes after this condition.' : 'Leave out what it leads to.',
  },
})

const CONDITIONS: readonly Mistake[] = [
  condition('what is always there', ({ question }) => exists(question), 'exists(question)', true),
  condition('a value and itself', ({ question }) => equals(question, question), 'equals(question, question)', true),
  condition(
    'a value that its schema has not',
    ({ params: { plan } }) => equals(plan, untyped('gold')),
    'equals(params.plan, "gold")',
    false,
  ),
  condition('differs, the same', ({ params: { plan } }) => differs(plan, untyped('gold')), 'differs(params.plan, "gold")', true),
  condition(
    'one part decides',
    ({ session, question }) => or(isEmpty(session), exists(question)),
    'or(isEmpty(session), exists(question))',
    true,
  ),
  condition('all parts are known', ({ session }) => not(and(exists(session))), 'not(and(exists(session)))', false),
  condition('nothing is asked', () => and(), 'and()', true),
  {
    name: 'a condition that has been asked before',
    chain: chain('c', { answer }, (_, { question }) =>
      when(greaterThan(texts.length(question), 10), say('Long.'))
        .when(isEmpty(question), say('Short.'))
        .when(greaterThan(texts.length(question), 10), say('Long again.'))
        .otherwise(systemChain.keep()),
    ),
    told: {
      code: 'SC058',
      severity: 'warning',
      path: ['c'],
      what: 'Condition 3 is one that an earlier `when` has asked, so it never leads anywhere.',
      remedy: 'Take it away, or ask something else.',
    },
  },
]

const until = (name: string, test: (question: Ref<string>) => Ref<boolean>, shown: string, always: boolean): Mistake => ({
  name: `a loop that asks what is always ${always}: ${name}`,
  chain: chain('c', { answer }, (step, { question }) => {
    const { text } = step(
      'draft',
      loop({ carry: TEXT, start: { text: question }, max: 2, until: () => test(question) }, (_, draft) =>
        bedrockTask({ model: claude.haiku45, prompt: draft.text }),
      ),
    )
    return say(text)
  }),
  told: {
    code: 'SC058',
    severity: 'warning',
    path: ['c', 'draft'],
    what: `What \`until\` asks, ${shown}, is always ${always}.`,
    remedy: always
      ? 'The loop has one turn: place its steps without it.'
      : 'The loop has as many turns as it may: ask for something that a turn can bring about.',
  },
})

const LOOPS: readonly Mistake[] = [
  until('what is always there', (question) => exists(question), 'exists(question)', true),
  until('a value and another', (question) => differs(question, question), 'differs(question, question)', false),
]

/** What is not known, though it looks alike. */
export const OPEN_CONDITIONS = chain('c', { answer, params }, (step, { question, session, params: { plan, note }, caller }) => {
  const { text } = step('said', bedrockTask({ model: claude.haiku45, prompt: question }))
  return when(exists(note), say('A note.'))
    .when(exists(caller), say('Somebody.'))
    .when(equals(plan, 'free'), say('Free.'))
    .when(equals(note, note), say('There.'))
    .when(equals(text, session), say('Odd.'))
    .when(equals(session, text), say('Odder.'))
    .otherwise(systemChain.keep())
})

// ---------------------------------------------------------------- errors

const catching = (names: readonly string[]) =>
  chain('c', { answer }, (step, { question }) => {
    const none = value(TEXT, { text: '' })
    step(
      'said',
      bedrockTask({
        model: claude.haiku45,
        prompt: question,
        catch: untyped(Object.fromEntries([...names, 'InvalidAnswer', 'Throttled'].map((name) => [name, none]))),
      }),
    )
    return when(isEmpty(question), fail('Throttled', 'Too many.')).otherwise(systemChain.keep())
  })

const caught = (name: string, severity: 'error' | 'warning', what: string, remedy: string): Mistake => ({
  name: `a catch of ${name}`,
  chain: catching([name]),
  told: { code: 'SC055', severity, path: ['c', 'said'], what, remedy },
})

const ERRORS: readonly Mistake[] = [
  caught(
    'States.Timeot',
    'error',
    'Step Functions has no error "States.Timeot", so this catch is never asked.',
    'Did you mean States.Timeout?',
  ),
  caught(
    'States.Nonsense',
    'error',
    'Step Functions has no error "States.Nonsense", so this catch is never asked.',
    "Names that begin with `States.` are Step Functions' own: States.Timeout, States.TaskFailed, States.ALL.",
  ),
  caught(
    'States.Runtime',
    'warning',
    'No catch is ever asked about States.Runtime.',
    'It always fails the run: take the catch away.',
  ),
  caught(
    'BedrockRuntime.ThrotlingException',
    'warning',
    'Nothing here is known to fail with "BedrockRuntime.ThrotlingException".',
    'Did you mean BedrockRuntime.ThrottlingException?',
  ),
  caught('Throtled', 'warning', 'Nothing here is known to fail with "Throtled".', 'Did you mean Throttled?'),
]

// ---------------------------------------------------------------- names that nothing fills in, or uses

const unfilled = (name: string, given: Mistake['chain'], path: readonly string[], written: string): Mistake => ({
  name: `a name in a text that nothing fills in: ${name}`,
  chain: given,
  told: {
    code: 'SC053',
    severity: 'warning',
    path,
    what: `"\${${written}}" stays as it is in this text: nothing fills it in.`,
    remedy: `Write substitution('${written}') for a value of the deployment, {{${written}}} in a prompt for one of the chain; or texts.concat('$', '{${written}}') for the text itself.`,
  },
})

const calling = (url: Parameters<typeof httpRequest>[0]['url'], path?: readonly string[]) =>
  chain('c', { answer }, (step) => {
    step('api', httpRequest({ connection: 'ApiArn', url, ...(path ? { path } : {}) }))
    return systemChain.keep()
  })

const notHttps = (name: string, given: Mistake['chain'], url: string): Mistake => ({
  name: `an API without https: ${name}`,
  chain: given,
  told: {
    code: 'SC057',
    path: ['c', 'api'],
    what: `Step Functions does not call ${url}: it is no https address.`,
    remedy: 'Write the URL with https://.',
  },
})

const describing = (name: string) =>
  chain('c', { answer, substitutions: { [name]: 'A handbook.' } }, (step, { question }) =>
    systemChain.keep({ context: step('docs', retrieve({ knowledgeBase: 'HandbookId', query: question })).passages }),
  )

const undescribed = (name: string, remedy: string): Mistake => ({
  name: `a description of ${name}, which nothing uses`,
  chain: describing(name),
  told: {
    code: 'SC054',
    severity: 'warning',
    path: ['c'],
    what: `The substitution "${name}" is described, and nothing uses it.`,
    remedy,
  },
})

const replacing = (requireTag: boolean, tag: string, system = 'You help. <tone></tone> <open>') =>
  chain('c', { answer: { ...answer, system, requireTag } }, () => systemChain.replaceTag(tag, 'Be brief.'))

const noTag = (tag: string, requireTag: boolean, remedy: string): Mistake => ({
  name: `a tag "${tag}" that the system prompt has not${requireTag ? ', and must have' : ''}`,
  chain: replacing(requireTag, tag),
  told: {
    code: 'SC056',
    severity: requireTag ? 'error' : 'warning',
    path: ['c'],
    what: `The system prompt has no <${tag}>…</${tag}>, so ${requireTag ? 'the request would fail' : 'the text would be put at its end'}.`,
    remedy,
  },
})
const WRITE_TAG = 'Write the tag into the system prompt, or use systemChain.append.'

const NAMES: readonly Mistake[] = [
  unfilled(
    'in what a service is given',
    chain('c', { answer }, (step) => {
      const body = { to: ['${DeskAddress}'] }
      step(
        'send',
        awsTask({ service: 'sqs', action: 'sendMessage', arguments: { MessageBody: body }, resources: ['${QueueArn}'] }),
      )
      return systemChain.keep()
    }),
    ['c', 'send'],
    'DeskAddress',
  ),
  unfilled(
    'a step, in a prompt',
    chain('c', { answer }, (step, { question }) => {
      const plan = step('plan', bedrockTask({ model: claude.haiku45, prompt: question }))
      const write = prompt('Write this: ${plan}, in words, not in ${CURRENCY}. {{text}}')
      return say(step('text', bedrockTask({ model: claude.haiku45, prompt: write({ text: plan.text }) })).text)
    }),
    ['c', 'text'],
    'plan',
  ),
  notHttps('in plain', calling('http://shop.example'), 'http://shop.example'),
  notHttps('without a scheme', calling('shop.example'), 'shop.example'),
  notHttps('before a path', calling('http://shop.example', ['orders']), 'http://shop.example'),
  notHttps('in parts', calling(texts.concat('http://', substitution('Host'))), 'http://'),
  undescribed('Nothing', 'Take its description away, or use it.'),
  undescribed('HandbokId', 'Did you mean "HandbookId", which is used and not described?'),
  noTag('tones', false, 'Did you mean "tone"?'),
  noTag('elsewhere', true, WRITE_TAG),
  noTag('open', false, WRITE_TAG),
]

/** A function's own errors may be called anything; what callers send as a system prompt is not known. */
export const UNKNOWN_NAMES = chain(
  'c',
  { answer: { ...answer, allow: { system: true } }, substitutions: { Fetch: 'A function.', HostUrl: 'An address.' } },
  (step) => {
    const text = value(TEXT, { text: '' })
    step(
      'call',
      lambda({
        function: 'Fetch',
        result: TEXT,
        catch: { NotFound: text, 'States.Http.StatusCode.404': text, 'States.ALL': text },
      }),
    )
    step('api', httpRequest({ connection: 'ApiArn', url: substitution('HostUrl'), path: ['orders'] }))
    step('other', httpRequest({ connection: 'ApiArn', url: 'HTTPS://shop.example' }))
    return systemChain.replaceTag('anything', texts.concat('$', '{Price} is what it costs.'))
  },
)

export const NEVER: readonly Mistake[] = [...CONDITIONS, ...LOOPS, ...ERRORS, ...NAMES]

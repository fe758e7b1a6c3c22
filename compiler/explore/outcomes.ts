/** What may come of a task, the plainest first: results that its service can give, answers that break their promise, and faults. */
import type { ScriptedAnswer } from '../testing/answers.ts'
import { modelAnswers } from './model-answers.ts'
import { fault } from './outcome.ts'
import type { Given, Outcome } from './outcome.ts'
import { NO_WORDS } from './samples.ts'
import type { Words } from './samples.ts'
import { serviceAnswers } from './service-answers.ts'
import type { Task } from './tasks.ts'
import { STRANGE_TEXTS } from './texts.ts'

/** Longest cause that AWS tells, in characters. */
const LONGEST_CAUSE = 32_768

const thrown = (error: string, cause: string): Outcome => fault(`fails with ${error}`, { throw: { error, cause } })

/** The prefix of a service's errors, as the task's retriers spell it. */
const prefixOf = ({ transient }: Task) =>
  transient.find((name) => name.includes('.') && !name.startsWith('States.'))?.replace(/\..*/, '')

/** What can go wrong with the call itself. The plainest result comes too late where the task is to time out. */
function faults(task: Task, plain: ScriptedAnswer): readonly Outcome[] {
  const { transient, caught, timeout } = task
  const passing = transient.find((name) => !name.startsWith('States.Timeout'))
  const prefix = prefixOf(task)
  const named = caught.filter((name) => !/^States\.(ALL|TaskFailed|Timeout|HeartbeatTimeout|QueryEvaluationError)$/.test(name))
  return [
    ...(passing === undefined ? [] : [thrown(passing, 'Too many requests.')]),
    fault('does not answer in time', { ...plain, after: timeout + 1 }),
    thrown(prefix === undefined ? 'AccessDeniedException' : `${prefix}.AccessDeniedException`, 'User is not authorized.'),
    ...[...new Set(named)].slice(0, 8).map((name) => thrown(name, 'As the chain expects.')),
    fault('fails without a cause', { throw: { error: 'SomethingElse' } }),
    fault('fails with a long cause', {
      throw: { error: 'SomethingElse', cause: `${STRANGE_TEXTS[0]}${'!'.repeat(LONGEST_CAUSE - 20)}` },
    }),
  ]
}

/** All outcomes of a task: at least one result, which comes first. */
export function outcomesOf(task: Task, words: Words = NO_WORDS): readonly Outcome[] {
  const { asks } = task
  const given = asks.of === 'model' ? modelAnswers(task.resource, asks, words) : serviceAnswers(task.resource, asks, words)
  const plain = (given[0] as Given).answer
  return [...given, ...faults(task, plain)]
}

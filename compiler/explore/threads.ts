/** Plans run in several threads: each is given some at a time, as soon as it has run those before. */
import { parentPort, Worker } from 'node:worker_threads'
import { runnerOf } from './attempt.ts'
import type { Plan, Runner, Told } from './attempt.ts'
import { inThisThread } from './explore.ts'
import type { RunAll } from './explore.ts'
import type { Subject } from './subject.ts'

/** Plans that a thread is given at a time. */
const AT_A_TIME = 20

type Order = { readonly subject: Subject } | { readonly plans: readonly Plan[] }

export interface Threads {
  /** What runs the plans of a subject in all threads. */
  readonly running: (subject: Subject) => RunAll
  readonly close: () => Promise<void>
}

/**
 * @param module URL of a module that exports `work`: the bundle that this code is part of
 */
export function threadsOf(module: string, count: number): Threads {
  // a thread reads its code from the bundle: sources are not JavaScript
  const code = `import(${JSON.stringify(module)}).then(({ work }) => work())`
  const workers = Array.from({ length: count }, () => new Worker(code, { eval: true }))
  const ask = (worker: Worker, plans: readonly Plan[]): Promise<readonly Told[]> =>
    new Promise((resolve, reject) => {
      const done = () => {
        worker.off('error', failed)
        worker.off('message', answered)
      }
      const failed = (error: Error) => {
        done()
        reject(error)
      }
      const answered = (told: readonly Told[]) => {
        done()
        resolve(told)
      }
      worker.on('error', failed)
      worker.on('message', answered)
      worker.postMessage({ plans } satisfies Order)
    })
  return {
    running(subject) {
      // schemas carry marks of the library that made them, which no message can
      const plain = JSON.parse(JSON.stringify(subject)) as Subject
      for (const worker of workers) worker.postMessage({ subject: plain } satisfies Order)
      return async (plans, signal) => {
        const told: Told[] = []
        let next = 0
        const serve = async (worker: Worker): Promise<void> => {
          for (;;) {
            if (next >= plans.length || signal?.aborted) return
            const from = next
            next += AT_A_TIME
            const some = await ask(worker, plans.slice(from, from + AT_A_TIME))
            for (const [index, one] of some.entries()) told[from + index] = one
          }
        }
        await Promise.all(workers.map(serve))
        // those that come after one that was not run are of no use
        const missing = told.findIndex((one) => one === undefined)
        return missing < 0 ? told : told.slice(0, missing)
      }
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}

/** What a thread does: it runs the plans that it is given, of the subject that it was given last. */
export function work(): void {
  let runner: Runner | undefined
  parentPort?.on('message', (order: Order) => {
    if ('subject' in order) runner = runnerOf(order.subject)
    else if (runner) void inThisThread(runner)(order.plans).then((told) => parentPort?.postMessage(told))
  })
}

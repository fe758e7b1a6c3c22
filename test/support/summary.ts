/** A reporter for machines: how many tests passed and failed, printed and left in `.stepchain/tests.txt` for `.ci/run`. */
import { mkdirSync, writeFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'

export class Summary implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state))
    const count = (state: (typeof states)[number]) => states.filter((one) => one === state).length
    // a file that could not be loaded, and an error outside every test, count as failed
    const notLoaded = modules.filter((module) => module.state() === 'failed' && [...module.children.allTests()].length === 0)
    // what is still pending at the end never ran to its own
    const failed = count('failed') + count('pending') + notLoaded.length + errors.length
    const line = `${count('passed')} passed, ${failed} failed`
    mkdirSync('.stepchain', { recursive: true })
    writeFileSync('.stepchain/tests.txt', `${line}\n`)
    process.stdout.write(`${line}\n`)
  }
}

/** `trace`: the path of an execution through its chain, in lines of the source. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { builtAt } from '../../../runtime/built.ts'
import type { Sources } from '../../../runtime/built.ts'
import type { Command } from '../command.ts'
import { localTrace } from '../trace/local-execution.ts'
import { tracesIn } from '../trace/log-events.ts'
import { told } from '../trace/told.ts'
import type { PlaceOf } from '../trace/told.ts'
import { LOCAL_AWS_PORT } from '../port.ts'

/** A deployed machine's name has the stack's before the chain's; the longest chain name that fits is meant. */
function placesOf(cwd: string): PlaceOf {
  const sources: Sources = existsSync(resolve(cwd, 'generated')) ? builtAt(pathToFileURL(`${cwd}/`), {}).sources : {}
  const names = Object.keys(sources).sort((a, b) => b.length - a.length)
  const chainOf = (machine: string) => {
    const plain = machine.replace(/-debug$/, '')
    return names.find((name) => name === machine) ?? names.find((name) => plain === name || plain.endsWith(`-${name}`))
  }
  return (machine, state) => sources[chainOf(machine) ?? '']?.[state]
}

export const command: Command = {
  name: 'trace',
  summary: "tell an execution's path through its chain, in lines of the source",
  usage: `npm run trace -- EXECUTION|FILE

Prints the states that an execution went through, each with when it began, how long it took, where in chains/ it was
written and what went wrong in it.

  FILE        events of Express workflows out of CloudWatch Logs: lines of JSON, or what
              aws logs tail or aws logs filter-log-events prints
  EXECUTION   name or ARN of an execution on local AWS, which has to run: the execution of a "workflow" event,
              the request_id of the runtime's log

  AWS_ENDPOINT_URL_SFN   where local AWS is; default http://127.0.0.1:${LOCAL_AWS_PORT}
  LOCAL_AWS_PORT         or its port`,
  options: {},
  positionals: true,
  run: async ({ positionals }, io) => {
    const { cwd, environment } = io
    const [what, ...more] = positionals
    if (what === undefined || more.length > 0) {
      io.error(`Name one execution or one file.\n\n${command.usage}`)
      return 2
    }
    const tell = placesOf(cwd)
    const file = resolve(cwd, what)
    if (existsSync(file)) {
      const traces = tracesIn(readFileSync(file, 'utf8'))
      if (traces.length === 0) {
        io.error(`${what} has no event of an Express workflow in it: lines of JSON with id, type and execution_arn.`)
        return 2
      }
      for (const [index, trace] of traces.entries())
        for (const line of [...(index > 0 ? [''] : []), ...told(trace, tell)]) io.out(line)
      return 0
    }
    const url =
      environment['AWS_ENDPOINT_URL_SFN'] || `http://127.0.0.1:${environment['LOCAL_AWS_PORT'] || String(LOCAL_AWS_PORT)}`
    const trace = await localTrace(url, what).catch(() => null)
    if (trace === null) {
      io.error(`There is no file ${what}, and no local AWS at ${url} to ask for an execution. npm start runs one.`)
      return 2
    }
    if (trace === undefined) {
      io.error(`Local AWS at ${url} has no execution ${what}; it keeps the last hundred.`)
      return 2
    }
    for (const line of told(trace, tell)) io.out(line)
    return 0
  },
}

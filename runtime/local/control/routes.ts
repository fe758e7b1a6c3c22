/** `/_local/…`: what a test or a person asks of this AWS that no AWS has. */
import type { Executions } from '../stepfunctions/executions.ts'
import type { StepFunctions } from '../stepfunctions/operations.ts'
import { AwsError } from '../wire/aws-error.ts'
import { send } from '../wire/body.ts'
import type { Response } from '../wire/port.ts'
import type { Answers } from './answers.ts'
import type { Faults } from './faults.ts'
import type { Notices } from './notices.ts'
import type { Permissions } from './permissions.ts'
import { badRequest } from './refusal.ts'

export interface Controls {
  readonly answers: Answers
  readonly faults: Faults
  readonly permissions: Permissions
  readonly executions: Executions
  readonly notices: Notices
  readonly machines: StepFunctions
}

export const CONTROL = '/_local/'

/** A listener that does not read is let go: what it has not read would pile up here. */
const MOST_UNREAD = 4_000_000

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch (error) {
    throw badRequest(`The body is not JSON: ${(error as Error).message}`)
  }
}

/** Tells every event of every execution, and every notice, from now on, until the client goes. */
function stream(response: Response, executions: Executions, notices: Notices): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
  const out = response as { write(text: string): boolean }
  out.write(': live\n\n')
  const tell = (type: string, data: unknown) => {
    if (response.writableLength > MOST_UNREAD) response.destroy()
    else out.write(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`)
  }
  response.on(
    'close',
    executions.listen((event) => tell(event.type, event)),
  )
  response.on(
    'close',
    notices.listen(({ type, ...data }) => tell(type, data)),
  )
}

export function serveControl(
  method: string,
  path: string,
  query: URLSearchParams,
  body: Buffer,
  response: Response,
  controls: Controls,
): void {
  const { answers, faults, permissions, executions, notices, machines } = controls
  const existing = (name: string) => {
    const machine = machines.machine(name)
    if (machine) return machine
    throw badRequest(`There is no state machine "${name}" here. There are: ${machines.names().join(', ') || 'none'}.`)
  }
  const done = () => send(response, { body: { ok: true } })
  const clear = () => {
    answers.clear()
    faults.clear()
    permissions.clear()
  }
  switch (`${method} ${path.slice(CONTROL.length)}`) {
    case 'PUT answers':
      answers.put(parse(body), (name, states) => {
        const { states: known } = existing(name)
        const unknown = states.find((state) => !known.has(state))
        if (unknown !== undefined) throw badRequest(`"${name}" has no state "${unknown}". It has: ${[...known].join(', ')}.`)
      })
      return done()
    case 'PUT faults':
      faults.put(parse(body))
      return done()
    case 'PUT permissions':
      permissions.put(parse(body), existing)
      return done()
    case 'DELETE answers':
      answers.clear()
      return done()
    case 'DELETE faults':
      faults.clear()
      return done()
    case 'DELETE permissions':
      permissions.clear()
      return done()
    case 'POST reset':
      clear()
      executions.clear()
      return done()
    case 'GET executions': {
      const asked = (name: string) => query.get(name) ?? undefined
      return send(response, {
        body: { executions: executions.list({ stateMachine: asked('stateMachine'), name: asked('name') }) },
      })
    }
    case 'GET events':
      return stream(response, executions, notices)
    default:
      throw new AwsError(
        'NotFound',
        `There is no ${method} ${path}. There are PUT and DELETE of answers, faults and permissions, GET executions, GET events and POST reset under ${CONTROL}.`,
        { status: 404 },
      )
  }
}

/**
 * AWS on this machine: Step Functions, Bedrock and a knowledge base behind AWS's own wire protocols, on one loopback port. A thin layer
 * over the engine; README.md beside this file says what it does and what it does not.
 */
import { randomUUID } from 'node:crypto'
import { systemClock } from '../engine/index.ts'
import type { Clock } from '../engine/index.ts'
import { wireAccess } from './bedrock/access.ts'
import { bedrockRoute, sendRestError, serveBedrockWire } from './bedrock/operations.ts'
import { beforeAnswer } from './bedrock/stream.ts'
import { scriptedAnswers } from './control/answers.ts'
import { faultList } from './control/faults.ts'
import { noticeBoard } from './control/notices.ts'
import type { Notice } from './control/notices.ts'
import { permissionBook } from './control/permissions.ts'
import { CONTROL, serveControl } from './control/routes.ts'
import { openFolder } from './knowledge/folder.ts'
import type { Folder } from './knowledge/folder.ts'
import { stringAt } from './json.ts'
import { MachineFileError } from './machine-files.ts'
import type { LocalMachine } from './machine-files.ts'
import type { Model } from './model/model.ts'
import { openAiModel } from './model/openai.ts'
import { paced } from './model/pace.ts'
import { standIn } from './model/stand-in.ts'
import { outsideFolder, outsideModel } from './outside.ts'
import { placeOf } from './place.ts'
import { executionLog } from './stepfunctions/executions.ts'
import { stepFunctions } from './stepfunctions/operations.ts'
import { taskRunner } from './tasks/run-task.ts'
import type { ServiceModule } from './tasks/services.ts'
import { asAwsError, AwsError } from './wire/aws-error.ts'
import { readBody, send } from './wire/body.ts'
import { parseJson } from './wire/check.ts'
import { listen } from './wire/port.ts'
import type { Request, Response } from './wire/port.ts'

export { MachineFileError, readMachines } from './machine-files.ts'
export type { LocalMachine } from './machine-files.ts'
export type { Notice, Problem } from './control/notices.ts'
export { machineArn, placeOf } from './place.ts'
export type { Service, ServiceModule, ServiceTable } from './tasks/services.ts'

export interface LocalAwsOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number
  readonly host?: string
  readonly machines?: readonly LocalMachine[]
  /** Folder of Markdown and text documents that Retrieve searches. */
  readonly knowledge?: string
  /** Functions of the user's that serve tasks beyond Bedrock. */
  readonly services?: ServiceModule
  readonly log?: (line: string) => void
  readonly clock?: Clock
  readonly random?: () => number
  readonly uuid?: () => string
  /** Read for AWS_REGION, LOCAL_MODEL_URL, LOCAL_MODEL_NAME, LOCAL_MODEL_KEY and LOCAL_MODEL_PACE_MS. */
  readonly environment?: NodeJS.ProcessEnv
}

export interface LocalAws {
  readonly url: string
  readonly port: number
  /** Has these machines in place of those that it was given before; what runs goes on as it was. Throws `MachineFileError`. */
  replaceMachines(machines: readonly LocalMachine[]): void
  /** Tells a notice to whoever listens to `GET /_local/events`, such as the playground. */
  tell(notice: Notice): void
  /** Ends at once: connections are cut, executions stop. */
  close(): Promise<void>
}

const NO_DOCUMENTS: Folder = { search: () => Promise.resolve([]) }

function modelOf(environment: NodeJS.ProcessEnv, clock: Clock): Model {
  const { LOCAL_MODEL_URL: url, LOCAL_MODEL_NAME: model, LOCAL_MODEL_KEY: key, LOCAL_MODEL_PACE_MS: pace } = environment
  if (url) return outsideModel(openAiModel({ url, ...(model ? { model } : {}), ...(key ? { key } : {}) }), clock)
  return paced(standIn, Number(pace ?? 0) || 0, (ms, signal) => clock.sleep(ms, signal))
}

const substituted = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\$\{([A-Za-z0-9_:.]+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? JSON.stringify(values[name]).slice(1, -1) : whole,
  )

const TARGET = 'AWSStepFunctions.'
/** Operations that a runtime calls, and needs permission for. */
const STARTS = new Set(['StartExecution', 'StartSyncExecution'])

/** Starts it. Rejects with the system's error where the port is taken. */
export async function startLocalAws(options: LocalAwsOptions = {}): Promise<LocalAws> {
  const {
    port = 0,
    host = '127.0.0.1',
    clock = systemClock,
    random = Math.random,
    uuid = randomUUID,
    environment = {},
    log = () => undefined,
  } = options
  const place = placeOf(environment)
  const closing = new AbortController()
  const answers = scriptedAnswers()
  const faults = faultList()
  const permissions = permissionBook(place)
  const executions = executionLog()
  const notices = noticeBoard()
  const model = modelOf(environment, clock)
  const folder = options.knowledge === undefined ? NO_DOCUMENTS : outsideFolder(openFolder(options.knowledge, log), clock)
  let url = ''
  const tasks = { place, clock, uuid, model, folder, answers, faults, permissions, services: options.services, url: () => url }
  const machines = stepFunctions({
    place,
    clock,
    uuid,
    random,
    executions,
    running: { signal: closing.signal, runTask: (stateMachine) => taskRunner(stateMachine, tasks) },
  })
  let given: readonly LocalMachine[] = []
  const replaceMachines = (wanted: readonly LocalMachine[]) => {
    for (const { name } of given) if (!wanted.some((one) => one.name === name)) machines.drop(name)
    for (const { name, definition, substitutions = {} } of wanted) {
      const original = JSON.stringify(definition, null, 2)
      try {
        machines.add({ name, definition: substituted(original, substitutions), original })
      } catch (error) {
        throw error instanceof AwsError ? new MachineFileError(`${name}: ${error.message}`, { cause: error }) : error
      }
    }
    given = wanted
  }
  replaceMachines(options.machines ?? [])

  async function serveStepFunctions(
    request: Request,
    response: Response,
    body: Buffer,
    target: string,
    signal: AbortSignal,
    requestId: string,
  ): Promise<void> {
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': requestId }
    try {
      const name = target.startsWith(TARGET) ? target.slice(TARGET.length) : ''
      const operation = Object.hasOwn(machines.operations, name) ? machines.operations[name] : undefined
      const asked = parseJson(body)
      if (STARTS.has(name))
        permissions.check('runtime', () => [{ action: `states:${name}`, resources: [stringAt(asked, 'stateMachineArn')] }])
      if (!operation) {
        throw new AwsError(
          'UnknownOperationException',
          `Local AWS has no operation ${target}. It has: ${Object.keys(machines.operations).join(', ')}.`,
        )
      }
      const met = name === 'StartSyncExecution' ? faults.meeting('workflow', {}) : []
      const sleep = (ms: number, until: AbortSignal) => clock.sleep(ms, until).catch(() => undefined)
      if (!(await beforeAnswer(met, { request, response, signal, sleep }))) return
      const answer = await operation(asked, met)
      send(response, { headers, body: answer })
    } catch (error) {
      const told = asAwsError(error)
      if (!(error instanceof AwsError)) log(`${target}: ${(error as Error).stack}`)
      // What happens to a call after its client has gone concerns nobody.
      if (!signal.aborted)
        send(response, { status: told.status, headers, body: { __type: told.error, message: told.message, ...told.members } })
    }
  }

  async function serve(request: Request, response: Response): Promise<void> {
    const requestId = uuid()
    const gone = new AbortController()
    const leave = () => gone.abort(new Error('The client has gone.'))
    response.on('close', leave)
    closing.signal.addEventListener('abort', leave, { once: true })
    response.on('close', () => closing.signal.removeEventListener('abort', leave))
    const { method = 'GET', url: target = '/' } = request
    const [path = '/', search = ''] = target.split('?')
    let body: Buffer
    try {
      body = await readBody(request)
    } catch (error) {
      if (error instanceof AwsError) sendRestError(response, error, requestId)
      return
    }
    const operation = request.headers['x-amz-target']
    if (operation !== undefined && !path.startsWith(CONTROL)) {
      return serveStepFunctions(request, response, body, String(operation), gone.signal, requestId)
    }
    try {
      if (path.startsWith(CONTROL))
        return serveControl(method, path, new URLSearchParams(search), body, response, {
          answers,
          faults,
          permissions,
          executions,
          notices,
          machines,
        })
      const route = bedrockRoute(method, path)
      if (!route) {
        throw new AwsError(
          'UnknownOperationException',
          `Local AWS has no operation at ${method} ${path}. runtime/local/README.md lists what it has.`,
          { status: 404 },
        )
      }
      permissions.check('runtime', () => wireAccess(route, parseJson(body), place))
      await serveBedrockWire(
        route,
        { request, response, body, signal: gone.signal, requestId },
        { model, folder, faults, clock, uuid },
      )
    } catch (error) {
      if (!(error instanceof AwsError) && !gone.signal.aborted) log(`${method} ${path}: ${(error as Error).stack}`)
      if (gone.signal.aborted) return
      if (response.headersSent) response.destroy()
      else sendRestError(response, asAwsError(error), requestId)
    }
  }

  const server = await listen({ port, host }, (request, response) => {
    serve(request, response).catch((error: unknown) => {
      log(`local AWS: ${(error as Error).stack}`)
      response.destroy()
    })
  })
  url = `http://${host.includes(':') ? `[${host}]` : host}:${server.port}`
  return {
    url,
    port: server.port,
    replaceMachines,
    tell: (notice) => notices.tell(notice),
    close: async () => {
      closing.abort(new Error('Local AWS is closing.'))
      await server.close()
    },
  }
}

/** `chains/local-services.ts`: what serves tasks beyond Bedrock on this machine, bundled and loaded again whenever it has changed. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Service, ServiceModule, ServiceTable } from '../../runtime/local/index.ts'
import { bundle } from './bundle.ts'
import { CHAINS_FOLDER } from '../prompt-files.ts'

const FILE = `${CHAINS_FOLDER}/local-services.ts`
const RESOURCE = /^(?:aws-sdk:[a-z0-9]+|[a-z]+):[A-Za-z0-9]+$/

/** What the services known by name look like to Step Functions. */
const RESULTS: Readonly<Record<string, string>> = {
  'lambda:invoke': '{ Payload: {} }',
  'http:invoke': '{ StatusCode: 200, ResponseBody: {} }',
  'dynamodb:getItem': '{ Item: {} }',
  'dynamodb:query': '{ Items: [], Count: 0 }',
  'states:startExecution': "{ ExecutionArn: '', StartDate: '' }",
}

const wrong = (what: string, remedy: string) => new Error(`${FILE} ${what}. ${remedy}`)
const isService = (value: unknown): value is Service => typeof value === 'function'

function tableOf(exported: unknown): ServiceTable {
  const remedy = 'Write export default localServices({ … }), with functions by resource.'
  if (exported === undefined) throw wrong('has no default export', remedy)
  if (typeof exported !== 'object' || exported === null || Array.isArray(exported)) throw wrong('exports no object', remedy)
  return new Map(
    Object.entries(exported).map(([resource, served]: [string, unknown]): [string, Service | ReadonlyMap<string, Service>] => {
      if (!RESOURCE.test(resource))
        throw wrong(`serves "${resource}", which is no resource`, 'Write it as lambda:invoke or aws-sdk:sqs:sendMessage.')
      if (isService(served)) return [resource, served]
      const named = typeof served === 'object' && served !== null ? Object.entries(served) : []
      if (named.length === 0 || !named.every(([, one]) => isService(one)))
        throw wrong(`has neither a function nor functions by name for ${resource}`, 'Give it an async function of the arguments.')
      return [resource, new Map(named as [string, Service][])]
    }),
  )
}

/** Tells whether any of the files is another than before. At once, for it is asked before every task. */
const stampOf = (files: readonly string[]): string => files.map(stampOfOne).join()

function stampOfOne(file: string): string {
  try {
    const found = statSync(file, { bigint: true, throwIfNoEntry: false })
    return found === undefined ? 'none' : `${found.mtimeNs} ${found.size} ${found.ino}`
  } catch {
    return 'none'
  }
}

/** The module of the project at `root`. */
export function localServiceModule(root: string): ServiceModule {
  const file = join(root, FILE)
  let files: readonly string[] = [file]
  let stamp = ''
  let table: ServiceTable | null | Error = null

  async function load(): Promise<ServiceTable | null> {
    const { outputs, errors, inputs } = await bundle(root, [FILE], { packages: 'external' })
    // what comes with the language does not change while it runs
    const own = inputs.filter((input) => input.startsWith(`${CHAINS_FOLDER}/`) && input !== FILE)
    files = [file, ...own.map((input) => join(root, input))]
    const [error] = errors
    if (error) {
      const { line = 1, column = 0, file: at = FILE } = error.location ?? {}
      throw new Error(`${at}:${line}:${column + 1}  ${error.text}.`)
    }
    let module: { default?: unknown }
    try {
      module = (await import(pathToFileURL(outputs.get(FILE) as string).href)) as { default?: unknown }
    } catch (error) {
      throw new Error(`${FILE} cannot be loaded: ${error instanceof Error ? error.message : String(error)}.`, { cause: error })
    }
    return tableOf(module.default)
  }

  async function refresh(): Promise<void> {
    if (stampOf(files) === stamp) return
    // before it is read: what is written meanwhile counts as another change
    const before = stampOf([file])
    table = before === 'none' ? null : await load().catch((error: unknown) => error as Error)
    // one that is wrong is read again each time: what it lacks may be in a file that is not there yet
    stamp = table instanceof Error ? '' : files.length === 1 ? before : stampOf(files)
  }

  let refreshing: Promise<void> | undefined
  return {
    file: FILE,
    example: (resource, name) => {
      const called = `async (given) => (${RESULTS[resource] ?? '{}'})`
      const entry = name === undefined ? called : `{ '${name}': ${called} }`
      return `import { localServices } from '../compiler/index.ts'; export default localServices({ '${resource}': ${entry} })`
    },
    async read() {
      refreshing ??= refresh().finally(() => (refreshing = undefined))
      await refreshing
      if (table instanceof Error) throw table
      return table
    },
  }
}

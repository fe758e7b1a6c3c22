/** A server in a process of its own: started, watched from outside, ended. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import type { AddressInfo } from 'node:net'

export interface ServerProcess {
  readonly url: string
  readonly child: ChildProcess
}

export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Whether anything answers there, whatever it says. */
const answers = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    const request = http.get(url, { agent: false }, (response) => {
      response.resume()
      response.once('close', () => resolve(true))
    })
    request.on('error', () => resolve(false))
  })

/** Resolves at its first answer, and says how many milliseconds after the start that was. */
export async function startServer(
  file: string,
  environment: NodeJS.ProcessEnv,
): Promise<ServerProcess & { readonly readyMs: number }> {
  const port = await freePort()
  const began = performance.now()
  const child = spawn(process.execPath, [file], { env: { ...environment, PORT: String(port) }, stdio: 'ignore' })
  const url = `http://127.0.0.1:${port}`
  while (!(await answers(`${url}/healthz`))) {
    if (child.exitCode !== null) throw new Error(`${file} did not start`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  return { url, child, readyMs: performance.now() - began }
}

export async function stopServer({ child }: Pick<ServerProcess, 'child'>): Promise<void> {
  const exit = once(child, 'exit')
  if (child.kill('SIGKILL')) await exit
}

/** Linux tells of another process what it takes; elsewhere these figures are left out. */
export const canWatch = existsSync('/proc/self/schedstat')

/** Milliseconds of processor time so far, of all threads. */
export function cpuMs({ child }: Pick<ServerProcess, 'child'>): number {
  const tasks = `/proc/${child.pid}/task`
  return readdirSync(tasks).reduce((sum, task) => sum + nanosOf(`${tasks}/${task}/schedstat`) / 1e6, 0)
}

/** A thread may end between the listing and the reading. */
function nanosOf(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8').split(' ')[0])
  } catch {
    return 0
  }
}

/** Memory in MB. */
export const rssMb = ({ child }: Pick<ServerProcess, 'child'>): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024

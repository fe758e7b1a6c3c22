/** Compiles again whenever something below `chains/` changes, and has types and lint checked after it. */
import { readdirSync, watch } from 'node:fs'
import type { FSWatcher } from 'node:fs'
import { join } from 'node:path'
import type { Io } from './command.ts'
import { CHAINS_FOLDER } from '../prompt-files.ts'
import { LINT, TYPES, callTool } from './tools.ts'
import type { ToolCall } from './tools.ts'

/** Editors write a file in several steps; what comes within this many milliseconds is one change. */
const SETTLED = 30

/** tsc and lint take longer than compiling: they run beside it, and are given up when something changes again. */
function checker(io: Io): { start(): void; stop(): void } {
  let stopping = new AbortController()
  const check = async (call: ToolCall) => {
    const said = await callTool(call, io.cwd, stopping.signal)
    if (said.state === 'good') io.out(`${call.program}: good`)
    else if (said.state === 'wrong') io.error(`${call.program}:\n${said.told}`)
  }
  const stop = () => stopping.abort()
  return {
    stop,
    start() {
      stop()
      stopping = new AbortController()
      for (const call of [TYPES, { ...LINT, args: [...LINT.args, CHAINS_FOLDER] }])
        check(call).catch((error: unknown) => io.error(`${call.program} cannot be called: ${(error as Error).message}`))
    },
  }
}

/**
 * Watches a folder and all folders in it. Folders, not files: an editor that replaces a file would leave the watch on the old one,
 * which is what Node's recursive watching does on Linux.
 */
function watchFolders(root: string, changed: () => void): { close(): void } {
  const watchers = new Map<string, FSWatcher>()
  const add = (folder: string) => {
    if (watchers.has(folder)) return
    const watcher = watch(folder, () => {
      scan()
      changed()
    })
    watcher.on('error', () => watchers.delete(folder))
    watchers.set(folder, watcher)
  }
  const scan = () => {
    try {
      add(root)
      for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
        if (entry.isDirectory()) add(join(entry.parentPath, entry.name))
      }
    } catch (error) {
      // a folder that has just been taken away is watched no more
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
  scan()
  return {
    close() {
      for (const watcher of watchers.values()) watcher.close()
    },
  }
}

/** Runs `compile` now and after each change, until `io.signal` says stop. */
export async function watchChains(io: Io, compile: () => Promise<number>): Promise<number> {
  const checks = checker(io)
  const once = async () => {
    const began = performance.now()
    const code = await compile()
    io.out(
      `${code === 0 ? 'compiled' : 'not compiled'} in ${Math.round(performance.now() - began)} ms; waiting for changes (Ctrl-C ends)`,
    )
    checks.start()
  }
  const unlessEnded = async () => {
    try {
      await once()
    } catch (error) {
      // Ctrl-C on a terminal ends the bundler's process as well, and that may be heard of first
      await new Promise((resolve) => setTimeout(resolve, SETTLED))
      if (!io.signal.aborted) throw error
    }
  }
  await unlessEnded()
  let changed = false
  let wake: () => void = () => undefined
  const watcher = watchFolders(join(io.cwd, CHAINS_FOLDER), () => {
    changed = true
    wake()
  })
  io.signal.addEventListener('abort', () => wake())
  while (!io.signal.aborted) {
    if (!changed) await new Promise<void>((resolve) => (wake = resolve))
    if (io.signal.aborted) break
    await new Promise((resolve) => setTimeout(resolve, SETTLED))
    if (io.signal.aborted) break
    changed = false
    await unlessEnded()
  }
  watcher.close()
  checks.stop()
  return 0
}

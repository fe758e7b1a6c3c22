/** Compiles again whenever something below `chains/` changes, and has types and lint checked after it. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { readdirSync, watch } from 'node:fs'
import type { FSWatcher } from 'node:fs'
import { join } from 'node:path'
import type { Io } from './command.ts'
import { CHAINS_FOLDER } from '../prompt-files.ts'

/** Editors write a file in several steps; what comes within this many milliseconds is one change. */
const SETTLED = 30

/** tsc and lint take longer than compiling: they run beside it, and are given up when something changes again. */
function checker(io: Io): { start(): void; stop(): void } {
  let running: ChildProcess[] = []
  const stop = () => {
    for (const child of running) child.kill()
    running = []
  }
  const run = (command: string, ...args: string[]) => {
    const child = spawn(process.execPath, [join(io.cwd, 'node_modules', '.bin', command), ...args], {
      cwd: io.cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let told = ''
    child.stdout.on('data', (data: Buffer) => (told += data.toString()))
    child.on('close', (code) => {
      if (code === 0) io.out(`${command}: good`)
      else if (code !== null) io.error(`${command}:\n${told.trimEnd()}`)
    })
    running.push(child)
  }
  return {
    stop,
    start() {
      stop()
      run('tsc', '-p', '.')
      run('oxlint', '--type-aware', CHAINS_FOLDER)
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
    add(root)
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      if (entry.isDirectory()) add(join(entry.parentPath, entry.name))
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
  await once()
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
    changed = false
    await once()
  }
  watcher.close()
  checks.stop()
  return 0
}

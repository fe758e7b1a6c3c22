/** Recorded cases of the sample's API, replayed where they are at hand; `seed-route.test.ts` covers the same ground in its own words. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { startRuntime } from '../../runtime/start.ts'
import { arnOf, awsEnvironment } from './support/runtime.ts'

const shared = path.resolve(import.meta.dirname, '../../../shared')
const files = { fake: `${shared}/bench/fake-aws.mjs`, replay: `${shared}/bench/golden.mjs`, cases: `${shared}/seed/golden` }

test.skipIf(!Object.values(files).every((file) => existsSync(file)))(
  'the recorded cases of the sample’s API come out as expected',
  async () => {
    const port = '0'
    const fake = spawn(process.execPath, [files.fake, '--port', port], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = (await once(fake.stdout, 'data')) as [Buffer]
    const url = /http:\S+/.exec(String(line))?.[0] ?? ''
    const runtime = await startRuntime({
      environment: { PORT: '0', STATEMACHINE_STATE_MACHINE_ARN: arnOf('seed'), ...awsEnvironment(url) },
      manifests: [],
      log: () => {},
    })
    const replay = promisify(execFile)(process.execPath, [
      files.replay,
      '--target',
      runtime.url,
      '--fake',
      url,
      '--dir',
      files.cases,
    ])
    const output = await replay.then(
      ({ stdout }) => stdout,
      (error: { stdout: string }) => error.stdout,
    )
    fake.kill()
    await runtime.close()
    expect(output.split('\n').filter((text) => /^(DIFF|COPIED)/.test(text))).toEqual([])
    expect(output).toContain('same')
  },
)

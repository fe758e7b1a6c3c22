/** The commands about a deployment, as they are called. */
import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readAssignments } from '../../compiler/cli/deployment.ts'
import { run } from '../support/command.ts'
import { ROOT } from '../support/root.ts'
import { CHAINS } from './project.ts'

const manifests = CHAINS.map(({ manifest }) => manifest)

test('NAME=VALUE is a parameter where a chain names it or it has a capital, an option otherwise', () => {
  expect(
    readAssignments(['KnowledgeBaseId=ABCDEFGHIJ', 'JwtIssuer=https://a=b', 'frontDoor=api', 'TableName='], manifests),
  ).toEqual({
    parameters: { KnowledgeBaseId: 'ABCDEFGHIJ', JwtIssuer: 'https://a=b', TableName: '' },
    options: { frontDoor: 'api' },
  })
  expect(readAssignments(['frontDoor'], manifests)).toEqual({ wrong: 'frontDoor' })
})

/** A clone as a user has it, with one chain only, so that it is quick; the packages are those of this folder. */
function clone(): string {
  const root = mkdtempSync(join(tmpdir(), 'stepchain-clone-'))
  for (const folder of ['compiler', 'runtime', 'infra']) cpSync(join(ROOT, folder), join(root, folder), { recursive: true })
  cpSync(join(ROOT, 'chains/experiment'), join(root, 'chains/experiment'), { recursive: true })
  cpSync(join(ROOT, 'chains/experiment.ts'), join(root, 'chains/experiment.ts'))
  cpSync(join(ROOT, 'package.json'), join(root, 'package.json'))
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'))
  return root
}

test('synth works without an account or a network, for what is compiled', { timeout: 90_000 }, async () => {
  const root = clone()
  // an address that nobody answers at: whoever asks AWS fails
  const environment = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_REGION: '', AWS_ACCESS_KEY_ID: '', CI: 'true', NO_COLOR: '1' }
  const stepchain = (...args: readonly string[]) =>
    run(process.execPath, ['compiler/cli/bin.mjs', ...args], { cwd: root, environment })

  await stepchain('compile')
  const file = join(root, 'generated/experiment.asl.json')
  const fresh = readFileSync(file, 'utf8')
  writeFileSync(file, fresh.replace('"Comment"', '"comment"'))
  expect(await stepchain('synth')).toEqual({
    code: 1,
    out: '',
    error: 'generated/experiment.asl.json is stale. Run npm run compile, review and commit what changes, then deploy.\n',
  })

  writeFileSync(file, fresh)
  const { code, out } = await stepchain('synth', 'frontDoor=api')
  expect([code, out.split('\n').slice(0, 2)]).toEqual([
    0,
    [
      expect.stringMatching(/^cdk\.out\/stepchain\.template\.json {2}\d+ resources, 2 state machines$/),
      'cdk-nag: no findings, but for what is acknowledged:',
    ],
  ])
  const { Resources: resources } = JSON.parse(readFileSync(join(root, 'cdk.out/stepchain.template.json'), 'utf8')) as {
    readonly Resources: Readonly<Record<string, { readonly Type: string }>>
  }
  expect(Object.values(resources).some(({ Type }) => Type === 'AWS::ApiGateway::RestApi')).toBe(true)
})

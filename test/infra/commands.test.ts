/** The commands about a deployment, as they are called. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
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
  mkdirSync(join(root, 'node_modules'))
  for (const name of readdirSync(join(ROOT, 'node_modules')))
    symlinkSync(join(ROOT, 'node_modules', name), join(root, 'node_modules', name))
  return root
}

/** Puts a stand-in in the place of the CDK's command line: it writes what it was called with, and what a deployment puts out. */
function standInForCdk(root: string) {
  const folder = join(root, 'node_modules', 'aws-cdk')
  unlinkSync(folder)
  mkdirSync(join(folder, 'bin'), { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"name":"aws-cdk","version":"0.0.0"}')
  const outputs = { stepchain: { Endpoint: 'https://example.on.aws/', Call: 'curl "https://example.on.aws/chains/experiment"' } }
  const script = `
    const { writeFileSync } = require('node:fs')
    const args = process.argv.slice(2)
    writeFileSync('called.json', JSON.stringify(args))
    writeFileSync(args[args.indexOf('--outputs-file') + 1], ${JSON.stringify(JSON.stringify(outputs))})
  `
  writeFileSync(join(folder, 'bin', 'cdk'), script)
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

test(
  'deploy hands on values and options, starts a canary from what serves, and prints how to call',
  { timeout: 60_000 },
  async () => {
    const root = clone()
    standInForCdk(root)
    const PREFIX = 'arn:aws:states:eu-west-1:123456789012:stateMachine:stepchain-experiment'
    const aws = createServer((request, response) => {
      const served = { Environment: { Variables: { STATE_MACHINE_ARNS: JSON.stringify({ experiment: `${PREFIX}:3` }) } } }
      response.setHeader('content-type', 'application/json')
      response.end(
        JSON.stringify(request.url?.startsWith('/2015-03-31/') ? served : { description: 'chain experiment 000000000000' }),
      )
    })
    await new Promise<void>((resolve) => aws.listen(0, '127.0.0.1', resolve))
    const environment = {
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(aws.address() as AddressInfo).port}`,
      NODE_NO_WARNINGS: '1',
    }
    const stepchain = (...args: readonly string[]) =>
      run(process.execPath, ['compiler/cli/bin.mjs', ...args], { cwd: root, environment })
    await stepchain('compile')
    const said = await stepchain('deploy', '--canary', '10', '--yes', 'KnowledgeBaseId=ABCDEFGHIJ', 'debugSample=5')
    expect(said).toEqual({
      code: 0,
      out: '\nEndpoint  https://example.on.aws/\n\ncurl "https://example.on.aws/chains/experiment"\n',
      error: '',
    })
    expect(JSON.parse(readFileSync(join(root, 'called.json'), 'utf8'))).toEqual(
      [
        ['deploy', '--app', 'node infra/bin.mjs', '--output', 'cdk.out', '--no-notices', '--no-version-reporting'],
        ['--context', 'debugSample=5', '--context', 'canaryPercent=10', '--context', `previous={"experiment":"${PREFIX}:3"}`],
        [
          '--parameters',
          'KnowledgeBaseId=ABCDEFGHIJ',
          '--outputs-file',
          '.stepchain/outputs.json',
          '--require-approval',
          'never',
        ],
      ].flat(),
    )
    await new Promise((resolve) => aws.close(resolve))
    const cut = await stepchain('deploy', '--canary', '10')
    expect([cut.code, cut.error]).toEqual([
      1,
      'Which versions serve now cannot be asked: AWS cannot be reached from here (ECONNREFUSED). npm run doctor says what is missing.\n',
    ])
  },
)

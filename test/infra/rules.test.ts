/** The template as a whole: reviewed as a file, and judged by cdk-nag and by cfn-lint. */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { createApp } from '../../infra/create-app.ts'
import { expectedText } from '../support/expected.ts'
import { run } from '../support/command.ts'
import { ROOT } from '../support/root.ts'
import { writeProject } from './project.ts'
import { synthesise } from './synth.ts'

const root = writeProject()
const small = synthesise(root)

test('the whole template of a small project is as it was reviewed', () => {
  const actual = `${JSON.stringify(small.template, null, 2)}\n`
  expect(actual).toBe(expectedText(new URL('template.expected.json', import.meta.url), actual))
})

test('cdk-nag refuses a permission by a pattern that nobody gave a reason for', () => {
  const app = createApp({ root })
  const [stack] = app.node.children
  if (stack === undefined) throw new Error('there is no stack')
  const role = new Role(stack, 'Careless', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
  role.addToPolicy(new PolicyStatement({ actions: ['bedrock:*'], resources: ['*'] }))
  const findings = () => {
    try {
      app.synth()
      return []
    } catch (error) {
      return (error as Error).message.match(/AwsSolutions-\S+(?=')/g) ?? []
    }
  }
  expect(findings()).toEqual(['AwsSolutions-IAM5[Action::bedrock:*]', 'AwsSolutions-IAM5[Resource::*]'])
})

const hasLint = spawnSync('cfn-lint', ['--version']).status === 0

describe.skipIf(!hasLint)('cfn-lint, its rule for state machines included, finds nothing', () => {
  const lint = (...files: readonly string[]) => run('cfn-lint', ['--format', 'parseable', '--', ...files], { cwd: root })

  test(
    'in this project’s templates: by the CDK, for a URL, CloudFront and an API, and for SAM',
    { timeout: 60_000 },
    async () => {
      const files = [
        synthesise(ROOT).file,
        synthesise(root, { frontDoor: 'cloudfront', auth: 'jwt', canary: 'alias', canaryPercent: 10 }).file,
        synthesise(root, { frontDoor: 'api', auth: 'keys', debugSample: 5 }).file,
        small.file,
        `${ROOT}/generated/template.yaml`,
      ]
      expect(await lint(...files)).toEqual({ code: 0, out: '', error: '' })
    },
  )

  test('and would find a state machine that is none', { timeout: 60_000 }, async () => {
    const broken = readFileSync(small.file, 'utf8').replace('\\"Type\\":\\"Succeed\\"', '\\"Type\\":\\"Suceed\\"')
    const file = `${small.file}.broken.json`
    writeFileSync(file, broken)
    const { code, out } = await lint(file)
    expect([code, /E3601/.exec(out)?.[0]]).toEqual([2, 'E3601'])
  })
})

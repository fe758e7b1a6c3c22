/** The README: its code compiles and answers, its graph and its commands are those of the project. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { call } from '../cli/io.ts'
import { fencesIn } from '../support/fences.ts'
import { temporaryProject } from '../support/project.ts'
import { ROOT } from '../support/root.ts'

const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')

/** Fenced blocks of a language. */
const blocks = (language: string) => fencesIn(readme).filter((fence) => fence.language === language)

const files = Object.fromEntries(blocks('ts').map(({ name, text }) => [name, text]))
const project = temporaryProject(files, { tools: false })
afterAll(() => project.remove())

describe('the code of the README', () => {
  test('is a chain of 20 lines at most, and its test', () => {
    expect(Object.keys(files)).toEqual(['chains/helpdesk.ts', 'chains/helpdesk.test.ts'])
    expect(files['chains/helpdesk.ts']?.trimEnd().split('\n').length).toBeLessThanOrEqual(20)
  })

  test('compiles', async () => {
    const { code, error } = await call(project.root, 'compile')
    expect({ code, error }).toEqual({ code: 0, error: [] })
  })

  test('answers the question that it is asked, out of the documents', async () => {
    project.write('chains/knowledge/aws.md', readFileSync(join(ROOT, 'chains/knowledge/aws.md'), 'utf8'))
    const { code, out } = await call(project.root, 'run', 'helpdesk', '-q', 'What is AWS?')
    expect({ code, out: out.join('\n') }).toEqual({
      code: 0,
      out: expect.stringMatching(/^AWS \(Amazon Web Services\) is [^]*Source: s3:\/\/local\/aws\.md/) as string,
    })
  })

  test('gives the mistake that it shows', async () => {
    const wrong = temporaryProject(
      {
        'chains/helpdesk.ts': (files['chains/helpdesk.ts'] ?? '').replace("'KnowledgeBaseId'", "'knowledge-base'"),
      },
      { tools: false },
    )
    const { error } = await call(wrong.root, 'compile')
    wrong.remove()
    expect(error).toEqual(readme.split('\n').filter((line) => /  SC\d{3}  /.test(line)))
  })
})

describe('the README', () => {
  test('shows pictures of compiled chains, each with what it shows in words', () => {
    const pictures = [...readme.matchAll(/!\[([^\]]*)\]\((generated\/[\w-]+\.svg)\)/g)]
    expect(pictures.map(([, , file]) => file)).toContain('generated/rag.svg')
    expect(pictures.filter(([, words = '']) => words.length < 40)).toEqual([])
  })

  test('names only commands that there are, and all of those that users call', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      readonly scripts: Readonly<Record<string, string>>
    }
    const named = new Set([...readme.matchAll(/npm (?:run )?([a-z][a-z-]*)/g)].map(([, name]) => name as string))
    named.delete('ci')
    expect([...named].filter((name) => scripts[name] === undefined)).toEqual([])
    const commands = Object.entries(scripts).flatMap(([name, script]) =>
      script.startsWith('node compiler/cli/bin.mjs') ? [name] : [],
    )
    expect(commands.filter((name) => !named.has(name))).toEqual([])
  })

  test('links to files that exist', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, file]) => file as string)
    expect(links.map((file) => readFileSync(join(ROOT, file), 'utf8').length > 0)).toEqual(links.map(() => true))
  })
})

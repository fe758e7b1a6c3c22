/** `compiler/llms.txt`: what an assistant needs to write chains, made of the guide, the codes and the example chains. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../support/root.ts'

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8').trimEnd()

const HEAD = `# stepchain

> Chains of prompts as typed TypeScript functions, compiled to AWS Step Functions (Express, JSONata) and answered by a streamed Bedrock call.

This file is for assistants that write chains. It is made from \`compiler/README.md\`, \`compiler/CODES.md\` and the chains of the project by a
test; change those, then run \`UPDATE_EXPECTED=1 npx vitest run --config test/vitest.config.ts test/guide\`.

To write one: put \`chains/NAME.ts\` with \`export default chain('NAME', …)\`, run \`npm run check:types\` and \`npm run compile\`, mend what they say (each line
has a place, a code and what to do), and test it by \`run\` with scripted answers until \`pathCoverage\` misses nothing. What most often goes wrong:

- A reference is no value: no \`if\`, \`===\`, \`+\`, \`.length\`, \`.map\` and no \`\${…}\` on it. Use \`choice\`, \`when\`, the functions of values and \`prompt\`.
- A builder that is neither placed by \`step\` nor returned does nothing.
- Every path returns: \`systemChain.…\` or \`say\` with \`answer\`, \`result\` without it.
- Inside an inner block use the \`step\` that it is given, and read outer steps freely; give out what the outer block needs.
- Names of steps are letters, digits and \`_\`; names of substitutions letters and digits.`

/** Headings one level lower, outside fences, so that the parts are one document. */
function demoted(markdown: string): string {
  let fenced = false
  return markdown
    .split('\n')
    .map((line) => {
      if (line.startsWith('```')) fenced = !fenced
      return !fenced && /^#{1,5} /.test(line) ? `#${line}` : line
    })
    .join('\n')
}

const CODE = /^## (?<title>SC\d{3} .+)\n\n(?<why>[^\n]+)[\s\S]*?^```text\n(?<told>[^\n]+)/gm

/** Each code with why it is one and how it is told, without the examples. */
const codes = () =>
  [...read('compiler/CODES.md').matchAll(CODE)].map(
    ({ groups = {} }) => `- **${groups['title'] ?? ''}.** ${groups['why'] ?? ''}\n  \`${groups['told'] ?? ''}\``,
  )

const sources = (folder: string) =>
  readdirSync(join(ROOT, folder))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && file !== 'local-services.ts')
    .toSorted()
    .map((file) => `${folder}/${file}`)

/** A file in a fence that none of its own fences closes. */
const shown = (file: string) => `### ${file}\n\n\`\`\`ts\n${read(file)}\n\`\`\``

/** The whole text. */
export const llms = (): string =>
  [
    HEAD,
    demoted(read('compiler/README.md')),
    `## Codes\n\nThe page \`compiler/CODES.md\` has an example of each, wrong and right.\n\n${codes().join('\n')}`,
    '## The chains of the project',
    ...[...sources('chains'), ...sources('chains/examples')].map(shown),
    shown('chains/examples/trip-planner.test.ts'),
  ].join('\n\n') + '\n'

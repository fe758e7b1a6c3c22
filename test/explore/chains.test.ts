/** Every chain of this repository holds: whatever comes of its tasks, it ends as a chain may, and all of it can be reached. */
import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isChain } from '../../compiler/language/chain.ts'
import { ROOT } from '../support/root.ts'
import { exploring, subjectFor } from './exploring.ts'

const files = readdirSync(new URL('../../chains/', import.meta.url), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.endsWith('local-services.ts'))
  .sort()

describe('the chains of this repository', () => {
  it.each(files)('hold: %s', async (file) => {
    const { default: chain } = (await import(`${ROOT}/chains/${file}`)) as { readonly default: unknown }
    if (!isChain(chain)) throw new TypeError(`${file} has no chain`)
    const { missed, refutations } = await exploring(subjectFor(chain), 250)
    expect({ missed, refuted: refutations.map(({ flaw }) => flaw) }).toEqual({ missed: [], refuted: [] })
  })
})

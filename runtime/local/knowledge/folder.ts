/** A folder of documents, kept searchable: what has changed since the last search is read again before the next. */
import { statSync } from 'node:fs'
import type { Dirent } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import MiniSearch from 'minisearch'
import { isStopWord, stem, stemsOf } from '../model/words.ts'
import { isObject } from '../json.ts'
import type { Metadata } from './filter.ts'
import { passagesOf } from './passages.ts'
import type { DocumentPassage } from './passages.ts'

export interface Found {
  readonly passage: DocumentPassage
  readonly metadata: Metadata
  /** Above 0 and below 1; the best first. */
  readonly score: number
}

export interface Folder {
  search(query: string, most: number, fits: (metadata: Metadata) => boolean): Promise<readonly Found[]>
}

interface Known {
  /** Changes when the file or its metadata does. */
  readonly stamp: string
  readonly metadata: Metadata
  readonly passages: readonly DocumentPassage[]
}

/** Attributes beside a document, where S3 data sources of Bedrock have them too. */
const SIDECAR = '.metadata.json'
const isDocument = (file: string) => /\.(?:md|markdown|txt)$/i.test(file)

/** At once: asked of every document before every search, and a turn of the event loop takes longer than the answer. */
const stampOf = (path: string): string => {
  try {
    const found = statSync(path, { throwIfNoEntry: false })
    return found === undefined ? 'absent' : [found.mtimeMs, found.ctimeMs, found.size, found.ino].join('/')
  } catch {
    return 'absent'
  }
}

async function metadataOf(path: string, log: (line: string) => void): Promise<Metadata> {
  let text: string
  try {
    text = await readFile(`${path}${SIDECAR}`, 'utf8')
  } catch {
    return {}
  }
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) && isObject(value['metadataAttributes']) ? value['metadataAttributes'] : {}
  } catch (error) {
    log(`knowledge: ${path}${SIDECAR} is not JSON and is left out: ${(error as Error).message}`)
    return {}
  }
}

/** BM25 has no upper bound; Bedrock's scores lie between 0 and 1. */
const asShare = (score: number) => Math.round((score / (score + 5)) * 1e6) / 1e6

export function openFolder(folder: string, log: (line: string) => void): Folder {
  const known = new Map<string, Known>()
  const index = new MiniSearch<{ id: string; headings: string; text: string }>({
    fields: ['headings', 'text'],
    processTerm: (term) => {
      const word = term.toLowerCase()
      return isStopWord(word) ? null : stem(word)
    },
    searchOptions: { boost: { headings: 2 }, combineWith: 'OR' },
  })
  const byKey = new Map<string, { readonly passage: DocumentPassage; readonly metadata: Metadata }>()
  /** A passage whose heading the query names in full is about just that. */
  const boostOf = (key: string, query: ReadonlySet<string>) => {
    const heading = stemsOf(byKey.get(key)?.passage.headings.at(-1) ?? '')
    return heading.size > 0 && [...heading].every((word) => query.has(word)) ? 1.5 : 1
  }
  const keyOf = (passage: DocumentPassage, at: number) => `${passage.file}#${at}`

  const forget = (file: string) => {
    for (const [at, passage] of (known.get(file)?.passages ?? []).entries()) {
      index.discard(keyOf(passage, at))
      byKey.delete(keyOf(passage, at))
    }
    known.delete(file)
  }

  const learn = async (file: string, path: string, stamp: string) => {
    const [text, metadata] = await Promise.all([readFile(path, 'utf8'), metadataOf(path, log)])
    forget(file)
    const passages = passagesOf(file, text)
    known.set(file, { stamp, metadata, passages })
    for (const [at, passage] of passages.entries()) {
      byKey.set(keyOf(passage, at), { passage, metadata })
      index.add({ id: keyOf(passage, at), headings: passage.headings.join(' '), text: passage.text })
    }
  }

  const refresh = async () => {
    let entries: Dirent[]
    try {
      entries = await readdir(folder, { recursive: true, withFileTypes: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      entries = []
    }
    const files = entries
      .filter((entry) => entry.isFile() && isDocument(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
    const present = new Set<string>()
    for (const path of files.sort()) {
      const file = relative(folder, path).split(sep).join('/')
      const stamp = `${stampOf(path)} ${stampOf(`${path}${SIDECAR}`)}`
      if (stamp.startsWith('absent')) continue
      present.add(file)
      if (known.get(file)?.stamp === stamp) continue
      try {
        await learn(file, path, stamp)
      } catch (error) {
        // Deleted or locked between listing and reading: left out this time.
        log(`knowledge: ${path} could not be read and is left out: ${(error as Error).message}`)
        forget(file)
        present.delete(file)
      }
    }
    for (const file of known.keys()) if (!present.has(file)) forget(file)
  }

  // One refresh at a time: two searches at once must not both read a new file.
  let latest: Promise<void> = Promise.resolve()
  return {
    async search(query, most, fits) {
      latest = latest.then(refresh, refresh)
      await latest
      const named = stemsOf(query)
      return index
        .search(query, {
          filter: (result) => fits(byKey.get(String(result.id))?.metadata ?? {}),
          boostDocument: (key) => boostOf(String(key), named),
        })
        .sort((a, b) => b.score - a.score || String(a.id).localeCompare(String(b.id)))
        .slice(0, most)
        .map(({ id, score }) => ({ ...byKey.get(String(id))!, score: asShare(score) }))
    },
  }
}

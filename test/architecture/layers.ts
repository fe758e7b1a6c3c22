/**
 * Who may import whom: the architecture as a table. A place is a file, a folder with all that is in it, or the files of a folder
 * alone; the longest one that fits counts. Within a place everything may import everything, as long as no two files need each
 * other to be loaded.
 */
import type { Imports } from './imports.ts'

const EVERYTHING = 'everything'

/** Modules in `compiler/` itself that are about one small thing each, and shared by the halves of the compiler. */
const SHARED = 'compiler/*.ts'

export const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  // what others than the compiler use as well
  'compiler/asl.ts': [],
  'compiler/closest.ts': [],
  'compiler/geographies.ts': [],
  'compiler/iam-names.ts': [],
  'compiler/contract.ts': ['compiler/reckoning.ts'],
  'compiler/reckoning.ts': [],
  'compiler/jsonata': [],
  'compiler/prompt': ['compiler/closest.ts', 'compiler/jsonata'],
  'compiler/validate': ['compiler/asl.ts', 'compiler/jsonata'],

  // the language and the compiler meet in the tree alone
  'compiler/tree.ts': ['compiler/asl.ts', 'compiler/contract.ts', 'compiler/geographies.ts'],
  [SHARED]: ['compiler/asl.ts', 'compiler/contract.ts', 'compiler/prompt', 'compiler/tree.ts', 'compiler/walk.ts'],
  'compiler/language': [SHARED, 'compiler/iam-names.ts', 'compiler/asl.ts', 'compiler/tree.ts'],
  'compiler/models': ['compiler/closest.ts', 'compiler/geographies.ts', 'compiler/tree.ts'],
  'compiler/problems.ts': ['compiler/tree.ts'],
  'compiler/problems': ['compiler/problems.ts'],
  'compiler/walk.ts': ['compiler/tree.ts'],
  'compiler/lower': [
    SHARED,
    'compiler/asl.ts',
    'compiler/problems.ts',
    'compiler/prompt',
    'compiler/tree.ts',
    'compiler/walk.ts',
  ],
  // what a run can use at most
  'compiler/bounds': [
    SHARED,
    'compiler/lower',
    'compiler/prompt',
    'compiler/reckoning.ts',
    'compiler/tree.ts',
    'compiler/walk.ts',
  ],
  'compiler/check': [
    SHARED,
    'compiler/asl.ts',
    'compiler/closest.ts',
    'compiler/geographies.ts',
    'compiler/bounds',
    'compiler/jsonata',
    'compiler/lower',
    'compiler/models',
    'compiler/problems',
    'compiler/problems.ts',
    'compiler/prompt',
    'compiler/reckoning.ts',
    'compiler/tree.ts',
    'compiler/validate',
    'compiler/walk.ts',
  ],
  'compiler/emit': [
    SHARED,
    'compiler/asl.ts',
    'compiler/check',
    'compiler/contract.ts',
    'compiler/geographies.ts',
    'compiler/lower',
    'compiler/tree.ts',
    'compiler/walk.ts',
  ],
  'compiler/compile.ts': [
    SHARED,
    'compiler/asl.ts',
    'compiler/bounds',
    'compiler/check',
    'compiler/contract.ts',
    'compiler/emit',
    'compiler/language',
    'compiler/lower',
    'compiler/problems',
    'compiler/problems.ts',
    'compiler/prompt',
    'compiler/tree.ts',
    'compiler/walk.ts',
  ],

  // a way in for hand-written machines: reads them, and writes chains as text
  'compiler/import': [
    SHARED,
    'compiler/asl.ts',
    'compiler/contract.ts',
    'compiler/emit',
    'compiler/geographies.ts',
    'compiler/iam-names.ts',
    'compiler/jsonata',
    'compiler/models',
    'compiler/tree.ts',
    'compiler/validate',
  ],

  // what authors see
  'compiler/index.ts': ['compiler/language', 'compiler/models', 'compiler/tree.ts'],
  'compiler/testing.ts': ['compiler/explore', 'compiler/testing'],
  'compiler/testing': [
    SHARED,
    'compiler/asl.ts',
    'compiler/compile.ts',
    'compiler/contract.ts',
    'compiler/language',
    'compiler/tree.ts',
    'runtime/engine',
    // how each service's answer wraps a text
    'runtime/local',
  ],
  // runs compiled chains over all their ways
  'compiler/explore': [
    SHARED,
    'compiler/asl.ts',
    'compiler/bounds',
    'compiler/contract.ts',
    'compiler/language',
    'compiler/lower',
    'compiler/reckoning.ts',
    'compiler/testing',
    'compiler/tree.ts',
    'compiler/walk.ts',
    'runtime/engine',
    'runtime/local',
  ],
  chains: ['compiler/index.ts', 'compiler/testing.ts'],

  // what is deployed knows of the compiler only the contract, and nothing of this machine
  runtime: ['compiler/contract.ts', 'compiler/reckoning.ts'],
  'runtime/engine': ['compiler/jsonata'],
  'runtime/local': [
    'compiler/contract.ts',
    'compiler/geographies.ts',
    'compiler/iam-names.ts',
    'compiler/jsonata',
    'compiler/validate',
    'runtime/engine',
  ],
  // the page shows what the runtime sends and what local AWS records, by their own code
  'runtime/playground': ['compiler/contract.ts', 'runtime', 'runtime/engine', 'runtime/local'],
  infra: ['compiler/contract.ts', 'compiler/geographies.ts'],

  'compiler/cli': [EVERYTHING],
  test: [EVERYTHING, 'infra'],
}

/** Files that need each other, and why. */
export const RECURSIVE: readonly (readonly string[])[] = [
  // a state can hold states: Parallel and Map run blocks, blocks run states
  ['runtime/engine/block.ts', 'runtime/engine/state.ts', 'runtime/engine/concurrent.ts'],
]

const places = Object.keys(ALLOWED).toSorted((a, b) => b.length - a.length)

const folderOf = (file: string) => file.slice(0, file.lastIndexOf('/'))

/** The place that a file is in. */
export const placeOf = (file: string): string | undefined =>
  places.find((place) => file === place || file.startsWith(`${place}/`) || `${folderOf(file)}/*.ts` === place)

/** Every import that the table does not allow, and every file that it does not know. */
export function forbidden(imports: Imports): string[] {
  return [...imports].flatMap(([file, imported]) => {
    const place = placeOf(file)
    if (place === undefined) return [`${file} is in no place of the table`]
    const allowed = ALLOWED[place] ?? []
    return imported
      .filter((other) => {
        const to = placeOf(other)
        if (to === place) return false
        return !(to !== undefined && (allowed.includes(to) || (allowed.includes(EVERYTHING) && to !== 'infra')))
      })
      .map((other) => `${file} imports ${other}: ${place} may not`)
  })
}

/** Files that import each other in a ring, each ring once, from its first file. */
export function rings(imports: Imports): string[][] {
  const found = new Map<string, string[]>()
  const done = new Set<string>()
  const follow = (file: string, way: readonly string[]) => {
    const start = way.indexOf(file)
    if (start >= 0) {
      const ring = way.slice(start)
      found.set(ring.toSorted().join(), ring)
    } else if (!done.has(file)) {
      for (const other of imports.get(file) ?? []) follow(other, [...way, file])
      done.add(file)
    }
  }
  for (const file of imports.keys()) follow(file, [])
  return [...found.values()]
}

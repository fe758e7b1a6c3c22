/** What the project depends on: exact versions, and a lock file that `npm ci` takes on every platform. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../support/root.ts'

interface Package {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}
const json = (file: string) => JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as unknown
const manifest = json('package.json') as Package
const { packages } = json('package-lock.json') as { readonly packages: Readonly<Record<string, Package>> }

test('every version is exact', () => {
  const versions = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
})

test('the lock file is that of the package, and names the packages of every platform', () => {
  const missing = Object.values(packages).flatMap(({ optionalDependencies = {} }) => {
    const names = Object.keys(optionalDependencies)
    const absent = names.filter((name) => packages[`node_modules/${name}`] === undefined)
    // a package whose parts for some platform are there has a part for each
    return absent.length < names.length ? absent : []
  })
  expect({
    missing,
    dependencies: packages['']?.dependencies,
    devDependencies: packages['']?.devDependencies,
  }).toEqual({ missing: [], dependencies: manifest.dependencies, devDependencies: manifest.devDependencies })
})

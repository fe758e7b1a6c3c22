/** How the tests run: everything beside `test/`, in parallel, with a coverage figure printed at the end. */
import { defineConfig } from 'vitest/config'
import { Summary } from './support/summary.ts'

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts', 'chains/**/*.test.ts'],
    exclude: ['test/live/**', 'node_modules/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // what modules keep is for speed alone, so files of one worker share them: loading the compiler anew for each would take longer than the tests
    isolate: false,
    maxWorkers: '100%',
    reporters: ['default', new Summary()],
    // bundles of chains run as they are: the places in them are looked up in their own source maps
    server: { deps: { external: [/\.stepchain\//] } },
    coverage: {
      provider: 'v8',
      include: ['compiler/**/*.ts', 'runtime/**/*.ts', 'chains/**/*.ts'],
      exclude: ['**/*.test.ts'],
      reporter: ['text-summary'],
    },
  },
})

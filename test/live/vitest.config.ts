/** `npm run test:live`: against a real account, one file after the other; it costs a few cents and takes half an hour. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/live/**/*.live.ts'],
    fileParallelism: false,
    testTimeout: 15 * 60_000,
    hookTimeout: 30 * 60_000,
    reporters: ['verbose'],
  },
})

import { join } from 'node:path'
import { defineConfig, type TestProjectConfiguration } from 'vitest/config'

/** One project a kind of test; `npm test` runs the first four, `.ci/run` all of them. */
function project(
  name: string,
  include: string[],
  options: {
    timeoutSeconds?: number
    exclude?: string[]
    alone?: boolean
    isolate?: boolean
    setup?: string
  } = {},
): TestProjectConfiguration {
  const timeout = (options.timeoutSeconds ?? 10) * 1000
  return {
    extends: true,
    test: {
      name,
      include,
      exclude: ['**/node_modules/**', ...(options.exclude ?? [])],
      testTimeout: timeout,
      hookTimeout: timeout,
      // real processes, browsers and installs share two cores badly
      fileParallelism: options.alone !== true,
      isolate: options.isolate ?? true,
      globalSetup: options.setup ?? [],
      // the hundreds of processes that tests start find even their first modules compiled
      env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/whitewater-tests') },
    },
  }
}

/** Tests with processes whose runs are in virtual time: what runs beside them changes nothing but how long they take. */
const simulated = [
  'check-files',
  'clone-command',
  'compare',
  'examples-lockstep',
  'explore',
  'export',
  'gallery',
  'hostile-text',
  'init',
  'kept-globals',
  'known',
  'lockstep',
  'lockstep-batches',
  'lockstep-schema',
  'lockstep-wasm',
  'mailed-page',
  'matrix',
  'module-state',
  'npm-rafts',
  'offers',
  'plurals',
  'recorded-runs-library',
  'report',
  'reporters',
  'tutorial',
  'verbs',
].map((name) => `tests/process/${name}.test.ts`)

const BUNDLE = './tests/process/bundled.ts'
const QUICK = 'tests/planted/**/*.quick.test.ts'

export default defineConfig({
  test: {
    alias: [{ find: /^whitewater$/, replacement: join(import.meta.dirname, 'src/index.ts') }],
    // the bundled command, imported into the process of a test
    server: { deps: { external: [/whitewater-tests\/bundle-/] } },
    // as fast as threads here, and a crash takes one file with it instead of the run
    pool: 'forks',
    maxWorkers: 2,
    watch: false,
    allowOnly: false,
    passWithNoTests: true,
    reporters: ['default', './scripts/count-reporter.ts'],
    projects: [
      // hundreds of short files: a process for each took a third of the time
      project('unit', ['tests/unit/**/*.test.ts', 'tests/golden/**/*.test.ts'], { isolate: false }),
      project('properties', ['tests/properties/**/*.test.ts'], { timeoutSeconds: 60, isolate: false }),
      project('simulation', ['tests/simulation/**/*.test.ts'], { timeoutSeconds: 60 }),
      project('planted-quick', [QUICK], { timeoutSeconds: 60 }),
      project('planted', ['tests/planted/**/*.test.ts'], { timeoutSeconds: 240, exclude: [QUICK] }),
      project('process-simulated', simulated, { timeoutSeconds: 180, setup: BUNDLE }),
      project('process', ['tests/process/**/*.test.ts'], {
        timeoutSeconds: 120,
        exclude: simulated,
        setup: BUNDLE,
        alone: true,
      }),
      project('browser', ['tests/browser/**/*.test.ts'], { timeoutSeconds: 60, alone: true }),
      project('package', ['tests/package/**/*.test.ts'], { timeoutSeconds: 180, alone: true }),
    ],
  },
})

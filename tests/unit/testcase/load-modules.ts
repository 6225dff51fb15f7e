import { InputError } from '../../../src/base/input-error.ts'
import { loadExport } from '../../../src/testcase/user-module.ts'

// A program of its own: Node itself loads the modules, where vitest would transform them first.

interface Target {
  readonly kind: 'in-process'
}
const isTarget = (value: unknown): value is Target => (value as Partial<Target> | null)?.kind === 'in-process'

/** Milliseconds for the modules that wait, and the specs, as JSON on the command line. */
const [millis, ...specs] = JSON.parse(process.argv[2] ?? '[]') as [number, ...string[]]
const answers: string[] = []
for (const spec of specs) {
  const limit = spec.includes('forever') ? [millis] : []
  answers.push(
    await loadExport(spec, 'target', isTarget, 'inProcess({ ... })', ...limit).then(
      (target) => `loaded ${target.kind}`,
      (error: unknown) => (error instanceof InputError ? error.message : `NO INPUT ERROR: ${String(error)}`),
    ),
  )
}
process.stdout.write(JSON.stringify(answers))

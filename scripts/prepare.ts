/**
 * Builds the generated files that are not committed: the WASM search core and the HTML report's template.
 * `npm ci` runs it, so a fresh clone is ready without another command.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const generators = ['checkers/porcupine-wasm/compile.ts', 'reports/html/build-template.ts']

for (const generator of generators) {
  if (!existsSync(join(root, generator))) {
    console.warn(`prepare: ${generator} is not there, skipped`)
    continue
  }
  const { status } = spawnSync(process.execPath, [generator], { cwd: root, stdio: 'inherit' })
  if (status !== 0) {
    console.error(`prepare: ${generator} failed`)
    process.exit(1)
  }
}

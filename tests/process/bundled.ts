import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { bundle } from '../../scripts/bundle.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The command as the package has it: its file. */
    main: string
  }
}

const root = join(import.meta.dirname, '../..')
const caches = join(root, 'node_modules/.cache/whitewater-tests')
const HOURS = 3_600_000

/**
 * Bundles the command for the tests that start it, once for each state of the sources: what they run is what ships, and
 * starts in half the time. Several runs of tests may come here at once.
 */
export default async function setup(project: TestProject): Promise<void> {
  mkdirSync(caches, { recursive: true })
  const folder = join(caches, `bundle-${stateOfSources()}`)
  if (!existsSync(folder)) {
    const building = mkdtempSync(join(caches, 'building-'))
    await bundle(building, ['src/cli/command'])
    try {
      renameSync(building, folder)
    } catch {
      // another run of tests was quicker
      rmSync(building, { recursive: true })
    }
    deleteFormer()
  }
  project.provide('main', join(folder, 'src/cli/main.js'))
}

function stateOfSources(): string {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')))
  for (const room of ['src', 'checkers', 'nemesis', 'scenarios', 'reports', 'scripts/bundle.ts']) {
    const isFile = statSync(join(root, room)).isFile()
    const files = isFile ? [''] : readdirSync(join(root, room), { recursive: true, encoding: 'utf8' }).sort()
    for (const file of files.filter((name) => isFile || name.endsWith('.ts')))
      hash.update(`${room}/${file}\0`).update(readFileSync(join(root, room, file)))
  }
  return hash.digest('hex').slice(0, 16)
}

/** Not the young: tests of another state of the sources may be under way. */
function deleteFormer(): void {
  for (const name of readdirSync(caches).filter((one) => /^(bundle|building)-/.test(one))) {
    const folder = join(caches, name)
    if (Date.now() - statSync(folder).mtimeMs > 4 * HOURS) rmSync(folder, { recursive: true, force: true })
  }
}

import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

// A rule that never fires proves nothing: each of these tiny trees breaks one layer and must be refused.

const root = join(import.meta.dirname, '../../..')
const folders: string[] = []

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** The names of the rules that a tree of files breaks. */
function broken(tree: Record<string, string>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'whitewater-layers-'))
  folders.push(folder)
  for (const [file, source] of Object.entries(tree)) {
    mkdirSync(join(folder, dirname(file)), { recursive: true })
    writeFileSync(join(folder, file), source)
  }
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json'])
    cpSync(join(root, file), join(folder, file))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  const tops = [...new Set(Object.keys(tree).map((file) => file.split('/')[0] ?? ''))]
  const cruise = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/.bin/depcruise'),
      ...['--config', '.dependency-cruiser.cjs', '--output-type', 'json'],
      ...tops,
    ],
    { cwd: folder, encoding: 'utf8' },
  )
  const { summary } = JSON.parse(cruise.stdout) as { summary: { violations: { rule: { name: string } }[] } }
  return [...new Set(summary.violations.map(({ rule }) => rule.name))].sort()
}

const LEAF = 'export const one = 1\nexport type One = number\n'
const uses = (from: string, type = false): string =>
  type
    ? `import type { One } from '${from}'\nexport const two: One = 2\n`
    : `import { one } from '${from}'\nexport const two = one\n`

describe('the layers', { timeout: 30_000 }, () => {
  test('a tree that keeps them passes', () => {
    expect(
      broken({
        'src/base/one.ts': LEAF,
        'src/raft/core/node.ts': uses('../../base/one.ts'),
        'src/run/run.ts': uses('../raft/core/node.ts')
          .replaceAll('one', 'two')
          .replace('two = two', 'three = two'),
        'checkers/order.ts': uses('../src/base/one.ts'),
        'scenarios/calm.ts': uses('../src/run/plan.ts', true),
        'src/run/plan.ts': LEAF,
      }),
    ).toEqual([])
  })

  test('an import upward, sideways, or of tests is refused', () => {
    expect(
      broken({
        'src/sim/one.ts': LEAF,
        'src/base/up.ts': uses('../sim/one.ts'),
        'src/processes/sideways.ts': uses('../sim/one.ts'),
        'src/run/tested.ts': uses('../../tests/one.ts'),
        'tests/one.ts': LEAF,
      }),
    ).toEqual(['layer-of-src-base', 'layer-of-src-processes', 'layer-of-src-run', 'product-knows-no-tests'])
  })

  test('the Raft takes nothing of the harness, and each of its folders less than its layer', () => {
    expect(
      broken({
        'src/subject/one.ts': LEAF,
        'src/record/one.ts': LEAF,
        'src/raft/core/one.ts': uses('../../record/one.ts'),
        'src/raft/core/file.ts': `import { readFileSync } from 'node:fs'\nexport const two = readFileSync\n`,
        'src/raft/services/grows.ts': `export { two } from '../core/file.ts'\n`,
        'src/raft/services/one.ts': LEAF,
        'src/raft/node/tested.ts': uses('../../subject/one.ts'),
        'src/raft/client/types.ts': uses('../services/one.ts', true),
        'src/raft/client/serves.ts': uses('../services/one.ts'),
        'src/raft/server/tested.ts': uses('../../subject/one.ts'),
      }),
    ).toEqual([
      'client-knows-only-types-of-services',
      'layer-of-src-raft-core',
      'layer-of-src-raft-node',
      'layer-of-src-raft-server',
      'layer-of-src-raft-services',
      'raft-does-no-io',
    ])
  })

  test('checkers and scenarios see less than their layer', () => {
    expect(
      broken({
        'src/raft/core/one.ts': LEAF,
        'checkers/peeks.ts': uses('../src/raft/core/one.ts'),
        'src/sim/one.ts': LEAF,
        'scenarios/drives.ts': uses('../src/sim/one.ts'),
        'src/run/one.ts': LEAF,
        'scenarios/runs.ts': uses('../src/run/one.ts'),
      }),
    ).toEqual(['layer-of-checkers', 'layer-of-scenarios', 'scenarios-know-only-types-of-run'])
  })

  test('a cycle, an orphan, a missing file and a folder without a layer are refused', () => {
    expect(
      broken({
        'src/base/a.ts': `import { b } from './b.ts'\nexport const a = (): number => b()\n`,
        'src/base/b.ts': `import { a } from './a.ts'\nexport const b = (): number => a()\n`,
        'src/base/alone.ts': LEAF,
        'src/base/hopes.ts': uses('./not-there.ts'),
        'src/attic/one.ts': uses('../base/a.ts'),
      }),
    ).toEqual(['every-folder-has-a-layer', 'no-cycle', 'no-orphan', 'resolvable'])
  })
})

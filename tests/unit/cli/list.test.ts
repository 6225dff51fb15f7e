import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
}

test('list names every property that a finding may have', () => {
  const listed = JSON.parse(
    execFileSync(process.execPath, [join(root, 'src/cli/main.ts'), 'list', '--json'], { encoding: 'utf8' }),
  ) as { readonly checkers: readonly { readonly name: string }[] }
  const names = listed.checkers.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  const reported = ['src', 'scenarios', 'checkers', 'nemesis']
    .flatMap(sources)
    .flatMap((text) => [...text.matchAll(/\bproperty: '([a-z-]+)'/g)].map(([, name]) => name))
  expect(reported.length).toBeGreaterThan(5)
  expect(names).toEqual(expect.arrayContaining([...new Set(reported)]))
})

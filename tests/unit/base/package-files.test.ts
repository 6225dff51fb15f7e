import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  codeFile,
  entries,
  entryFile,
  isBuiltFile,
  isOwnFile,
  packageFolder,
} from '../../../src/base/package-files.ts'

const at = (path: string): string => new URL(path, packageFolder()).href

test('each entry file is there, in the code that runs', () => {
  expect(entries.map((entry) => [entry, existsSync(entryFile(entry))])).toEqual(
    entries.map((entry) => [entry, true]),
  )
  expect(codeFile('src/index').href).toBe(at('src/index.ts'))
})

test.each([
  ['src/index.ts', true],
  ['checkers/index.ts', true],
  ['dist/src/index.js', true],
  ['dist/chunks/a-1.js', true],
  ['node_modules/other/node_modules/whitewater/dist/src/index.js', true],
  ['examples/typescript-raft/my-raft.ts', false],
  ['tests/unit/base/package-files.test.ts', false],
  ['node_modules/zod/index.js', false],
])('%s is ours: %s', (path, ours) => {
  expect(isOwnFile(at(path))).toBe(ours)
})

test('what was built is not what runs from the sources', () => {
  expect([isBuiltFile(at('dist/src/index.js')), isBuiltFile(at('src/index.ts'))]).toEqual([true, false])
})

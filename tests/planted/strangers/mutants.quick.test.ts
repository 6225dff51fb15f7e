import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mutants, planted } from './mutants.ts'

const source = readFileSync(join(import.meta.dirname, '../../package/fixtures/my-raft.ts'), 'utf8')

// `node tests/planted/strangers/sweep.ts` hunts them.
test('each mistake can be put into the Raft of a stranger, and is another one', () => {
  const texts = mutants.map((mutant) => planted(source, mutant))
  expect(new Set([source, ...texts]).size).toBe(mutants.length + 1)
  for (const text of texts) stripTypeScriptTypes(text)
  expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length)
  // each reason belongs to one of them
  expect(mutants.filter(({ harmless }) => harmless !== undefined)).toHaveLength(9)
})

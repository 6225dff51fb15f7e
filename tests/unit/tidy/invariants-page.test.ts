import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { invariants } from '../../../checkers/invariants/catalogue.ts'

const page = readFileSync(join(import.meta.dirname, '../../../docs/reference/invariants.md'), 'utf8')

test('docs/reference/invariants.md has a section on each invariant, in the order of the catalogue', () => {
  const sections = [...page.matchAll(/^## ([a-z-]+)$/gm)].map(([, name]) => name)
  expect(sections).toEqual(Object.keys(invariants))
})

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { referencePage, referencePath } from '../../../scripts/reference.ts'

test('docs/reference/scenarios.md says what the registries hold; else run node scripts/reference.ts', async () => {
  expect(readFileSync(referencePath, 'utf8')).toBe(await referencePage())
})

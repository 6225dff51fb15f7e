import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { errorsPage, errorsPath } from '../../../scripts/errors-page.ts'

test('docs/reference/errors.md has every code and text; else run node scripts/errors-page.ts', async () => {
  expect(readFileSync(errorsPath, 'utf8')).toBe(await errorsPage())
})

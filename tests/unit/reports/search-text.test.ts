import { expect, test } from 'vitest'
import { searchText } from '../../../reports/search-text.ts'

test.each([
  [{ oneMinimal: true }, 'no single decision can be left out'],
  [
    { oneMinimal: false, limit: { replays: 1 } },
    'single decisions may be left out yet; the search ended at its limit of 1 replay, a shorter run may exist',
  ],
  [
    { oneMinimal: true, unexplained: true },
    'no single decision can be left out; no time was left for all of the runs that explain it',
  ],
] as const)('%j: what is known of a minimized run, and never more', (found, text) => {
  expect(searchText(found)).toBe(text)
})

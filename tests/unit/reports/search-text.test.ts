import { expect, test } from 'vitest'
import { searchText, workText } from '../../../reports/search-text.ts'

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
  [
    { oneMinimal: true, proof: { states: 7, isProved: true, within: [] } },
    'no single decision can be left out; no run made of as much is shorter',
  ],
] as const)('%j: what is known of a minimized run, and never more', (found, text) => {
  expect(searchText(found)).toBe(text)
})

test('states that were searched are no replays', () => {
  expect(workText({ replays: 21 })).toBe('21 replays')
  const proof = { states: 8796, isProved: false, within: [] }
  expect(workText({ replays: 1, proof })).toBe('1 replay, 8,796 states searched')
  expect(workText({ replays: 0, proof })).toBe('8,796 states searched')
})

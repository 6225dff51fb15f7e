import type { RunCounts } from '../src/record/run-record.ts'

/** Every count of a run with the words a reader knows it by, in reading order. */
const countNames: readonly (readonly [Exclude<keyof RunCounts, 'unmatched'>, string])[] = [
  ['steps', 'steps'],
  ['messages', 'messages'],
  ['operations', 'operations'],
  ['crashes', 'crashes'],
  ['elections', 'elections'],
  ['virtualMs', 'virtual ms'],
]

export interface CountRow {
  readonly name: string
  readonly before: number
  readonly after: number
}

/** The counts before and after minimization; a row that is 0 on both sides says nothing and is left out. */
export function countRows(before: RunCounts, after: RunCounts): CountRow[] {
  return countNames
    .map(([key, name]) => ({ name, before: before[key], after: after[key] }))
    .filter((row) => row.before !== 0 || row.after !== 0)
}

import type { MinimizedFailure } from '../src/record/run-record.ts'
import { counted, durationText } from './quantities.ts'

/** What is known about how small it is: what was tried, and what ended the search. Never more than that. */
export function searchText({ oneMinimal, limit }: Pick<MinimizedFailure, 'oneMinimal' | 'limit'>): string {
  const minimal = oneMinimal ? 'no single decision can be left out' : 'single decisions may be left out yet'
  if (limit === undefined) return minimal
  const spent = 'replays' in limit ? counted(limit.replays, 'replay') : durationText(limit.millis)
  return `${minimal}; the search ended at its limit of ${spent}, a shorter run may exist`
}

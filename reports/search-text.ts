import type { MinimizedFailure, SearchLimit } from '../src/record/run-record.ts'
import { counted, durationText } from './quantities.ts'

/** What is known about how small it is: what was tried, and what ended the search. Never more than that. */
export function searchText({ oneMinimal, limit }: Pick<MinimizedFailure, 'oneMinimal' | 'limit'>): string {
  const minimal = oneMinimal ? 'no single decision can be left out' : 'single decisions may be left out yet'
  if (limit === undefined) return minimal
  return `${minimal}; ${endedText(limit)}`
}

/** What ended a search before all was tried, and what that leaves open. */
export const endedText = (limit: SearchLimit): string =>
  `the search ended at its limit of ${limitText(limit)}, a shorter run may exist`

function limitText(limit: SearchLimit): string {
  if ('replays' in limit) return counted(limit.replays, 'replay')
  return 'steps' in limit ? counted(limit.steps, 'step') : durationText(limit.millis)
}

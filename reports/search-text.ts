import type { MinimizedFailure, SearchLimit } from '../src/record/run-record.ts'
import { counted, durationText } from './quantities.ts'

/** What is known about how small it is: what was tried, and what ended the search. Never more than that. */
export function searchText({
  oneMinimal,
  proof,
  limit,
  unexplained,
}: Pick<MinimizedFailure, 'oneMinimal' | 'proof' | 'limit' | 'unexplained'>): string {
  return [
    oneMinimal ? 'no single decision can be left out' : 'single decisions may be left out yet',
    ...(proof?.isProved === true ? ['no run made of as much is shorter'] : []),
    ...(limit === undefined ? [] : [endedText(limit)]),
    ...(unexplained === true ? ['no time was left for all of the runs that explain it'] : []),
  ].join('; ')
}

/** What the search was made of: runs made again, and states of the cluster that were gone through without one. */
export function workText({ replays, proof }: Pick<MinimizedFailure, 'replays' | 'proof'>): string {
  const states =
    proof === undefined || proof.states === 0 ? [] : [`${counted(proof.states, 'state')} searched`]
  return [...(replays === 0 && states.length > 0 ? [] : [counted(replays, 'replay')]), ...states].join(', ')
}

/** What ended a search before all was tried, and what that leaves open. */
export const endedText = (limit: SearchLimit): string =>
  `the search ended at its limit of ${limitText(limit)}, a shorter run may exist`

function limitText(limit: SearchLimit): string {
  if ('replays' in limit) return counted(limit.replays, 'replay')
  return 'steps' in limit ? counted(limit.steps, 'step') : durationText(limit.millis)
}

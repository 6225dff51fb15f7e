import type { Arbitrary } from 'fast-check'
import { drawn, type FaultContext, type FaultPlan } from '../nemesis/index.ts'
import type { Trigger, Unsynced } from '../src/subject/fault-surface.ts'

/** When the leader crashes, how long after, and what becomes of what it has not synced. */
export interface LeaderCrash {
  readonly on: readonly Trigger[]
  /** How many of these triggers pass at most before it does. */
  readonly skip: number
  /** Most milliseconds after the trigger. */
  readonly delay: number
  readonly unsynced: readonly Unsynced[]
}

/** The leader crashes at a trigger again and again, and is back at once or only after an election. */
export function leaderCrashes(
  { chaosFrom, chaosUntil, electionTimeout }: FaultContext,
  { on, skip, delay, unsynced }: LeaderCrash,
): Arbitrary<readonly FaultPlan[]> {
  return drawn(12, (draws) => {
    const length = draws.pick([draws.int(1, 10), 2 * electionTimeout])
    const times = Math.ceil((chaosUntil - chaosFrom) / (3 * electionTimeout))
    return [
      {
        kind: 'crash',
        when: {
          on: draws.pick(on),
          skip: draws.lean(0, skip),
          delay: draws.int(0, delay),
          of: 'leader',
          after: chaosFrom,
        },
        for: length,
        repeat: { times, every: length + electionTimeout },
        nodes: 'subject',
        unsynced: draws.pick(unsynced),
      },
    ]
  })
}

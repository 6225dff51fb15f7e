import { MAX_COPY } from '../kinds/duplicate.ts'
import type { Draws } from '../draws.ts'
import type { FaultContext } from '../fault-kind.ts'
import type { AnyFaultPlan } from '../nemeses.ts'
import { untilTheEnd } from '../recipes/recipe.ts'

/** How often one fault may hit in a run. */
const MAX_HITS = 80

/**
 * Leaders are lost, and while there is none several servers stand at once, again and again; voters and candidates restart
 * within milliseconds. Where servers that hear a leader refuse whoever stands (pre-votes, a watched quorum), an election
 * out of the blue changes nothing: all timers have to run out together first, and the leader has to be gone.
 */
export function leaderless(draws: Draws, context: FaultContext): AnyFaultPlan[] {
  const { chaosFrom, chaosUntil, electionTimeout, heartbeat } = context
  // of three servers the one that led has to be back, for there to be a voter beside two candidates
  const gone = draws.pick([draws.int(1, 20), draws.int(Math.floor(electionTimeout / 2), 2 * electionTimeout)])
  const every = Math.max(gone, Math.floor(electionTimeout / 4)) + draws.int(heartbeat, electionTimeout)
  const repeat = untilTheEnd(context, chaosFrom, every, MAX_HITS)
  const whole = { when: { at: chaosFrom }, for: chaosUntil - chaosFrom } as const
  const links = { ...whole, nodes: 'all', direction: 'both' } as const
  const faults: AnyFaultPlan[] = [lost(draws, { when: { at: chaosFrom }, for: gone, repeat })]
  const stand = { kind: 'timeouts', for: 0, repeat, timers: 'early' } as const
  let at = chaosFrom + draws.lean(1, 20)
  faults.push({ ...stand, when: { at }, nodes: 'all' })
  for (let contest = draws.int(1, 3); contest > 0; contest--) {
    at += draws.lean(5, Math.floor(electionTimeout / 4))
    faults.push({ ...stand, when: { at }, nodes: 'any' })
    at += draws.lean(0, 12)
    faults.push({ ...stand, when: { at }, nodes: 'any' })
  }
  if (draws.chance(850_000)) {
    faults.push({
      kind: 'crash',
      when: {
        on: draws.pick(['voted', 'voted', 'voted', 'candidate', 'leader', 'wrote']),
        skip: draws.lean(0, 3),
        delay: draws.lean(0, 8),
        after: chaosFrom,
      },
      for: draws.pick([draws.int(1, 5), draws.int(1, 20)]),
      repeat: { times: MAX_HITS, every: draws.pick([0, 0, heartbeat]) },
      nodes: 'subject',
      unsynced: draws.pick(['lose', 'keep', 'subset']),
    })
  }
  if (draws.chance(700_000))
    faults.push({
      kind: 'delay',
      ...links,
      low: 0,
      high: draws.int(2, Math.max(4, Math.floor(electionTimeout / 8))),
    })
  // whoever stood beside it does not hear of it
  if (draws.chance(500_000))
    faults.push({
      kind: 'partition',
      when: { on: 'leader', skip: 0, delay: draws.lean(0, 4), after: chaosFrom },
      for: draws.lean(heartbeat, electionTimeout),
      repeat: { times: MAX_HITS, every: 0 },
      shape: 'isolate-one',
      nodes: 'subject',
    })
  if (draws.chance(300_000)) {
    const within = Math.min(MAX_COPY, draws.pick([heartbeat, 2 * electionTimeout]))
    faults.push({ kind: 'duplicate', ...links, chance: draws.lean(50_000, 500_000), within })
  }
  if (draws.chance(300_000))
    faults.push({
      kind: 'slow-disk',
      ...whole,
      nodes: draws.pick(['all', 'any', 'leader']),
      by: draws.lean(1, 30),
    })
  return faults
}

/** The leader dies, or nobody hears it any more. */
function lost(draws: Draws, time: Pick<AnyFaultPlan, 'when' | 'for' | 'repeat'>): AnyFaultPlan {
  if (draws.chance(500_000))
    return { kind: 'crash', ...time, nodes: 'leader', unsynced: draws.pick(['lose', 'keep', 'subset']) }
  const underWay = draws.pick(['lost', 'arrives'])
  return draws.chance(700_000)
    ? { kind: 'partition', ...time, underWay, shape: 'isolate-one', nodes: 'leader' }
    : { kind: 'partition', ...time, underWay, shape: 'leader-with-minority' }
}

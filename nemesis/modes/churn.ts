import { MAX_COPY } from '../kinds/duplicate.ts'
import type { Trigger } from '../../src/subject/fault-surface.ts'
import type { Draws } from '../draws.ts'
import type { FaultContext } from '../fault-kind.ts'
import type { FaultPlan } from '../fault-plan.ts'
import type { AnyFaultPlan } from '../nemeses.ts'
import { untilTheEnd } from '../recipes/recipe.ts'
import type { Wanted } from './wanted.ts'

/** How often one fault may hit in a run. */
const MAX_HITS = 80

type Part = (draws: Draws, context: FaultContext) => AnyFaultPlan[]

/**
 * A few faults in quick succession from the beginning of the chaos phase to its end, over a network that is bad in its own
 * way. A bug that needs a rare meeting of events, such as a vote, a restart and a second candidate of the same term,
 * is met by as many tries as there are hits, and a run of 4 s has room for a hundred.
 */
export function churn(draws: Draws, context: FaultContext, { kinds }: Wanted): FaultPlan[] {
  const faults = draws.pick(themes)(draws, context)
  const names = new Set(kinds.map(({ kind }) => kind.kind))
  const wanted = faults.filter(({ kind }) => names.has(kind))
  return wanted.length > 0 || kinds.length === 0 ? wanted : [draws.pick(kinds).kind.draw(draws, context)]
}

/** Several servers stand in each term, voters and candidates die and are back at once. */
const contestedVotes: Part = (draws, context) => {
  const { chaosFrom, chaosUntil, heartbeat } = context
  const all = { when: { at: chaosFrom }, for: chaosUntil - chaosFrom } as const
  const links = { ...all, nodes: 'all', direction: 'both' } as const
  const faults = [...contests(draws, context, draws.pick([1, 1, 2]))]
  if (draws.chance(800_000))
    faults.push({ kind: 'delay', ...links, low: 0, high: draws.lean(2, Math.max(8, 2 * heartbeat)) })
  if (draws.chance(300_000))
    faults.push({
      kind: 'duplicate',
      ...links,
      chance: draws.int(100_000, 600_000),
      within: draws.int(5, 2 * heartbeat),
    })
  if (draws.chance(300_000))
    faults.push({ kind: 'slow-disk', ...all, nodes: draws.pick(['all', 'any']), by: draws.lean(1, 30) })
  if (draws.chance(850_000))
    faults.push(...deaths(draws, context, ['voted', 'voted', 'candidate', 'leader', 'wrote']))
  if (draws.chance(350_000)) faults.push(...cuts(draws, context))
  return faults
}

/** Leaders alternate, each with entries that the others lack, and old messages arrive after newer ones. */
const alternatingLeaders: Part = (draws, context) => {
  const { chaosFrom, chaosUntil, electionTimeout, heartbeat } = context
  const links = {
    when: { at: chaosFrom },
    for: chaosUntil - chaosFrom,
    nodes: 'all',
    direction: 'both',
  } as const
  const faults = [...cuts(draws, context)]
  if (draws.chance(600_000)) faults.push(...contests(draws, context, draws.pick([0, 0, 1])))
  if (draws.chance(400_000)) {
    const within = draws.pick([heartbeat, 2 * electionTimeout, 10 * electionTimeout])
    faults.push({ kind: 'reorder', ...links, chance: draws.lean(50_000, 400_000), within })
  }
  if (draws.chance(400_000)) {
    const within = Math.min(MAX_COPY, draws.pick([heartbeat, 2 * electionTimeout, 10 * electionTimeout]))
    faults.push({ kind: 'duplicate', ...links, chance: draws.lean(50_000, 600_000), within })
  }
  if (draws.chance(500_000))
    faults.push(
      ...deaths(draws, context, ['proposed', 'appended', 'truncated', 'committed', 'leader', 'wrote']),
    )
  return faults
}

/** Servers die and come back, whatever they are at. */
const restarts: Part = (draws, context) => {
  const faults = [...draws.pick([kills, kills, sleeps])(draws, context)]
  if (draws.chance(500_000))
    faults.push(
      ...deaths(draws, context, ['voted', 'wrote', 'appended', 'committed', 'applied', 'truncated']),
    )
  if (draws.chance(400_000)) faults.push(...cuts(draws, context))
  if (draws.chance(400_000)) faults.push(...contests(draws, context, draws.pick([0, 1])))
  return faults
}

/** Each leader is cut off with an entry that few have, another is elected, and who counts copies wrongly dies after it has committed. */
const unreplicatedTails: Part = (draws, context) => {
  const { chaosFrom, electionTimeout, heartbeat } = context
  const again = { times: MAX_HITS, every: draws.pick([0, heartbeat]) }
  const faults = contests(draws, context, 0)
  faults.push({
    kind: 'partition',
    underWay: draws.pick(['lost', 'arrives']),
    shape: 'isolate-one',
    when: {
      on: draws.pick(['proposed', 'proposed', 'leader']),
      skip: draws.lean(0, 3),
      delay: draws.lean(0, 8),
      after: chaosFrom,
    },
    for: draws.int(heartbeat, 2 * electionTimeout),
    repeat: again,
    nodes: 'subject',
  })
  faults.push({
    kind: 'crash',
    when: {
      on: draws.pick(['committed', 'committed', 'leader']),
      skip: draws.lean(0, 2),
      delay: draws.lean(0, 6),
      of: 'leader',
      after: chaosFrom,
    },
    for: draws.int(heartbeat, 3 * electionTimeout),
    repeat: again,
    nodes: 'subject',
    unsynced: 'keep',
  })
  return faults
}

const themes: readonly Part[] = [contestedVotes, alternatingLeaders, restarts, unreplicatedTails]

/** A server stands for leader out of the blue, and `rivals` others a little later. */
function contests(draws: Draws, context: FaultContext, rivals: number): AnyFaultPlan[] {
  const { chaosFrom, heartbeat, electionTimeout } = context
  const start = chaosFrom + draws.int(0, electionTimeout)
  const repeat = untilTheEnd(
    context,
    start,
    draws.lean(Math.max(10, heartbeat), 2 * electionTimeout),
    MAX_HITS,
  )
  const stand = { kind: 'timeouts', for: 0, repeat, timers: 'early' } as const
  const first = draws.pick(['follower', 'any', 'up-to-date-follower', 'lagging-follower'])
  const faults: AnyFaultPlan[] = [{ ...stand, when: { at: start }, nodes: first }]
  for (let rival = 0; rival < rivals; rival++)
    faults.push({ ...stand, when: { at: start + draws.lean(0, 12) }, nodes: 'follower' })
  return faults
}

/** Whoever has just done something dies, and mostly is back within milliseconds. */
function deaths(
  draws: Draws,
  { chaosFrom, heartbeat, electionTimeout }: FaultContext,
  on: readonly Trigger[],
): AnyFaultPlan[] {
  const down = draws.pick([draws.int(1, 10), draws.int(1, 10), draws.int(10, 3 * electionTimeout)])
  return [
    {
      kind: 'crash',
      when: { on: draws.pick(on), skip: draws.lean(0, 4), delay: draws.lean(0, 12), after: chaosFrom },
      for: down,
      repeat: { times: draws.int(8, MAX_HITS), every: draws.pick([0, heartbeat, electionTimeout]) },
      nodes: 'subject',
      unsynced: draws.pick(['lose', 'keep', 'prefix', 'subset']),
    },
  ]
}

/** Servers die whatever they are at. */
const kills: Part = (draws, context) => {
  const { chaosFrom, heartbeat, electionTimeout } = context
  const start = chaosFrom + draws.int(0, electionTimeout)
  const down = draws.pick([draws.int(1, 20), draws.int(10, 2 * electionTimeout)])
  return [
    {
      kind: 'crash',
      when: { at: start },
      for: down,
      repeat: untilTheEnd(context, start, down + draws.int(heartbeat, 2 * electionTimeout), MAX_HITS),
      nodes: draws.pick(['any', 'leader', 'follower', 'up-to-date-follower', 'minority', 'all']),
      unsynced: draws.pick(['lose', 'keep', 'prefix', 'subset']),
    },
  ]
}

const shapes = [
  'isolate-one',
  'isolate-one',
  'halves',
  'leader-with-minority',
  'one-way',
  'bridge',
  'random-directed',
] as const

/** The network falls apart in the same way again and again. */
function cuts(draws: Draws, context: FaultContext): AnyFaultPlan[] {
  const { chaosFrom, heartbeat, electionTimeout } = context
  const start = chaosFrom + draws.int(0, electionTimeout)
  const lasts = draws.lean(heartbeat, 3 * electionTimeout)
  const underWay = draws.pick(['lost', 'arrives'])
  const repeat = untilTheEnd(context, start, lasts + draws.lean(1, electionTimeout), MAX_HITS)
  if (draws.chance(400_000)) {
    // cut off with what it has just done: an entry that nobody else has, a vote that nobody has heard of
    const on = draws.pick(['proposed', 'proposed', 'leader', 'committed', 'appended', 'voted'])
    const when = { on, skip: draws.lean(0, 4), delay: draws.lean(0, 8), after: chaosFrom } as const
    const again = { times: MAX_HITS, every: draws.pick([0, heartbeat, electionTimeout]) }
    return [
      {
        kind: 'partition',
        underWay,
        shape: 'isolate-one',
        when,
        for: lasts,
        repeat: again,
        nodes: 'subject',
      },
    ]
  }
  const cut = { kind: 'partition', underWay, when: { at: start }, for: lasts, repeat } as const
  const nodes = draws.pick(['leader', 'leader', 'any', 'up-to-date-follower'])
  const shape = draws.pick(shapes)
  if (shape === 'isolate-one') return [{ ...cut, shape, nodes }]
  if (shape === 'one-way') return [{ ...cut, shape, nodes, direction: draws.pick(['in', 'out']) }]
  if (shape === 'random-directed') return [{ ...cut, shape, chance: draws.int(100_000, 500_000) }]
  return [{ ...cut, shape }]
}

/** The leader stands still, is replaced, and wakes. */
const sleeps: Part = (draws, context) => {
  const { chaosFrom, electionTimeout } = context
  const start = chaosFrom + draws.int(0, electionTimeout)
  const lasts = draws.int(Math.floor(electionTimeout / 2), 3 * electionTimeout)
  const repeat = untilTheEnd(context, start, lasts + draws.int(20, electionTimeout), MAX_HITS)
  return [
    {
      kind: 'pause',
      when: { at: start },
      for: lasts,
      repeat,
      nodes: draws.pick(['leader', 'leader', 'any']),
    },
  ]
}

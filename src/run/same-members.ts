import type { NodeId } from '../base/node-id.ts'
import type { Micros } from '../base/time.ts'
import type { LiveState } from '../record/live-state.ts'
import type { Violation } from '../record/verdict.ts'
import type { Cluster } from '../sim/cluster.ts'

/** Members of a server that has committed and applied its whole log, and what tells that log from others. */
export interface SettledMembers {
  readonly log: string
  readonly members: string
}

/** What a server makes of its whole log; undefined: some of it is not applied yet, two sets of members decide, or it shows none. */
export function settledMembers({
  log,
  commitIndex,
  lastApplied,
  membership,
}: LiveState): SettledMembers | undefined {
  if (membership === undefined || membership.outgoing.length > 0) return undefined
  const { lastIndex } = log
  if (commitIndex !== lastIndex || lastApplied !== lastIndex) return undefined
  const lastTerm = log.termAt(lastIndex)
  if (lastTerm < 1) return undefined
  return { log: `${lastIndex}, of term ${lastTerm}`, members: membership.voters.toSorted().join(', ') }
}

interface Made {
  readonly id: NodeId
  readonly members: string
}

/** Two servers of one log and of other members. */
interface Pair {
  readonly log: string
  readonly one: Made
  readonly other: Made
}

const SHAPE = 'members'

/** How often a cluster is looked at, and at how many looks in a row two servers must differ: who shows members a moment after the entry is not accused. */
export const LOOK_EVERY: Micros = 20_000
const LOOKS = 5

/**
 * Watches for two servers that show the same log, all of it committed and applied, and other members: majorities of these need not
 * meet. Whether members count from their entry on, or from when it is applied, they follow from the log. A cluster that shows no
 * members breaks nothing.
 */
export class MembersWatch {
  /** Looks in a row at which a pair differed, by what it showed. */
  #differing = new Map<string, number>()

  /** To be called every {@link LOOK_EVERY}. */
  look(cluster: Cluster): Violation | undefined {
    const seen = new Map<string, number>()
    for (const [shown, pair] of differing(cluster)) {
      const looks = (this.#differing.get(shown) ?? 0) + 1
      if (looks === LOOKS) return violation(cluster, pair)
      seen.set(shown, looks)
    }
    if (seen.size > 0 || this.#differing.size > 0) this.#differing = seen
    return undefined
  }
}

/** A cluster whose time passes when it is told to. */
interface Resting {
  readonly cluster: Cluster
  rest(time: Micros): void
}

/**
 * Looks at members where no clock runs, at the end of a script: two servers that differ must do so once more when their timers had the
 * time that the looks of a {@link MembersWatch} take.
 */
export function differAtRest(world: Resting): Violation | undefined {
  const { cluster } = world
  const before = differing(cluster)
  if (before.size === 0) return undefined
  world.rest(LOOKS * LOOK_EVERY)
  const pair = [...differing(cluster)].find(([shown]) => before.has(shown))?.[1]
  return (
    pair && violation(cluster, pair, `, also after the ${(LOOKS * LOOK_EVERY) / 1000} ms that timers had`)
  )
}

const nobody: ReadonlyMap<string, Pair> = new Map()

/** Each server that differs from the first one of the same log, by what the two show. */
function differing(cluster: Cluster): ReadonlyMap<string, Pair> {
  if (showTheSame(cluster)) return nobody
  const firsts = new Map<string, Made>()
  const pairs = new Map<string, Pair>()
  for (const { id, live } of cluster.processes) {
    const settled = live && settledMembers(live)
    if (settled === undefined) continue
    const { log, members } = settled
    const made = { id, members }
    const first = firsts.get(log)
    if (first === undefined) firsts.set(log, made)
    else if (first.members !== members) {
      const pair = { log, one: first, other: made }
      pairs.set(JSON.stringify(pair), pair)
    }
  }
  return pairs
}

/** Whether it is seen in a cluster at rest alone: what came before its end is no part of it, and the run may go on. */
export const isSeenAtRest = ({ shape }: Pick<Violation, 'shape'>): boolean => shape === SHAPE

/** Whether all that show members show the same, in the same order: then no log need be looked at. */
function showTheSame({ processes }: Cluster): boolean {
  let first: readonly NodeId[] | undefined
  for (const { live } of processes) {
    const voters = live?.membership?.voters
    if (voters === undefined || voters === first) continue
    if (first === undefined) first = voters
    else if (voters.length !== first.length || !voters.every((id, at) => id === first?.[at])) return false
  }
  return true
}

function violation({ step, now }: Cluster, { log, one, other }: Pair, when = ''): Violation {
  return {
    property: 'state-machine-safety',
    shape: SHAPE,
    step,
    time: now,
    headline: `${one.id} and ${other.id} have applied the same log, up to entry ${log}, and ${one.id} counts ${one.members} as members, ${other.id} ${other.members}`,
    proof: [
      { kind: 'let', text: `${one.id} and ${other.id} have committed and applied all up to entry ${log}.` },
      {
        kind: 'then',
        text: 'Who the members are follows from the log (§6): they take the same for members.',
      },
      {
        kind: 'however',
        text: `The members are ${one.members} for ${one.id}, and ${other.members} for ${other.id}${when}.`,
        step,
      },
    ],
    facts: [one, other].map(({ id }) => ({ step, node: id })),
  }
}

import type { NodeId } from '../base/node-id.ts'
import type { Violation } from '../record/verdict.ts'
import type { Cluster } from '../sim/cluster.ts'

/** What a server makes of its whole log. */
interface Made {
  readonly id: NodeId
  readonly members: string
}

/** Looks at which two servers must differ without a change of their logs: who shows members a moment after the entry is not accused. */
const LOOKS = 5

/**
 * Watches for two servers that show the same log, all of it committed and applied, and other members: majorities of these need not
 * meet. Whether members count from their entry on, or from when it is applied, they follow from the log. A cluster that shows no
 * members breaks nothing.
 */
export class MembersWatch {
  /** Looks in a row at which a pair differed, by what it showed. */
  #differing = new Map<string, number>()

  /** To be called now and then. */
  look(cluster: Cluster): Violation | undefined {
    if (showTheSame(cluster)) {
      if (this.#differing.size > 0) this.#differing = new Map()
      return undefined
    }
    const byLog = new Map<string, Made>()
    const seen = new Map<string, number>()
    for (const { id, live } of cluster.processes) {
      const { membership } = live ?? {}
      if (live === undefined || membership === undefined || membership.outgoing.length > 0) continue
      const { lastIndex } = live.log
      const lastTerm = live.log.termAt(lastIndex)
      if (lastTerm < 1 || live.commitIndex !== lastIndex || live.lastApplied !== lastIndex) continue
      const log = `${lastIndex}, of term ${lastTerm}`
      const made = { id, members: membership.voters.toSorted().join(', ') }
      const other = byLog.get(log)
      if (other === undefined) byLog.set(log, made)
      else if (other.members !== made.members) {
        const pair = JSON.stringify([log, other, made])
        const looks = (this.#differing.get(pair) ?? 0) + 1
        if (looks === LOOKS) return violation(cluster, log, other, made)
        seen.set(pair, looks)
      }
    }
    this.#differing = seen
    return undefined
  }
}

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

function violation({ step, now }: Cluster, log: string, one: Made, other: Made): Violation {
  return {
    property: 'state-machine-safety',
    shape: 'members',
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
        text: `The members are ${one.members} for ${one.id}, and ${other.members} for ${other.id}.`,
        step,
      },
    ],
    facts: [one, other].map(({ id }) => ({ step, node: id })),
  }
}

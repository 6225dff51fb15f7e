import type { NodeId } from '../base/node-id.ts'
import type { LiveState } from '../record/live-state.ts'
import type { Violation } from '../record/verdict.ts'
import type { Cluster } from '../sim/cluster.ts'
import type { Plan } from './plan.ts'

/**
 * Whether all members, but for those lost, are up and agree: the same log end, all of it committed and applied. The term of the last entry
 * is not known (-1) where a log is compacted to its end and the view does not tell it: that is no disagreement.
 */
export function converged(cluster: Cluster, lost: readonly NodeId[] = []): boolean {
  const members = membersOf(cluster).filter((id) => !lost.includes(id))
  const states = cluster.processes.filter(({ id }) => members.includes(id)).map(({ live }) => live)
  if (states.every((state) => state === undefined)) return true
  const first = states[0]
  if (first === undefined) return false
  const { lastIndex } = first.log
  const lastTerms = new Set(states.map((state) => state?.log.termAt(lastIndex) ?? -1))
  lastTerms.delete(-1)
  if (lastTerms.size > 1) return false
  return states.every(
    (state) =>
      state !== undefined &&
      state.log.lastIndex === lastIndex &&
      state.commitIndex === lastIndex &&
      state.lastApplied === lastIndex,
  )
}

/** Whom the latest leader takes for members: who was removed, or waits to be added, need not agree. */
function membersOf({ processes, members }: Cluster): readonly NodeId[] {
  let latest: LiveState | undefined
  for (const { live } of processes)
    if (live?.role === 'leader' && live.currentTerm > (latest?.currentTerm ?? -1)) latest = live
  if (latest?.membership === undefined) return members
  const { voters, outgoing, learners } = latest.membership
  return [...voters, ...outgoing, ...learners]
}

/** What was refused before that part of a run is past and over. */
const SHOWN_FROM = 0.8

/** Who refused whom lately, and why, as steps of a proof. */
export const refusedOf = ({ refusals, step }: Cluster): Violation['proof'] =>
  refusals.since(step * SHOWN_FROM).map((text) => ({ kind: 'then', text }))

/** The breach of a cluster that did not recover in the time it had; of a majority without those `lost`, where there are any. */
export function stalledViolation(
  cluster: Cluster,
  answered: boolean,
  plan: Pick<Plan, 'healAt'>,
  lost: readonly NodeId[] = [],
): Violation {
  const waited = Math.round(cluster.now / 1000) - plan.healAt
  const isWhole = lost.length === 0
  const without = isWhole ? '' : `, without ${lost.join(' and ')}`
  const after = isWhole
    ? `${waited} ms after the last fault was healed`
    : `${waited} ms after all else was healed${without},`
  const states = cluster.processes.map(({ id, live, status }) => {
    if (live === undefined) return `${id} ${status}`
    const { role, currentTerm, log, commitIndex, lastApplied } = live
    return `${id} ${role} of term ${currentTerm}, log end ${log.lastIndex}, commit ${commitIndex}, applied ${lastApplied}`
  })
  const servers = isWhole ? 'the servers' : 'the other servers'
  const what = answered ? `${servers} do not agree` : 'no operation has succeeded'
  const shape = answered ? 'no-agreement' : 'no-progress'
  return {
    property: 'liveness',
    shape: isWhole ? shape : `${shape}-of-majority`,
    step: cluster.step,
    time: cluster.now,
    headline: `${after} ${what}: ${states.join('; ')}.`,
    proof: [
      {
        kind: 'let',
        text: isWhole
          ? `All faults were healed at ${plan.healAt} ms; every server is up and every link works.`
          : `From ${plan.healAt} ms on ${lost.join(' and ')} ${lost.length === 1 ? 'is' : 'are'} lost and nothing else: the others, a majority, are up, and every link between them works.`,
      },
      {
        kind: 'then',
        text: `${isWhole ? 'The cluster' : 'The majority'} has ${waited} ms to elect a leader, to answer and to agree.`,
      },
      ...refusedOf(cluster),
      { kind: 'however', text: `${after} ${what}.`, step: cluster.step },
    ],
    facts: cluster.processes.map(({ id }) => ({ step: cluster.step, node: id })),
  }
}

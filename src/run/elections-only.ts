import { InputError } from '../base/input-error.ts'
import type { Violation } from '../record/verdict.ts'
import type { Cluster } from '../sim/cluster.ts'
import { offersOf } from '../subject/offers.ts'
import { refusedOf } from './liveness.ts'
import type { Plan } from './plan.ts'

/**
 * Whether somebody leads in the latest term there is: what must be so, some time after the last fault, of servers that
 * elect leaders and do nothing else. A leader of an older term does not count: one that answers would unseat it.
 */
export function hasLeader({ processes }: Cluster): boolean {
  const latest = Math.max(0, ...processes.map(({ live }) => live?.currentTerm ?? 0))
  return processes.some(
    ({ status, live }) => status === 'up' && live?.role === 'leader' && live.currentTerm === latest,
  )
}

/** The breach of servers that elected nobody in the time they had. */
export function leaderlessViolation(cluster: Cluster, plan: Plan): Violation {
  const after = `${plan.settle} ms after the last fault was healed`
  const states = cluster.processes.map(({ id, live, status }) =>
    live === undefined ? `${id} ${status}` : `${id} ${live.role} of term ${live.currentTerm}`,
  )
  return {
    property: 'liveness',
    shape: 'no-leader',
    step: cluster.step,
    time: cluster.now,
    headline: `${after} nobody leads: ${states.join('; ')}.`,
    proof: [
      {
        kind: 'let',
        text: `All faults were healed at ${plan.healAt} ms; every server is up and every link works.`,
      },
      { kind: 'then', text: `The cluster has ${plan.settle} ms to elect a leader.` },
      ...refusedOf(cluster),
      { kind: 'however', text: `${after} nobody leads in the latest term.`, step: cluster.step },
    ],
    facts: cluster.processes.map(({ id }) => ({ step: cluster.step, node: id })),
  }
}

/**
 * What nobody calls must show itself: otherwise there is nothing to judge.
 * @throws InputError when a server has no `view()`.
 */
export function assertShown({ target, processes }: Cluster): void {
  if (!offersOf(target).electionsOnly) return
  const hidden = processes.find(({ node, live }) => node !== undefined && live === undefined)
  if (hidden === undefined) return
  throw new InputError(
    `${target.name} declares electionsOnly: true, and its nodes have no view(): nothing of them can be judged; add view(), or declare the functions that clients can call`,
  )
}

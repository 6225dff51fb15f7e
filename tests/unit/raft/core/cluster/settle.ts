import { replicasOf, type TimerName } from '../../../../../src/raft/core/index.ts'
import type { Cluster, Flight } from './cluster.ts'
import type { Member } from './member.ts'

const LATENCY = 2

/** What is due first happens: a message arrives, and what it wrote becomes durable; or a timer fires. */
function next(cluster: Cluster): void {
  let timer: { readonly member: Member; readonly name: TimerName; readonly due: number } | undefined
  for (const member of cluster.members)
    for (const [name, due] of member.timers)
      if (timer === undefined || due < timer.due) timer = { member, name, due }
  const flight: Flight | undefined = cluster.flights[0]
  if (flight !== undefined && (timer === undefined || flight.sent + LATENCY <= timer.due)) {
    cluster.flights.shift()
    cluster.now = Math.max(cluster.now, flight.sent + LATENCY)
    cluster.deliver(flight)
  } else if (timer !== undefined) cluster.fire(timer.member, timer.name)
  for (const member of cluster.members) cluster.sync(member, Infinity)
}

/** So many events without a fault. */
export function calm(cluster: Cluster, events: number): void {
  for (const member of cluster.members) cluster.sync(member, Infinity)
  for (let event = 0; event < events; event++) next(cluster)
}

/**
 * Everybody is up and connected again: in time there is one leader, everybody it knows of has all that is
 * committed, a new command is executed, and no client waits.
 */
export function settle(cluster: Cluster): void {
  cluster.cut.clear()
  for (const member of cluster.members) cluster.restart(member)
  let request = 0
  for (let event = 0; event < MAX_EVENTS; event++) {
    if (event % 200 === 0) {
      if (event > 0) switchOffTheRemoved(cluster)
      const { leader } = cluster
      if (leader !== undefined) {
        if (request > 0 && isSettled(cluster, leader)) return
        request = cluster.propose(leader, 'write')
      }
    }
    calm(cluster, 1)
  }
  const { leader, witness, members } = cluster
  const ends = members.map(({ id, raft }) => {
    if (raft === undefined) return `${id} is down`
    const { role, currentTerm, commitIndex, log, membership } = raft.server
    return `${id} ${role} ${currentTerm} ${commitIndex}/${log.lastIndex} ${JSON.stringify(membership)}`
  })
  throw new Error(
    `it does not come to rest: leader ${leader?.id}, open ${JSON.stringify([...witness.open])}; ${ends.join('; ')}`,
  )
}

const MAX_EVENTS = 20_000

/**
 * Who was removed and does not know it may stand for ever (thesis §4.2.3): its operator sees to it that it is off.
 * Whoever may yet become a member is on.
 */
function switchOffTheRemoved(cluster: Cluster): void {
  const { index, membership } = cluster.witness.membership
  const wanted = new Set(replicasOf(membership))
  for (const { raft } of cluster.members) {
    const { latestIndex, latest } = raft?.server.memberships ?? { latestIndex: 0 }
    if (latest !== undefined && latestIndex > index) replicasOf(latest).forEach((id) => wanted.add(id))
  }
  for (const member of cluster.members) {
    if (wanted.has(member.id)) cluster.restart(member)
    else cluster.crash(member, Infinity, Infinity)
  }
}

function isSettled(cluster: Cluster, { raft }: Member): boolean {
  const { membership, commitIndex, log } = raft!.server
  if (membership.outgoing.length > 0 || commitIndex < log.lastIndex) return false
  if (cluster.witness.open.size > 0) return false
  return replicasOf(membership).every((id) => cluster.memberOf(id).chain.index === commitIndex)
}

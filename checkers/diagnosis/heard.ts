import type { NodeId } from '../../src/base/node-id.ts'
import type { Timeline } from './timeline.ts'

/**
 * Who can have had a part in an answer: the servers that something reached which began with the request, and from which
 * something reached the answering one in time, over others too. Whatever the messages say: with less than a majority
 * nothing can have been agreed on, and nothing confirmed.
 *
 * `from`: the step in which the request arrived at `server`. `until`: the step in which `answering` answered.
 */
export function heardBetween(
  timeline: Timeline,
  server: NodeId,
  from: number,
  until: number,
  answering: NodeId = server,
): readonly NodeId[] {
  const sent = timeline.sentBetween(from, until)
  const reached = new Map<NodeId, number>([[server, from]])
  const arrivals = sent
    .flatMap((message) => message.arrivals.map((arrival) => ({ message, arrival })))
    .filter(({ arrival }) => arrival <= until)
    .sort((one, other) => one.arrival - other.arrival)
  for (const { message, arrival } of arrivals) {
    const since = reached.get(message.from)
    if (since === undefined || message.sentIn < since || reached.has(message.to)) continue
    reached.set(message.to, arrival)
  }
  // backwards: who of them still reached the answering server by the end
  const returned = new Map<NodeId, number>([[answering, until]])
  for (const { message } of arrivals.toReversed()) {
    for (const arrival of message.arrivals) {
      const due = returned.get(message.to)
      if (due === undefined || arrival > due) continue
      returned.set(message.from, Math.max(returned.get(message.from) ?? 0, message.sentIn))
    }
  }
  return timeline.nodes.filter((id) => {
    const since = reached.get(id)
    const last = returned.get(id)
    return since !== undefined && last !== undefined && last >= since
  })
}

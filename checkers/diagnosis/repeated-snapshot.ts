import { reason, withoutQuorums, type Found } from './diagnosis.ts'
import { LOOP, oftenText } from './exchanges.ts'
import { snapshotEndOf } from './raft-message.ts'
import type { ServerTimeline } from './server-timeline.ts'
import type { Stretch } from './stretch.ts'
import type { Timeline } from './timeline.ts'

/** A leader sends a follower, again and again, a snapshot of what that has applied, and never what comes after it. */
export function repeatedSnapshot(
  timeline: Timeline,
  { from, until }: Stretch,
  leader: ServerTimeline,
): Found {
  for (const follower of timeline.servers) {
    const sent = timeline
      .sentBetween(from, until)
      .filter((message) => message.from === leader.id && message.to === follower.id)
    const arrived = sent.flatMap(({ body, arrivals: [at] }) => {
      const end = at === undefined || at > until ? undefined : snapshotEndOf(body)
      return end === undefined || at === undefined ? [] : [{ end, at }]
    })
    const last = arrived.at(-1)
    const applied = follower.lastApplied.at(from)
    if (last === undefined || applied === undefined || arrived.length < LOOP) continue
    if (arrived.some(({ end }) => end > applied)) continue
    const answers = timeline
      .sentBetween(from, until)
      .filter((message) => message.from === follower.id && message.to === leader.id)
    if (answers.length < LOOP || (follower.lastIndex.at(until) ?? 0) >= (leader.lastIndex.at(from) ?? 0))
      continue
    const often = oftenText(
      timeline,
      arrived.map(({ at }) => at),
    )
    return withoutQuorums(
      'snapshot-sent-again-and-again',
      'once a follower has installed a snapshot the leader sends it the entries that follow (§7; Figure 13)',
      `${leader.id} sends ${follower.id} a snapshot up to index ${last.end} again and again, and ${follower.id} has applied that much long since`,
      [
        reason(`${leader.id} sends ${follower.id} a snapshot up to index ${last.end}, ${often}`, last.at),
        reason(`${follower.id} has applied up to ${applied} before that, and answers each time`, from),
      ],
    )
  }
  return undefined
}

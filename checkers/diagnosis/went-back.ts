import type { Fact } from '../../src/record/verdict.ts'
import { reason, withoutQuorums, type Found } from './diagnosis.ts'
import { appendOf } from './raft-message.ts'
import type { Timeline } from './timeline.ts'

/** Why a field that may only grow became less. */
export function wentBack(timeline: Timeline, fact: Fact | undefined, shape: string | undefined): Found {
  const server = timeline.server(fact?.node)
  if (server === undefined || fact === undefined) return undefined
  const { step } = fact
  if (shape === 'term-below-disk') return termNotRestored(timeline, server.id, step)
  const message = timeline.delivered(step)
  const got =
    message === undefined ? [] : [reason(`${server.id} gets from ${message.from}: ${message.text}`, step)]
  if (shape === 'commitIndex') {
    const [before, after] = [server.commitIndex.at(step - 1), server.commitIndex.at(step)]
    const told = message === undefined ? undefined : appendOf(message.body)?.commit
    if (before === undefined || after === undefined || before <= after) return undefined
    return withoutQuorums(
      'commit-index-set-back',
      'a follower takes leaderCommit over only where it is greater than its own commitIndex (Figure 2, AppendEntries 5)',
      `${server.id} set its commitIndex back from ${before} to ${after}${told === undefined ? '' : `, on a message that says ${told}`}`,
      [
        ...got,
        reason(
          `its commitIndex was ${before}`,
          server.commitIndex.steps.findLast((at) => at < step),
        ),
        reason(`it is ${after}`, step),
      ],
    )
  }
  if (shape !== 'matchIndex' || server.role.at(step) !== 'leader') return undefined
  const [before, after] = [server.matchIndex.at(step - 1), server.matchIndex.at(step)]
  const peer = Object.keys(before ?? {}).find((id) => (after?.[id] ?? Infinity) < (before?.[id] ?? -1))
  if (peer === undefined) return undefined
  const [was, is] = [before?.[peer] ?? 0, after?.[peer] ?? 0]
  return withoutQuorums(
    'match-index-set-back',
    'matchIndex, the highest entry known to be replicated, increases monotonically: a late answer says nothing new (Figure 2, Leaders)',
    `${server.id} set its matchIndex for ${peer} back from ${was} to ${is}`,
    [
      ...got,
      reason(
        `its matchIndex for ${peer} was ${was}`,
        server.matchIndex.steps.findLast((at) => at < step),
      ),
      reason(`it is ${is}`, step),
    ],
  )
}

/** Its disk had the term, and it began in a lower one. */
function termNotRestored(timeline: Timeline, id: string, step: number): Found {
  const server = timeline.server(id)
  const durable = server?.durable.at(step)?.currentTerm
  const term = server?.currentTerm.at(step)
  if (server === undefined || durable === undefined || term === undefined || durable <= term) return undefined
  return withoutQuorums(
    'term-on-disk-not-restored',
    'a server that restarts goes on in the term that is on its disk (Figure 2, Persistent state)',
    `${id} restarted in term ${term}, though its disk holds term ${durable}`,
    [
      reason(
        `the disk of ${id} holds term ${durable}`,
        server.durable.steps.findLast((at) => at <= step),
      ),
      reason(`${id} begins in term ${term}`, step),
    ],
  )
}

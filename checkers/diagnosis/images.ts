import { entryText, reason, withoutQuorums, type Found } from './diagnosis.ts'
import type { MadeEntry, Operation, Operations } from './operations.ts'
import { isSnapshot, snapshotEndOf } from './raft-message.ts'
import type { ServerTimeline } from './server-timeline.ts'
import type { Timeline } from './timeline.ts'

export const RULE_OF_SESSIONS =
  'a snapshot holds the sessions too: which requests were executed is part of the state (§7, §8)'
const RULE_OF_IMAGES = 'a snapshot is the state that the entries up to its last one make (§7, Figure 12)'
const RULE_OF_ENDS =
  'a snapshot ends with the last entry that its server has applied: it replaces what is committed and executed (§7, Figure 12)'

/** The state that a server went on from, in place of the entries that had made it. */
export interface Image {
  readonly step: number
  /** The last entry that it covers. */
  readonly last: number
}

/**
 * The last snapshot that covers an index and that a server went on from in a step of `(from, until]`, after a restart or
 * because its leader sent one; undefined: what it knows of that index it has from the log.
 */
export function imageOf(
  timeline: Timeline,
  server: ServerTimeline,
  index: number,
  from: number,
  until: number,
): Image | undefined {
  const isCovering = (step: number): boolean =>
    step > from && step <= until && coveredBy(server, step) >= index
  const wasInstalled = (step: number): boolean => {
    const message = isCovering(step) ? timeline.delivered(step) : undefined
    return message !== undefined && isSnapshot(message.body)
  }
  const step = Math.max(
    server.starts.findLast((start, which) => which > 0 && isCovering(start)) ?? 0,
    server.firstIndex.steps.findLast(wasInstalled) ?? 0,
    server.snapshotIndex.steps.findLast(wasInstalled) ?? 0,
  )
  return step === 0 ? undefined : { step, last: coveredBy(server, step) }
}

/** Up to where a snapshot of its own, or what is left of its log, says that it needs no log. */
const coveredBy = (server: ServerTimeline, step: number): number =>
  Math.max((server.firstIndex.at(step) ?? 1) - 1, server.snapshotIndex.at(step) ?? 0)

/** An entry that had no effect at a server, as far as a snapshot explains that: it covers the entry, and lacks what that did. */
export function lackedByImage(
  timeline: Timeline,
  operations: Operations,
  done: Operation,
  { index, term, node, step }: MadeEntry,
  server: ServerTimeline,
  until: number,
): Found {
  const name = `${entryText(index, term)}, ${done.text}`
  const covers = imageOf(timeline, server, index, 0, until)
  if (covers === undefined)
    return sessionLackedByImage(timeline, operations, done, { index, term, node, step }, server, until)
  return withoutQuorums(
    'snapshot-of-another-state',
    RULE_OF_IMAGES,
    `${server.id} went on from a snapshot up to index ${covers.last}, which covers ${name}, and does not have what that did`,
    [
      reason(`${server.id} goes on from a snapshot up to index ${covers.last}`, covers.step),
      reason(`it answers as if ${entryText(index, term)} had not been executed`, until),
    ],
  )
}

/** Or it covers the opening of the session of the request, which the server does not know. */
export function sessionLackedByImage(
  timeline: Timeline,
  operations: Operations,
  done: Operation,
  { index, term }: MadeEntry,
  server: ServerTimeline,
  until: number,
): Found {
  const name = `${entryText(index, term)}, ${done.text}`
  const opened = openingOf(operations, done)
  const image = opened && imageOf(timeline, server, opened.index, 0, until)
  if (image === undefined || opened === undefined) return undefined
  const opening = entryText(opened.index, opened.term)
  return withoutQuorums(
    'sessions-not-in-snapshot',
    RULE_OF_SESSIONS,
    `${server.id} went on from a snapshot that covers ${opening}, which opened a session, and did not execute ${name}, of that session`,
    [
      reason(`${opened.node} appends ${opening} for a client that opens a session`, opened.step),
      reason(`${server.id} goes on from a snapshot up to index ${image.last}`, image.step),
      reason(`it answers as if ${entryText(index, term)} had not been executed`, until),
    ],
  )
}

/** The entry that opened the session of a request, where it was opened by one: the session is named by its answer. */
function openingOf(operations: Operations, { invoked: { request } }: Operation): MadeEntry | undefined {
  if (typeof request !== 'object') return undefined
  const opening = operations.all.find(
    ({ invoked, completed }) =>
      invoked.f === 'open-session' && completed?.type === 'ok' && completed.value === request.client,
  )
  return opening && operations.entriesOf(opening).find(({ index }) => index === request.client)
}

/** Any server of which that is known, and that went on from that snapshot, or sent it to another. */
export function anySnapshotPastApplied(timeline: Timeline, until: number): Found {
  for (const server of timeline.servers) {
    const found = snapshotPastApplied(timeline, server, until)
    const since = found?.because[0]?.step ?? 0
    const isUsed =
      server.starts.some((step) => step > since && step <= until) ||
      timeline.sentBetween(since, until).some(({ from, body }) => from === server.id && isSnapshot(body))
    if (found !== undefined && isUsed) return found
  }
  return undefined
}

const wasSent = ({ messages }: Timeline, { id }: ServerTimeline, last: number, until: number): boolean =>
  messages.some(
    ({ to, body, arrivals }) =>
      to === id && arrivals.some((arrival) => arrival <= until) && (snapshotEndOf(body) ?? 0) >= last,
  )

/** A server whose own snapshot says that it ends behind what the server had applied; one that was sent to it may. */
export function snapshotPastApplied(timeline: Timeline, server: ServerTimeline, until: number): Found {
  const step = server.snapshotIndex.steps.find(
    (at) =>
      at <= until &&
      !server.starts.includes(at) &&
      !wasSent(timeline, server, server.snapshotIndex.at(at) ?? 0, at) &&
      (server.snapshotIndex.at(at) ?? 0) > (server.lastApplied.at(at) ?? Infinity),
  )
  if (step === undefined) return undefined
  const last = server.snapshotIndex.at(step) ?? 0
  const applied = server.lastApplied.at(step) ?? 0
  const restart = server.starts.find((at) => at > step && at <= until)
  return withoutQuorums(
    'snapshot-past-what-was-applied',
    RULE_OF_ENDS,
    `${server.id} took a snapshot that says it ends at index ${last} when it had applied up to ${applied}: who starts from it takes what stands between for committed and executed`,
    [
      reason(`${server.id} has a snapshot up to index ${last}; it has applied up to ${applied}`, step),
      ...(restart === undefined
        ? []
        : [
            reason(
              `it restarts from that snapshot, with commitIndex ${server.commitIndex.at(restart) ?? last}`,
              restart,
            ),
          ]),
    ],
  )
}

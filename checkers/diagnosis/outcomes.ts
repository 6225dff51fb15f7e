import { housekeeping } from '../../src/record/judged-history.ts'
import { answerOf, type Answer } from './answers.ts'
import { entryText, reason, type Found } from './diagnosis.ts'
import { lackedByImage, sessionLackedByImage } from './images.ts'
import type { MadeEntry, Operation, Operations } from './operations.ts'
import type { ServerTimeline } from './server-timeline.ts'
import type { Timeline } from './timeline.ts'

const RULE_OF_FENCES =
  'an answer that a request was not executed is itself put in the log, as a fence: what stands before it is known, and what comes after it is refused (thesis §6.3)'
const RULE_OF_STATE =
  'state machines are deterministic: what an entry does follows from the log alone, never from the clock of the server that applies it (§2; sessions: thesis §6.3)'

/** What an operation left behind, or saw: `5` of a write of 5, of a cas from 3 to 5 and of a read that returned 5. */
const valueOf = (value: unknown): string => JSON.stringify(Array.isArray(value) ? value.at(-1) : value) ?? ''

/** A "no, it was not executed" that did not keep the request from being executed afterwards. */
export function unfencedStatus(timeline: Timeline, operations: Operations, read: Operation): Found {
  const seen = valueOf(read.completed?.value ?? read.completed?.observed)
  const found = operations.all.map((status) => ({ status, asked: askedAbout(operations, status) }))
  const same = found.filter(
    ({ asked }) => asked?.invoked.key === read.invoked.key && valueOf(asked?.invoked.value) === seen,
  )
  for (const { status, asked } of [...same, ...found]) {
    const unfenced = asked && wasUnfenced(timeline, operations, status, asked)
    if (unfenced !== undefined) return unfenced
  }
  return undefined
}

/** The request that a status asks about: of the same session, by its number. */
function askedAbout({ all }: Operations, { invoked, completed }: Operation): Operation | undefined {
  const { f, value, request } = invoked
  if (f !== 'status' || completed?.type !== 'fail' || typeof request !== 'object') return undefined
  return all.find(
    ({ invoked: { request: asked } }) =>
      typeof asked === 'object' && asked.client === request.client && asked.sequence === value,
  )
}

function wasUnfenced(timeline: Timeline, operations: Operations, status: Operation, asked: Operation): Found {
  const answer = answerOf(timeline, status)
  // with a majority it may be a fence after all, in words that are not known here
  if (answer === undefined || !answer.alone || operations.entryOf(status) !== undefined) return undefined
  for (const entry of operations.entriesOf(asked)) {
    const committed = firstCommit(timeline, entry)
    if (committed === undefined) continue
    const after = committed.step > answer.until
    // it knew the entry, and may have refused it for good reasons
    if (!after && (answer.server.lastApplied.at(answer.until) ?? Infinity) >= entry.index) continue
    const name = entryText(entry.index, entry.term)
    const stood = entry.step <= answer.until
    return {
      cause: 'status-answered-from-own-state',
      rule: RULE_OF_FENCES,
      headline: `${answer.server.id} answered that ${asked.text} was not executed, from its own state, and ${name}, which is that request, was committed ${after ? 'after' : 'before'} that`,
      because: [
        reason(`${entry.node} appends ${name} for ${asked.text}`, entry.step),
        reason(
          `${answer.server.id} answers${stood ? ' while it stands in a log' : ''}, without an entry for its answer: ${timeline.step(status.returned ?? 0)?.text ?? ''}`,
          answer.until,
        ),
        reason(`${committed.server.id} commits ${name}`, committed.step),
      ],
      quorums: [],
    }
  }
  return undefined
}

/** Who was first seen to have an entry committed. */
function firstCommit(
  timeline: Timeline,
  { index, term }: MadeEntry,
): { readonly server: ServerTimeline; readonly step: number } | undefined {
  let first: { readonly server: ServerTimeline; readonly step: number } | undefined
  for (const server of timeline.servers) {
    const step = server.commitIndex.steps.find(
      (at) => (server.commitIndex.at(at) ?? 0) >= index && server.termAt(index, at) === term,
    )
    if (step !== undefined && step < (first?.step ?? Infinity)) first = { server, step }
  }
  return first
}

/**
 * One committed entry that did one thing at one server and another at the next: no function of the log. Any read of the key
 * may show a value whose write was refused; that a write had no effect is asked of the reads that the breach names.
 */
export function differentOutcome(
  timeline: Timeline,
  operations: Operations,
  read: Operation,
  named: readonly Operation[],
): Found {
  // a cas that failed says what it met
  const { type, value: returned, observed } = read.completed ?? {}
  const isSeen = type === 'ok' || observed !== undefined
  const answer = isSeen ? answerOf(timeline, read) : undefined
  if (answer === undefined) return undefined
  const value = valueOf(type === 'ok' ? returned : observed)
  const before = operations.all.filter(
    ({ invoked, returned }) =>
      invoked.key === read.invoked.key && invoked.f !== 'read' && (returned ?? Infinity) < answer.asked,
  )
  const writers = before.filter(({ invoked }) => valueOf(invoked.value) === value)
  const [refused, ...others] = writers
  // of a value that was written twice nobody knows which write it is of
  if (others.length === 0 && refused?.completed?.type === 'fail' && refused.completed.observed === undefined)
    return refusedElsewhere(timeline, operations, refused, answer.server, read)
  if (!named.includes(read)) return undefined
  const lost = named.find(
    (one) =>
      one !== read &&
      before.includes(one) &&
      one.completed?.type === 'ok' &&
      valueOf(one.invoked.value) !== value,
  )
  return lost && withoutEffect(timeline, operations, lost, answer)
}

/** Its client was told that it is refused, by a server that had committed its entry; another executed it. */
function refusedElsewhere(
  timeline: Timeline,
  operations: Operations,
  refused: Operation,
  server: ServerTimeline,
  read: Operation,
): Found {
  const entries = operations.entriesOf(refused)
  const [entry] = entries
  const first = answerOf(timeline, refused)
  if (entries.length !== 1 || entry === undefined || first === undefined) return undefined
  const { index, term } = entry
  const committed = (first.server.commitIndex.at(first.until) ?? 0) >= index
  if (!committed || first.server.holds(index, term, first.until) === false) return undefined
  const image = sessionLackedByImage(timeline, operations, refused, entry, first.server, first.until)
  if (image !== undefined) return image
  const name = entryText(index, term)
  return {
    cause: 'same-log-different-outcome',
    rule: RULE_OF_STATE,
    headline: `${first.server.id} refused ${refused.text} (${refused.completed?.error ?? 'failed'}) when it applied ${name}, and ${server.id} has executed that entry`,
    because: [
      reason(`${entry.node} appends ${name} for ${refused.text}`, entry.step),
      reason(
        `${first.server.id} has it committed: ${timeline.step(refused.returned ?? 0)?.text ?? ''}`,
        first.until,
      ),
      reason(`${server.id} answers a read with its value`, read.returned),
    ],
    quorums: [],
  }
}

/** A server executed it and said so; another has applied the entry, and nothing of the key after it, and shows no effect. */
function withoutEffect(timeline: Timeline, operations: Operations, done: Operation, answer: Answer): Found {
  const { server, asked, until } = answer
  const [entry, ...more] = operations.entriesOf(done)
  const executed = answerOf(timeline, done)
  const applied = server.lastApplied.at(until) ?? 0
  if (entry === undefined || more.length > 0 || executed === undefined) return undefined
  const { index, term } = entry
  // a server that executed it itself, in this incarnation, has a stale answer, not another state
  const again = server.starts.some((step) => step > executed.until && step < asked)
  if (executed.server === server && !again) return undefined
  if (!isBefore(operations, entry, answer)) return undefined
  // what this very server refused had no effect on its state
  const overwritten = operations.all.some(
    (one) =>
      one !== done &&
      one.invoked.f !== 'read' &&
      !housekeeping.has(one.invoked.f) &&
      !(one.completed?.type === 'fail' && answerOf(timeline, one)?.server === server) &&
      (one.invoked.key === undefined || one.invoked.key === done.invoked.key) &&
      operations.entriesOf(one).some((other) => other.index > index && other.index <= applied),
  )
  if (overwritten) return undefined
  const image = lackedByImage(timeline, operations, done, entry, server, until)
  if (image !== undefined) return image
  const name = entryText(index, term)
  return {
    cause: 'same-log-different-outcome',
    rule: RULE_OF_STATE,
    headline: `${executed.server.id} executed ${name}, ${done.text}, and ${server.id}, which has applied it ${again ? 'after a restart' : 'too'}, answers as if it had not been`,
    because: [
      reason(`${entry.node} appends ${name} for ${done.text}`, entry.step),
      reason(timeline.step(done.returned ?? 0)?.text ?? `${done.text} is done`, done.returned),
      reason(
        `${server.id} has applied up to index ${applied} when it answers; no other entry up to there changes ${done.invoked.key ?? 'the object'}`,
        until,
      ),
    ],
    quorums: [],
  }
}

/** Whether the state that an answer tells of has an entry in it: it was applied before the client asked, or stands before the answer's own. */
function isBefore(
  operations: Operations,
  { index, term }: MadeEntry,
  { operation, server, asked, until }: Answer,
): boolean {
  const [own, ...more] = operations.entriesOf(operation)
  // a log may be compacted in the step that answers
  const isOwn = (step: number): boolean =>
    own !== undefined && server.holds(own.index, own.term, step) === true
  const throughLog = more.length === 0 && (own?.index ?? 0) > index && (isOwn(until) || isOwn(until - 1))
  const step = throughLog ? until : asked
  const known = server.termAt(index, step)
  return (
    (server.lastApplied.at(step) ?? 0) >= (throughLog ? (own?.index ?? index) : index) &&
    (known === term || (known === undefined && server.isCompacted(index, step)))
  )
}

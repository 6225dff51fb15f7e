import {
  entryText,
  listed,
  reason,
  withoutQuorums,
  type Found,
  type Quorum,
  type Reason,
} from './diagnosis.ts'
import { heardBetween } from './heard.ts'
import { decidersOf, drawnMembers, isMajority, membersOf } from './majority.ts'
import type { MadeEntry, Operation, Operations } from './operations.ts'
import type { ServerTimeline } from './server-timeline.ts'
import type { Timeline } from './timeline.ts'

const RULE_OF_ANSWERS =
  'a leader answers a request only after its entry is committed, which takes a majority (§5.3, §8)'
const RULE_OF_READS =
  'before a leader answers a read it has committed an entry of its own term, and a majority has told it, or given it a lease, that it still leads (§8; thesis §6.4)'
const RULE_OF_OWN_COMMIT =
  'a leader answers reads only once it has committed an entry of its own term: before that it may not know what is committed (§8; thesis §6.4)'

const RULE_OF_READ_INDEX =
  'a follower answers a read once it has applied what its leader had committed when it was asked (thesis §6.4)'

export interface Answer {
  readonly operation: Operation
  /** Who answered: the server whose step the answer came from. */
  readonly server: ServerTimeline
  /** When its client asked, and the step whose handling answered. */
  readonly asked: number
  readonly until: number
  readonly heard: readonly string[]
  readonly alone: boolean
}

/** Who had a part in the answer to an operation; undefined when it has none, or where it was asked is not known. */
export function answerOf(timeline: Timeline, operation: Operation): Answer | undefined {
  const [first] = operation.submits
  if (first === undefined || operation.returned === undefined) return undefined
  const cause = timeline.step(timeline.step(operation.returned)?.cause ?? 0)
  const server = timeline.server(cause?.node ?? operation.submits.at(-1)?.node)
  const until = cause?.node === undefined ? operation.returned : cause.step
  if (server === undefined) return undefined
  // a read that is answered as it arrives asked nobody, whoever else its client had asked before
  const atOnce = cause?.kind === 'submit' && operation.invoked.f === 'read'
  // asked again, it may have been agreed on through any of the servers that it reached
  const sets = operation.submits
    .filter(({ step }) => (atOnce ? step === until : step <= until))
    .map(({ step, node }) => heardBetween(timeline, node, step, until, server.id))
  const heard = timeline.nodes.filter((id) => sets.some((set) => set.includes(id)))
  const alone = timeline.knowsMembers && !isMajority(heard, membersOf(timeline, server, until))
  return { operation, server, heard, asked: operation.invokedAt ?? first.step, until, alone }
}

const heardQuorum = (timeline: Timeline, { server, heard, until }: Answer): Quorum => ({
  name: 'had a part in the answer',
  ...drawnMembers(membersOf(timeline, server, until)),
  servers: heard,
  step: until,
})

const partText = (timeline: Timeline, answer: Answer): Reason =>
  reason(
    `between its request and its answer nothing went from ${answer.server.id} to a majority and back: ${listed(answer.heard)} of ${listed(decidersOf(membersOf(timeline, answer.server, answer.until)))} had a part in it`,
    answer.until,
  )

/** A request that was answered as done before a majority can have had its entry. */
export function earlyAnswer(timeline: Timeline, operations: Operations, operation: Operation): Found {
  const entry = operations.entryOf(operation)
  // a cas that met another value is answered from the state, too
  const { completed } = operation
  const isAnswered = completed?.type === 'ok' || completed?.observed !== undefined
  if (!isAnswered || entry === undefined) return undefined
  const answer = answerOf(timeline, operation)
  if (answer === undefined) return undefined
  if (
    operations
      .entriesOf(operation)
      .every((one) => answer.server.holds(one.index, one.term, answer.until) === false)
  )
    return forAnother(answer, operation, entry)
  if (!answer.alone) return undefined
  return {
    cause: 'answered-before-commit',
    rule: RULE_OF_ANSWERS,
    headline: `${answer.server.id} answered ${operation.text} when only ${listed(answer.heard)} can have had ${entryText(entry.index, entry.term)}`,
    because: [
      reason(`${entry.node} appends ${entryText(entry.index, entry.term)} for ${operation.text}`, entry.step),
      partText(timeline, answer),
    ],
    quorums: [heardQuorum(timeline, answer)],
  }
}

/** None of the entries of the request are in the log of the server that says it is done. */
function forAnother(
  { server, until }: Answer,
  operation: Operation,
  { index, term, step }: MadeEntry,
): Found {
  const own = server.termAt(index, until)
  const has = own === undefined ? 'nothing' : entryText(index, own)
  return withoutQuorums(
    'answered-for-another-entry',
    'a server answers a request when it has applied the entry of that request: of the index and of the term in which it was appended (§5.3, §8)',
    `${server.id} answered ${operation.text}, which is ${entryText(index, term)}, and has ${has} there`,
    [
      reason(`it is appended for ${operation.text}`, step),
      reason(`${server.id} answers, and has ${has} at index ${index}`, until),
    ],
  )
}

/**
 * A read, or whatever made no entry, that a server answered without a majority, or without knowing what is committed. Only
 * where it was stale for certain: when its client asked, somebody had committed what the server had not applied when it
 * answered.
 */
export function staleRead(timeline: Timeline, operations: Operations, operation: Operation): Found {
  if (operation.completed?.type !== 'ok' || operations.entryOf(operation) !== undefined) return undefined
  const answer = answerOf(timeline, operation)
  const missed = answer && missedBy(timeline, answer)
  if (answer === undefined || missed === undefined) return undefined
  const { server, until } = answer
  // after the step that answered: what it committed and applied there, it may have known when it answered
  const role = server.role.at(until)
  const term = server.currentTerm.at(until) ?? 0
  const inRole = role === undefined ? server.id : `${server.id}, ${role} of term ${term},`
  const quorums = [heardQuorum(timeline, answer)]
  const told = role === 'leader' ? { leader: server, step: until } : leaderThatTold(timeline, answer)
  const blind = told && nothingOfItsTerm(told.leader, told.step)
  if (answer.alone)
    return {
      cause: role === 'follower' ? 'read-answered-by-a-follower-alone' : 'read-answered-without-a-majority',
      rule: RULE_OF_READS,
      headline: `${inRole} answered ${operation.text} from its own state: no majority had a part in the answer`,
      because: [
        missed,
        partText(timeline, answer),
        ...newerLeader(timeline, server, until),
        ...(blind === undefined ? [] : [blind]),
      ],
      quorums,
    }
  if (told === undefined) return undefined
  const behind = blind === undefined && role !== 'leader' ? appliedTooLittle(answer, told.leader) : undefined
  if (behind !== undefined)
    return {
      cause: 'read-answered-before-it-had-applied-enough',
      rule: RULE_OF_READ_INDEX,
      headline: `${inRole} answered ${operation.text} on the word of ${told.leader.id}, and had not applied as much as that had committed when the client asked`,
      because: [missed, behind],
      quorums,
    }
  if (blind === undefined) return undefined
  const { leader, step } = told
  const leads = `${leader.id}, leader of term ${leader.currentTerm.at(step)},`
  const what = leader === server ? `answered ${operation.text}` : `let ${server.id} answer ${operation.text}`
  return {
    cause: 'read-before-a-commit-of-its-own-term',
    rule: RULE_OF_OWN_COMMIT,
    headline: `${leads} ${what} at commitIndex ${leader.commitIndex.at(step) ?? 0}, before it had committed anything of its term`,
    because: [
      missed,
      reason(`${listed(answer.heard)} had a part in the answer: ${leader.id} may well lead`, until),
      blind,
    ],
    quorums,
  }
}

/** The leader on whose word a follower answers: it sent what arrived in the step that answered. */
function leaderThatTold(
  timeline: Timeline,
  { until }: Answer,
): { readonly leader: ServerTimeline; readonly step: number } | undefined {
  const message = timeline.delivered(until)
  const leader = timeline.server(message?.from)
  if (message === undefined || leader === undefined) return undefined
  const step = message.sentIn
  return leader.role.at(step) === 'leader' ? { leader, step } : undefined
}

/** That the leader, when the client asked, had committed more than a follower had applied when it answered. */
function appliedTooLittle({ server, asked, until }: Answer, leader: ServerTimeline): Reason | undefined {
  const committed = leader.role.at(asked) === 'leader' ? (leader.commitIndex.at(asked) ?? 0) : 0
  const applied = server.lastApplied.at(until)
  if (applied === undefined || committed <= applied) return undefined
  return reason(
    `${leader.id}, which tells ${server.id} how far it must have applied, has committed up to index ${committed} before it is asked: no less will do, and ${server.id} has applied up to ${applied}`,
    until,
  )
}

/** That a leader has committed nothing of its own term; undefined when it has. */
function nothingOfItsTerm(leader: ServerTimeline, step: number): Reason | undefined {
  const commitIndex = leader.commitIndex.at(step) ?? 0
  const term = leader.termAt(commitIndex, step)
  if (term === undefined || term >= (leader.currentTerm.at(step) ?? 0)) return undefined
  return reason(
    `the commitIndex of ${leader.id} is ${commitIndex}${commitIndex === 0 ? '' : `, of term ${term}`}: its own term has committed nothing yet`,
    step,
  )
}

/** What somebody had committed when the client asked, and the server had not applied when it answered. */
function missedBy(timeline: Timeline, { server, asked, until }: Answer): Reason | undefined {
  const applied = server.lastApplied.at(until)
  if (applied === undefined) return undefined
  for (const other of timeline.servers) {
    const step = other.commitIndex.steps.find(
      (at) => at <= asked && (other.commitIndex.at(at) ?? 0) > applied,
    )
    if (other === server || step === undefined) continue
    return reason(
      `${other.id} has committed up to index ${other.commitIndex.at(step)} before the client asks; ${server.id} has applied up to ${applied} when it answers`,
      step,
    )
  }
  return undefined
}

/** Who led a later term by then. */
function newerLeader(timeline: Timeline, server: ServerTimeline, until: number): readonly Reason[] {
  const own = server.currentTerm.at(until) ?? 0
  for (const other of timeline.servers) {
    const step = other.role.steps.find(
      (at) => at <= until && other.role.at(at) === 'leader' && (other.currentTerm.at(at) ?? 0) > own,
    )
    if (step !== undefined)
      return [reason(`${other.id} leads term ${other.currentTerm.at(step)} by then`, step)]
  }
  return []
}

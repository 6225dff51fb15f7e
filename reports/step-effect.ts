import { isSnapshot } from '../checkers/diagnosis/raft-message.ts'
import type { NodeId } from '../src/base/node-id.ts'
import { pushAll } from '../src/base/push-all.ts'
import type { StatePatch, TraceMessage, TraceStep } from '../src/record/trace.ts'
import { visibleText } from './visible-text.ts'

/** What is remembered of a server between two steps. */
interface Known {
  role?: StatePatch['role']
  currentTerm?: number
  votedFor?: NodeId | null
  commitIndex: number
  lastApplied: number
  lastIndex: number
  members?: StatePatch['members']
}

/**
 * What each step did to its server, in words: `leads term 12`, `votes for n2`, `appends 5`, `commits 3-4`. Steps must come in
 * the order of the run, each of them. A row says what arrived; this says what came of it.
 */
export class StepEffects {
  readonly #known = new Map<NodeId, Known>()
  readonly #messages: readonly TraceMessage[]

  /** `messages`: of the trace, by their ids. */
  constructor(messages: readonly TraceMessage[]) {
    this.#messages = messages
  }

  /** Undefined where nothing changed that a reader of Raft asks for. */
  of({ kind, node, state, message }: TraceStep): string | undefined {
    if (node === undefined || state === undefined) return undefined
    const known = this.#known.get(node) ?? { commitIndex: 0, lastApplied: 0, lastIndex: 0 }
    this.#known.set(node, known)
    const { from, body = null } = this.#messages[message ?? -1] ?? {}
    const patch = this.#withVote(known, state, from)
    const isFirst = kind === 'start'
    const words =
      kind === 'restart'
        ? []
        : [
            roleText(known, patch),
            voteText(node, patch),
            ...logText(known, patch),
            snapshotText(patch, known.role !== 'leader' && isSnapshot(body)),
            ...commitText(known, patch),
            membersChange(known, patch),
          ]
    remember(known, patch)
    if (kind === 'restart') pushAll(words, restartText(known))
    const told = words.filter((word) => word !== undefined)
    return isFirst || told.length === 0 ? undefined : told.join(', ')
  }

  /**
   * The patch with a vote for the candidate of an earlier term, too: a patch has what differs, and `votedFor` is the same. It is
   * a vote where the term rises by a message of that server while it is a candidate, as candidates send nothing else. Of a
   * leader it is none: there are views that keep an old vote.
   */
  #withVote({ votedFor }: Known, patch: StatePatch, from: NodeId | undefined): StatePatch {
    const isSame = patch.currentTerm !== undefined && patch.votedFor === undefined && isVote(votedFor)
    const isAsked = from !== undefined && votedFor === from && this.#known.get(from)?.role === 'candidate'
    return isSame && isAsked ? { ...patch, votedFor } : patch
  }
}

function roleText(
  { role: before, currentTerm: old }: Known,
  { role, currentTerm, votedFor }: StatePatch,
): string | undefined {
  const term = currentTerm ?? old
  const inTerm = term === undefined ? '' : ` term ${term}`
  // a candidate that times out stands again, in the next term
  const now = role ?? (currentTerm === undefined ? undefined : before)
  if (role === undefined && currentTerm === undefined) return undefined
  if (now === 'leader') return `leads${inTerm}`
  if (now === 'candidate') return `stands in${inTerm}`
  const steppedDown = role === 'follower' && (before === 'leader' || before === 'candidate')
  if (steppedDown) return `steps down, in${inTerm}`
  // of a vote the request says in which term
  return currentTerm === undefined || isVote(votedFor) ? undefined : `is in${inTerm}`
}

const isVote = (votedFor: StatePatch['votedFor']): votedFor is NodeId =>
  votedFor !== undefined && votedFor !== null

/** That a candidate votes for itself goes without saying. */
function voteText(node: NodeId, { votedFor }: StatePatch): string | undefined {
  return isVote(votedFor) && votedFor !== node ? `votes for ${visibleText(votedFor, 24)}` : undefined
}

function logText({ lastIndex }: Known, { log, firstIndex }: StatePatch): string[] {
  // a log that begins elsewhere is told whole: what a snapshot took is no cut
  if (log === undefined || firstIndex !== undefined) return []
  const last = log.from + log.entries.length - 1
  const cut = lastIndex >= log.from ? [`cuts ${range(log.from, lastIndex)}`] : []
  return log.entries.length === 0 ? cut : [...cut, `appends ${range(log.from, last)}`]
}

/** The state that takes the place of entries: one that the leader sent, or the server's own (§7). */
function snapshotText({ firstIndex, snapshotIndex }: StatePatch, isInstalled: boolean): string | undefined {
  const last = snapshotIndex ?? 0
  if (last > 0) return `${isInstalled ? 'goes on from' : 'takes'} a snapshot up to ${last}`
  return firstIndex === undefined ? undefined : `has its log from ${firstIndex} on`
}

function commitText(known: Known, { commitIndex, lastApplied }: StatePatch): string[] {
  const commits = told(['commits', 'commitIndex'], known.commitIndex, commitIndex)
  return commits.length > 0 ? commits : told(['applies', 'lastApplied'], known.lastApplied, lastApplied)
}

function told([verb, index]: readonly [string, string], before: number, now: number | undefined): string[] {
  if (now === undefined || now === before) return []
  return now > before ? [`${verb} ${range(before + 1, now)}`] : [`takes ${index} back to ${now}`]
}

/** Which members decide from here on. */
function membersChange({ members: before }: Known, { members: now }: StatePatch): string | undefined {
  if (now === undefined || membersText(now) === membersText(before)) return undefined
  return before === undefined
    ? `members: ${membersText(now)}`
    : `members ${membersText(before)} → ${membersText(now)}`
}

/** `{n1 n2 n3}`; while two sets decide (§6) `{n1 n4} with {n1 n2 n3}`, the old ones last. */
export function membersText(members: StatePatch['members']): string {
  if (members === undefined) return ''
  const { voters, outgoing = [] } = members
  const set = (names: readonly NodeId[]): string =>
    `{${names.map((name) => visibleText(name, 24)).join(' ')}}`
  return outgoing.length === 0 ? set(voters) : `${set(voters)} with ${set(outgoing)}`
}

function restartText({ currentTerm, lastIndex }: Known): string[] {
  if (currentTerm === undefined) return []
  return [`is in term ${currentTerm}`, `has its log to ${lastIndex}`]
}

function remember(
  known: Known,
  { role, currentTerm, votedFor, commitIndex, lastApplied, log, firstIndex, members }: StatePatch,
): void {
  if (members !== undefined) known.members = members
  if (role !== undefined) known.role = role
  if (currentTerm !== undefined) known.currentTerm = currentTerm
  if (votedFor !== undefined) known.votedFor = votedFor
  if (commitIndex !== undefined) known.commitIndex = commitIndex
  if (lastApplied !== undefined) known.lastApplied = lastApplied
  if (log !== undefined) known.lastIndex = log.from + log.entries.length - 1
  else if (firstIndex !== undefined) known.lastIndex = Math.max(known.lastIndex, firstIndex - 1)
}

const range = (from: number, to: number): string => (from >= to ? String(to) : `${from}-${to}`)

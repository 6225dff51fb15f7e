import { canonicalJson, type Json } from '../base/json.ts'
import type { Millis } from '../base/time.ts'
import type { Body, Message } from './message.ts'

/** What messages between nodes show to be wrong. */
export interface WireViolation {
  readonly property:
    'election-safety' | 'one-vote-per-term' | 'log-matching' | 'monotone-terms' | 'monotone-commit'
  readonly because: string
}

/** Fields of the Raft that Maelstrom's tutorial builds, by type. A message that has any other is somebody else's. */
const fields: { readonly [type: string]: readonly string[] } = {
  request_vote: ['term', 'candidate_id', 'last_log_index', 'last_log_term'],
  request_vote_res: ['term', 'vote_granted'],
  append_entries: ['term', 'leader_id', 'prev_log_index', 'prev_log_term', 'entries', 'leader_commit'],
  append_entries_res: ['term', 'success'],
}
const common = ['type', 'msg_id', 'in_reply_to']
/**
 * A number has fallen when it stays below what it was for so long. Threads of a program that is right may print two messages
 * in another order than they made them; then the higher number follows at once.
 */
const SETTLED: Millis = 1000

/** A number that should never fall, in the order in which messages were printed. */
interface Rising {
  highest: number
  /** When it was first below, since it was last as high. */
  belowSince: Millis | undefined
}
/** Entries remembered: beyond, the oldest are forgotten and no longer compared. */
const MAX_ENTRIES = 200_000

/**
 * Holds what nodes send each other against the rules of Raft, where they speak the words of Maelstrom's tutorial: one
 * leader in a term, one vote of a node in a term (also over a crash), entries of equal index and term equal, terms and a
 * leader's commit index that do not fall for good while a process lives. It looks at what is sent, in the order in which it
 * was printed, and goes by the process that printed it.
 */
export class WireWatch {
  readonly violations: WireViolation[] = []
  readonly #leaders = new Map<number, string>()
  readonly #votes = new Map<string, string>()
  readonly #entries = new Map<string, string>()
  readonly #terms = new Map<string, Rising>()
  readonly #commits = new Map<string, Rising>()
  #leader: { readonly id: string; readonly term: number } | undefined

  /** The leader of the highest term that anybody was seen to lead. */
  get leader(): string | undefined {
    return this.#leader?.id
  }

  /** A node's process began: what its memory said before counts no more. */
  began(node: string): void {
    this.#terms.delete(node)
    for (const key of [...this.#commits.keys()]) if (key.startsWith(`${node} `)) this.#commits.delete(key)
  }

  /** `now`: of any clock. */
  see({ src, dest, body }: Message, origin: string, now: Millis): void {
    // a message passed on for another says nothing of who printed it
    if (src !== origin) return
    this.#seeWhoLeads(origin, body)
    if (!isRaft(body)) return
    const term = body.term as number
    const { type } = body
    if (type === 'request_vote' || type === 'append_entries') this.#seeTerm(origin, term, now)
    // who stands has voted for itself
    if (type === 'request_vote' && body.candidate_id === origin) this.#seeVote(origin, origin, term)
    if (type === 'request_vote_res' && body.vote_granted === true) this.#seeVote(origin, dest, term)
    if (type === 'append_entries' && body.leader_id === origin) {
      this.#seeLeader(origin, term)
      this.#seeCommit(origin, term, body.leader_commit, now)
      this.#seeEntries(origin, body)
    }
  }

  /** A guess at whom to aim at, and no judgement: other fields may stand beside these. */
  #seeWhoLeads(node: string, { term, leader_id: leader }: Body): void {
    if (leader !== node || !Number.isSafeInteger(term)) return
    if (this.#leader === undefined || (term as number) > this.#leader.term)
      this.#leader = { id: node, term: term as number }
  }

  #seeTerm(node: string, term: number, now: Millis): void {
    const highest = fallenFrom(this.#terms, node, term, now)
    if (highest !== undefined)
      this.#add(
        'monotone-terms',
        `${node} sent in term ${highest}, then in term ${term} and in no higher one`,
      )
  }

  #seeVote(voter: string, candidate: string, term: number): void {
    const vote = `${voter} ${term}`
    const before = this.#votes.get(vote)
    if (before !== undefined && before !== candidate)
      this.#add(
        'one-vote-per-term',
        `${voter} granted its vote of term ${term} to ${before} and to ${candidate}`,
      )
    this.#votes.set(vote, before ?? candidate)
  }

  #seeLeader(node: string, term: number): void {
    const before = this.#leaders.get(term)
    if (before !== undefined && before !== node)
      this.#add('election-safety', `${before} and ${node} both lead term ${term}`)
    this.#leaders.set(term, before ?? node)
  }

  #seeCommit(node: string, term: number, commit: Json | undefined, now: Millis): void {
    if (!Number.isSafeInteger(commit)) return
    const highest = fallenFrom(this.#commits, `${node} ${term}`, commit as number, now)
    if (highest !== undefined)
      this.#add(
        'monotone-commit',
        `${node}, leader of term ${term}, sent the commit index ${highest}, then ${String(commit)} and no higher one`,
      )
  }

  #seeEntries(node: string, { prev_log_index: previous, entries }: Body): void {
    if (!Number.isSafeInteger(previous) || !Array.isArray(entries)) return
    for (const [at, entry] of (entries as readonly Json[]).entries()) {
      if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return
      const { term } = entry as { readonly [field: string]: Json }
      if (!Number.isSafeInteger(term)) return
      const index = (previous as number) + 1 + at
      const key = `${index} ${String(term)}`
      const text = canonicalJson(entry)
      const before = this.#entries.get(key)
      if (before === undefined) this.#remember(key, text)
      else if (before !== text)
        this.#add(
          'log-matching',
          `entry ${index} of term ${String(term)} is ${before.slice(0, 100)}, and, as ${node} sent it, ${text.slice(0, 100)}`,
        )
    }
  }

  #remember(key: string, text: string): void {
    this.#entries.set(key, text)
    const [oldest] = this.#entries.keys()
    if (this.#entries.size > MAX_ENTRIES && oldest !== undefined) this.#entries.delete(oldest)
  }

  /** Each property is told once. */
  #add(property: WireViolation['property'], because: string): void {
    if (this.violations.every((one) => one.property !== property)) this.violations.push({ property, because })
  }
}

/** The number that it has fallen from, if it has. */
function fallenFrom(all: Map<string, Rising>, key: string, value: number, now: Millis): number | undefined {
  const rising = all.get(key)
  if (rising === undefined || value >= rising.highest) {
    all.set(key, { highest: value, belowSince: undefined })
    return undefined
  }
  rising.belowSince ??= now
  return now - rising.belowSince >= SETTLED ? rising.highest : undefined
}

function isRaft(body: Body): boolean {
  const { type, term } = body
  if (typeof type !== 'string' || !Object.hasOwn(fields, type) || !Number.isSafeInteger(term)) return false
  const known = fields[type] ?? []
  return (
    known.every((field) => body[field] !== undefined) &&
    Object.keys(body).every((field) => known.includes(field) || common.includes(field))
  )
}

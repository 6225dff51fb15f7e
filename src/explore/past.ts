import type { NodeId } from '../base/node-id.ts'
import { Interned } from './interned.ts'
import { NumberPairs } from './number-pairs.ts'
import { ANY_DIGEST, holds, sameDigest, type ShownLog, type ShownState } from './shown-state.ts'

/** A request that a state machine carried out. */
export interface Executed {
  readonly index: number
  readonly client: string | number
  readonly sequence: number
}

interface Committed {
  readonly index: number
  readonly term: number
  readonly digest: number
  /** The term of who committed it first. */
  readonly inTerm: number
}

/** A vote of a server. */
export interface Vote {
  readonly term: number
  readonly candidate: NodeId
}

/** What a server did in an event that the states before and after do not tell. */
export interface Deeds {
  readonly executed: readonly Executed[]
  /** Votes that it told others of, whether its disk has them or not. */
  readonly votesTold: readonly Vote[]
  readonly isRestart: boolean
}

/** What an event added to what has happened, as far as that is not to be seen in the states of servers for ever. */
interface Facts {
  readonly server: number
  readonly leads?: { readonly term: number; readonly log: ShownLog }
  readonly votes: readonly Vote[]
  /** Within a term and an incarnation it no longer says for whom it voted. */
  readonly forgets: boolean
  readonly committed: readonly Committed[]
  readonly executed: readonly Executed[]
}

/** What has happened in a run: who led, what was committed, who voted for whom last, what was executed. */
export interface Past {
  readonly leaders: readonly { readonly term: number; readonly server: number; readonly log: ShownLog }[]
  /** By index. */
  readonly committed: readonly Committed[]
  /** By server, its vote of the highest term. */
  readonly votes: readonly (Vote | undefined)[]
  readonly executed: readonly Executed[]
}

/** No facts: the event changes no past. */
const NO_FACTS = 0
/** The past after an event that breaks a property. */
export const BROKEN = -1

/**
 * The pasts of all runs that are searched, each once and by number. Whether an event breaks a property depends on the past
 * as well as on the states of servers: that a term has one leader (§5.2), that a committed entry is in the log of each later
 * leader (§5.4), is the only one at its index, that a server votes once in a term, that a request is executed once.
 *
 * The rules here are those of the monitor of runs, as far as they speak of several servers or moments; what they find is
 * run again under that monitor, and only what it finds as well is a failure.
 */
export class Pasts {
  readonly #pasts = new Interned<Past>()
  readonly #facts = new Interned<Facts | undefined>()
  /** By past and facts. */
  readonly #after = new NumberPairs()
  /** The number of the past in which nothing has happened. */
  readonly begin: number

  constructor(servers: number) {
    this.#facts.numberOf('', () => undefined)
    this.begin = this.#number({
      leaders: [],
      committed: [],
      votes: Array.from({ length: servers }, () => undefined),
      executed: [],
    })
  }

  /** The facts of a step that led a server from one state to another, by number. */
  factsOf(
    server: number,
    before: ShownState | undefined,
    after: ShownState | undefined,
    deeds: Deeds,
  ): number {
    const facts = factsBetween(server, before, after, deeds)
    return facts === undefined ? NO_FACTS : this.#facts.numberOf(JSON.stringify(facts), () => facts)
  }

  /** The past after an event with these facts, or {@link BROKEN}. */
  after(past: number, facts: number): number {
    if (facts === NO_FACTS) return past
    const known = this.#after.get(past, facts)
    if (known !== undefined) return known
    const made = extended(this.#pasts.at(past), this.#facts.at(facts) as Facts)
    const number = made === undefined ? BROKEN : this.#number(made)
    this.#after.set(past, facts, number)
    return number
  }

  /** By number. */
  get all(): readonly Past[] {
    return this.#pasts.all
  }

  /** Gives pasts of a search that was stopped the numbers they had; in its file what is missing in a list is null. */
  restore(pasts: readonly Past[]): void {
    for (const past of pasts) {
      const [votes, committed] = [past.votes, past.committed].map((list) =>
        list.map((one) => one ?? undefined),
      )
      this.#number({ ...past, votes, committed } as Past)
    }
  }

  committedIn(past: number): readonly Committed[] {
    return this.#pasts.at(past).committed
  }

  #number(past: Past): number {
    return this.#pasts.numberOf(JSON.stringify(past), () => past)
  }
}

function factsBetween(
  server: number,
  before: ShownState | undefined,
  after: ShownState | undefined,
  { executed, votesTold, isRestart }: Deeds,
): Facts | undefined {
  const facts = { server, votes: votesTold, forgets: false, committed: [], executed }
  if (after === undefined) return executed.length + votesTold.length === 0 ? undefined : facts
  const { leads, currentTerm: term, votedFor } = after
  const hasBegun = leads && !(before?.leads === true && before.currentTerm === term)
  const sameTerm = before?.currentTerm === term
  const isOld = sameTerm && before.isSynced && before.votedFor === votedFor
  const votes = [
    ...votesTold,
    ...(votedFor !== null && after.isSynced && !isOld ? [{ term, candidate: votedFor }] : []),
  ]
  const forgets = sameTerm && !isRestart && before.votedFor !== null && before.votedFor !== votedFor
  const committed = newlyCommitted(before, after)
  if (!hasBegun && votes.length === 0 && !forgets && committed.length === 0 && executed.length === 0)
    return undefined
  return { ...facts, ...(hasBegun && { leads: { term, log: after.log } }), votes, forgets, committed }
}

/** An entry that is compacted away in the event that commits it is known by the log before, or as the base of the log by its term alone. */
function newlyCommitted(before: ShownState | undefined, after: ShownState): readonly Committed[] {
  const { commitIndex, currentTerm } = after
  const committed: Committed[] = []
  for (let index = (before?.commitIndex ?? 0) + 1; index <= commitIndex; index++) {
    const entry = entryAt(after.log, index) ?? compactedAt(before?.log, after.log, index)
    if (entry !== undefined) committed.push({ index, ...entry, inTerm: currentTerm })
  }
  return committed
}

type Entry = Pick<Committed, 'term' | 'digest'>

function entryAt({ firstIndex, terms, digests }: ShownLog, index: number): Entry | undefined {
  const [term, digest] = [terms[index - firstIndex], digests[index - firstIndex]]
  return term === undefined || digest === undefined ? undefined : { term, digest }
}

/** Of what stands before a log now: as it was in the log before, if that went on to the same (§5.3); else the last entry, by its term alone. */
function compactedAt(before: ShownLog | undefined, after: ShownLog, index: number): Entry | undefined {
  const { firstIndex, baseTerm } = after
  if (index >= firstIndex) return undefined
  if (before !== undefined && entryAt(before, firstIndex - 1)?.term === baseTerm)
    return entryAt(before, index)
  return index === firstIndex - 1 && baseTerm > 0 ? { term: baseTerm, digest: ANY_DIGEST } : undefined
}

/** The past with the facts added; undefined: they break a property. */
function extended(
  past: Past,
  { server, leads, votes: more, forgets, committed: added, executed }: Facts,
): Past | undefined {
  if (forgets) return undefined
  let { leaders } = past
  if (leads !== undefined) {
    const { term, log } = leads
    if (leaders.some((one) => one.term === term && one.server !== server)) return undefined
    if (past.committed.some((one) => one !== undefined && one.inTerm < term && !has(log, one)))
      return undefined
    if (!leaders.some((one) => one.term === term && one.server === server))
      leaders = [...leaders, { term, server, log }].toSorted((a, b) => a.term - b.term)
  }
  let { votes } = past
  for (const vote of more) {
    const last = votes[server]
    if (last?.term === vote.term && last.candidate !== vote.candidate) return undefined
    if (last === undefined || vote.term >= last.term) votes = votes.with(server, vote)
  }
  const committed = [...past.committed]
  for (const entry of added) {
    const known = committed[entry.index]
    if (known === undefined) {
      committed[entry.index] = entry
      if (leaders.some((one) => one.term > entry.inTerm && !has(one.log, entry))) return undefined
    } else if (known.term !== entry.term || !sameDigest(known.digest, entry.digest)) return undefined
  }
  const all = [...past.executed]
  for (const one of executed) {
    const known = all.find(({ client, sequence }) => client === one.client && sequence === one.sequence)
    if (known === undefined) all.push(one)
    else if (known.index !== one.index) return undefined
  }
  all.sort((a, b) => a.index - b.index)
  return { leaders, committed, votes, executed: all }
}

const has = (log: ShownLog, { index, term, digest }: Committed): boolean => holds(log, index, term, digest)

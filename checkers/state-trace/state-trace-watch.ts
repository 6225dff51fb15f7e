import type { NodeId } from '../../src/base/node-id.ts'
import type { Micros } from '../../src/base/time.ts'
import type { Violation } from '../../src/record/verdict.ts'
import { however, letBe, thenMust } from '../invariants/proof.ts'
import type { StateEvent, TracedEntry } from './state-event.ts'

/** Who said something, and when. */
interface Said {
  readonly server: NodeId
  readonly at: Micros
}

/** What a server has said of itself since it started. */
interface Latest {
  readonly incarnation: number
  term: number
  /** Its vote in the term; null: none, or one that may be left over from a term before. */
  vote: string | null
  /** A vote that it showed before this term, or when it started: it may be shown on until there is a new one. */
  oldVote: string | null
  commit: number
  /** Up to where it had entries and had them committed. */
  held: number
  /** `lastApplied` when it was first said. */
  appliedAtFirst: number | undefined
  /** Whether it showed itself as a leader; undefined: it has shown no role. */
  leads: boolean | undefined
  at: Micros
}

/** What breaks a property; the step is known to who has the run. */
export type TracedViolation = Omit<Violation, 'step' | 'facts'> & { readonly servers: readonly NodeId[] }

const beginning = (
  incarnation: number,
  { term = 0, vote = null, commit = 0, lastIndex = 0, lastApplied, leads }: StateEvent,
  at: Micros,
): Latest => ({
  ...{ incarnation, term, commit, leads, at },
  ...{ vote: null, oldVote: vote, held: Math.min(commit, lastIndex), appliedAtFirst: lastApplied },
})

/** Of the terms, entries and states that traces tell at most so many are remembered each; more are not compared. */
const MAX_REMEMBERED = 200_000

const ms = (at: Micros): string => `at ${Math.round(at / 1000)} ms`

/**
 * Holds what servers say of themselves against Raft's invariants. Events of one server come in its order; those of
 * different servers in any order, late or never, so that only what holds in every order is asked:
 *
 * - one leader a term (Election Safety), over all time: who says `BecomeLeader`, or was none and shows a leader's role;
 * - within an incarnation a term, or a commit index, does not go back, and a vote is kept for its term. Over a restart a
 *   server may have said what it had not stored yet;
 * - within an incarnation committed entries stay in the log: it does not end before them once it had them;
 * - `lastApplied <= commitIndex`, but for what a snapshot stands for;
 * - one entry at an index and term (Log Matching), and one committed entry at an index (State Machine Safety): a server that
 *   shows an entry at or below its own commit index says that it is committed for good;
 * - equal `lastApplied`, equal digest of the state.
 */
export class StateTraceWatch {
  /** The first thing that broke. */
  violation: TracedViolation | undefined
  events = 0
  readonly #leaders = new Map<number, Said>()
  readonly #latest = new Map<NodeId, Latest>()
  readonly #entries = new Map<string, Said & TracedEntry>()
  readonly #committed = new Map<number, Said & TracedEntry>()
  readonly #states = new Map<number, Said & { readonly digest: string }>()

  /** `incarnation` counts the starts of the server. */
  take(server: NodeId, incarnation: number, event: StateEvent, at: Micros): void {
    this.events++
    if (this.violation !== undefined) return
    const said = { server, at }
    const before = this.#latest.get(server)
    if (before?.incarnation === incarnation) this.#goesOn(before, event, said)
    else this.#latest.set(server, beginning(incarnation, event, at))
    if (event.elected && event.term !== undefined) this.#leads(event.term, said)
    for (const entry of event.entries) this.#entry(entry, event, said)
    this.#state(event, said)
  }

  /** What it says in the midst of an incarnation. */
  #goesOn(before: Latest, event: StateEvent, said: Said): void {
    const { term = before.term, commit = before.commit, leads } = event
    // one that steps down late shows a leader's role in a term that it does not lead: only who becomes one leads
    if (leads === true && before.leads === false && term > 0) this.#leads(term, said)
    if (term < before.term) this.#backwards('term', 'currentTerm', before.term, term, before, said)
    if (commit < before.commit)
      this.#backwards('commit index', 'commitIndex', before.commit, commit, before, said)
    this.#votes(before, event, said)
    this.#holds(before, event, said)
    this.#applies(before, event, said)
    before.term = term
    before.commit = commit
    before.leads = leads ?? before.leads
    before.at = said.at
  }

  #leads(term: number, said: Said): void {
    const earlier = this.#leaders.get(term)
    if (earlier === undefined) {
      if (this.#leaders.size < MAX_REMEMBERED) this.#leaders.set(term, said)
      return
    }
    if (earlier.server === said.server) return
    const [first, second] = [earlier.server, said.server]
    this.#violated(
      'election-safety',
      'two-leaders',
      `${first} and ${second} both say that they lead term ${term}`,
      [earlier, said],
      [
        letBe(`${first} leads term ${term}, it says ${ms(earlier.at)}`),
        thenMust('at most one leader can be elected in a given term (Election Safety, Figure 3)'),
        however(`${second} leads term ${term}, it says ${ms(said.at)}`),
      ],
    )
  }

  #backwards(what: string, field: string, from: number, to: number, before: Latest, said: Said): void {
    const { server, at } = said
    this.#violated(
      'monotone',
      field,
      `${server} went back from ${what} ${from} to ${to}, without a restart`,
      [said],
      [
        letBe(`${server} is at ${what} ${from}, it says ${ms(before.at)}`),
        thenMust(`its ${what} does not go back within an incarnation`),
        however(`it is at ${what} ${to}, it says ${ms(at)}`),
      ],
    )
  }

  #votes(before: Latest, { term = before.term, vote }: StateEvent, said: Said): void {
    if (term !== before.term) {
      before.oldVote = before.vote ?? before.oldVote
      before.vote = null
    }
    if (vote === undefined) return
    if (before.vote !== null && vote !== before.vote) this.#changedVote(before, vote, said)
    if (vote !== before.oldVote) before.vote = vote
  }

  #holds(before: Latest, { lastIndex, commit = before.commit }: StateEvent, said: Said): void {
    if (lastIndex === undefined) return
    if (lastIndex < before.held) this.#lost(before, lastIndex, said)
    before.held = Math.max(before.held, Math.min(commit, lastIndex))
  }

  /** A snapshot stands for entries that were committed, whatever the commit index begins from. */
  #applies(
    before: Latest,
    { lastApplied, snapshotIndex, commit = before.commit }: StateEvent,
    said: Said,
  ): void {
    if (lastApplied === undefined) return
    before.appliedAtFirst ??= lastApplied
    if (lastApplied <= Math.max(commit, snapshotIndex ?? before.appliedAtFirst)) return
    const { server, at } = said
    this.#violated(
      'applied-within-commit',
      'applied-uncommitted',
      `${server} has applied up to ${lastApplied} and committed only up to ${commit}`,
      [said],
      [
        letBe(`${server} has committed up to ${commit}, it says ${ms(at)}`),
        thenMust('lastApplied <= commitIndex (Figure 2): only what is committed is applied'),
        however(`it has applied up to ${lastApplied}, it says ${ms(at)}`),
      ],
    )
  }

  #lost({ held, at }: Latest, lastIndex: number, said: Said): void {
    const { server } = said
    this.#violated(
      'commit-within-log',
      'commit-beyond-log',
      `${server} had committed entry ${held}, and its log ends at ${lastIndex}`,
      [said],
      [
        letBe(`${server} has entry ${held} and has committed it, it says ${ms(at)}`),
        thenMust('committed entries stay (§5.4)'),
        however(`its log ends at ${lastIndex}, it says ${ms(said.at)}, without a restart`),
      ],
    )
  }

  #changedVote({ vote, term, at }: Latest, now: string | null, said: Said): void {
    const { server } = said
    const has = now === null ? 'has no vote' : `votes for ${now}`
    this.#violated(
      'one-vote-per-term',
      now === null ? 'vote-forgotten' : 'vote-changed',
      now === null
        ? `${server} forgot in term ${term} that it had voted for ${vote}`
        : `${server} voted for ${vote} and then for ${now} in term ${term}`,
      [said],
      [
        letBe(`${server} has voted for ${vote} in term ${term}, it says ${ms(at)}`),
        thenMust(`in term ${term} it keeps that vote (§5.2: at most one candidate in a given term)`),
        however(`${server} ${has}, it says ${ms(said.at)}, still in term ${term} and without a restart`),
      ],
    )
  }

  #entry(entry: TracedEntry, { commit }: StateEvent, said: Said): void {
    const { index, term, digest } = entry
    const shown = { ...said, ...entry }
    const place = `${index}:${term}`
    const same = this.#entries.get(place)
    if (same === undefined) {
      if (this.#entries.size < MAX_REMEMBERED) this.#entries.set(place, shown)
    } else if (same.digest !== digest) {
      this.#differ('log-matching', 'different-commands', same, shown, [
        thenMust(
          'an entry is known by its index and term: logs that have one in common are equal up to it (Log Matching, Figure 3)',
        ),
      ])
    }
    if (commit === undefined || index > commit) return
    const committed = this.#committed.get(index)
    if (committed === undefined) {
      if (this.#committed.size < MAX_REMEMBERED) this.#committed.set(index, shown)
    } else if (committed.term !== term || committed.digest !== digest) {
      this.#differ('state-machine-safety', 'commit', committed, shown, [
        thenMust(
          'no server has another entry at an index that is committed (State Machine Safety, Figure 3)',
        ),
      ])
    }
  }

  #differ(
    property: string,
    shape: string,
    first: Said & TracedEntry,
    second: Said & TracedEntry,
    rule: ReturnType<typeof thenMust>[],
  ): void {
    const verb = property === 'state-machine-safety' ? 'committed' : 'holds'
    const text = ({ server, term, digest }: Said & TracedEntry): string =>
      `${server} ${verb} ${digest} of term ${term}`
    this.#violated(
      property,
      shape,
      `at index ${first.index} ${text(first)}, and ${text(second)}`,
      [first, second],
      [
        letBe(`at index ${first.index} ${text(first)}, it says ${ms(first.at)}`),
        ...rule,
        however(`at index ${second.index} ${text(second)}, it says ${ms(second.at)}`),
      ],
    )
  }

  #state({ lastApplied, stateDigest: digest }: StateEvent, said: Said): void {
    if (lastApplied === undefined || digest === undefined) return
    const other = this.#states.get(lastApplied)
    if (other === undefined) {
      if (this.#states.size < MAX_REMEMBERED) this.#states.set(lastApplied, { ...said, digest })
      return
    }
    if (other.digest === digest) return
    const text = ({ server }: Said, state: string): string => `the state of ${server} is ${state}`
    this.#violated(
      'state-machine-safety',
      'state',
      `having applied up to ${lastApplied}, ${text(other, other.digest)} and ${text(said, digest)}`,
      [other, said],
      [
        letBe(`having applied up to ${lastApplied}, ${text(other, other.digest)}, it says ${ms(other.at)}`),
        thenMust('who has applied the same entries is in the same state (§5.3)'),
        however(`having applied up to ${lastApplied}, ${text(said, digest)}, it says ${ms(said.at)}`),
      ],
    )
  }

  #violated(
    property: string,
    shape: string,
    headline: string,
    said: readonly Said[],
    proof: Violation['proof'],
  ): void {
    this.violation ??= {
      ...{ property, shape, headline, proof },
      time: said.reduce((last, { at }) => Math.max(last, at), 0),
      servers: said.map(({ server }) => server),
    }
  }
}

import { digestText } from '../base/digest.ts'
import type { NodeId } from '../base/node-id.ts'
import type { LiveLog, LiveState, MembershipView, ShownState } from '../record/live-state.ts'
import type { EntryView, NodeView, Role } from '../record/node-view.ts'
import { isCount, malformed } from './malformed-view.ts'
import { readExtras, type ViewExtras } from './view-extras.ts'

/** A log that follows the snapshots a subject shows, and tells where each differs from the one before. */
export class ViewLog implements LiveLog {
  firstIndex = 1
  changedFrom = Infinity
  #terms: number[] = []
  #digests: number[] = []
  #texts: string[] = []
  /** The last entry that the snapshot covers, where that is told. */
  #snapshot: ViewExtras['snapshot']

  get lastIndex(): number {
    return this.firstIndex + this.#terms.length - 1
  }

  termAt(index: number): number {
    if (index === 0) return 0
    if (index === this.firstIndex - 1) return index === this.#snapshot?.index ? this.#snapshot.term : -1
    return this.#terms[index - this.firstIndex] ?? -1
  }

  digestAt(index: number): number {
    return this.#digests[index - this.firstIndex] ?? 0
  }

  markSeen(): void {
    this.changedFrom = Infinity
  }

  /**
   * `source`: what showed the log, for messages. Default `view()`. `sameBelow`: entries below this index are those of
   * the last update, and are not looked at again. Default: none is.
   * @throws ContractBreach when the log is not a list of entries from `firstIndex` on without holes.
   */
  update(
    log: readonly EntryView[],
    firstIndex: number,
    snapshot?: ViewExtras['snapshot'],
    source = 'view()',
    sameBelow = 0,
  ): void {
    if (!Array.isArray(log)) throw malformed(source, 'log', log, 'a list of { index, term, digest }')
    if (!Number.isSafeInteger(firstIndex) || firstIndex < 1)
      throw malformed(source, 'firstIndex', firstIndex, 'a whole number from 1')
    if (firstIndex !== this.firstIndex) {
      const gone = firstIndex - this.firstIndex
      if (gone < 0 || gone > this.#terms.length) {
        this.#terms = []
        this.#digests = []
        this.#texts = []
        this.#touch(firstIndex)
      } else {
        for (const column of [this.#terms, this.#digests, this.#texts]) column.splice(0, gone)
      }
      this.firstIndex = firstIndex
    }
    this.#snapshot = snapshot
    // what was not taken in before is taken in now, whatever is said of it
    const known = Math.min(this.#terms.length, log.length)
    for (let at = Math.min(known, Math.max(0, sameBelow - firstIndex)); at < log.length; at++) {
      const { index, term, digest } = (log[at] ?? {}) as EntryView
      if (index !== firstIndex + at || !isCount(term) || !isDigest(digest)) {
        const wanted = `index ${firstIndex + at} (firstIndex is ${firstIndex}), a term, a whole number from 0, and a digest, a text`
        throw malformed(source, 'log', log[at], wanted, `log[${at}]`)
      }
      if (this.#terms[at] === term && this.#texts[at] === digest) continue
      this.#touch(index)
      this.#terms[at] = term
      this.#texts[at] = digest
      this.#digests[at] = digestText(String(digest))
    }
    if (log.length < this.#terms.length) {
      this.#touch(firstIndex + log.length)
      for (const column of [this.#terms, this.#digests, this.#texts]) column.length = log.length
    }
  }

  #touch(index: number): void {
    if (index < this.changedFrom) this.changedFrom = index
  }
}

/** Entries of a log for each look at it that is left out. */
const ENTRIES_A_LOOK = 256

/** The state of a subject that shows itself by `view()`, kept in the form the invariants look at. */
export class ViewState implements LiveState {
  role: Role = 'follower'
  currentTerm = 0
  votedFor: NodeId | null = null
  commitIndex = 0
  lastApplied = 0
  readonly log = new ViewLog()
  membership: MembershipView | undefined
  stateDigest: string | undefined
  shown: ShownState = {}
  /** Events since the last look. */
  #unseen = 0
  #matchIndex: Readonly<Record<NodeId, number>> | undefined

  matchIndexOf(peer: NodeId): number {
    return this.#matchIndex?.[peer] ?? -1
  }

  /**
   * Whether to look at the server after this event. A view holds the whole log, so that looking costs as much as the
   * log is long: at every event that would be quadratic in the length of a run. Of a server with a log of 256
   * entries every second event is looked at, of one with 2,560 every eleventh: the cost of an event stays the same.
   */
  isDue(): boolean {
    const { firstIndex, lastIndex } = this.log
    return ++this.#unseen * ENTRIES_A_LOOK > lastIndex - firstIndex
  }

  /** Whether something may have happened since the last look. */
  get isBehind(): boolean {
    return this.#unseen > 0
  }

  /**
   * `sameBelow`: see {@link ViewLog.update}.
   * @throws ContractBreach when the view is not what `NodeView` says.
   */
  update(view: NodeView, sameBelow?: number): void {
    this.#unseen = 0
    if (!isPlainView(view)) throw malformed('view()', '', view, 'the view itself, an object')
    const { role, currentTerm, votedFor, commitIndex, lastApplied } = view
    if (role !== 'follower' && role !== 'candidate' && role !== 'leader')
      throw malformed('view()', 'role', role, '"follower", "candidate" or "leader"')
    if (!isCount(currentTerm)) throw malformed('view()', 'currentTerm', currentTerm, 'a whole number from 0')
    if (!isCount(commitIndex)) throw malformed('view()', 'commitIndex', commitIndex, 'a whole number from 0')
    if (!isCount(lastApplied)) throw malformed('view()', 'lastApplied', lastApplied, 'a whole number from 0')
    if (votedFor !== null && typeof votedFor !== 'string')
      throw malformed('view()', 'votedFor', votedFor, 'a node id, a text, or null for nobody')
    const { membership, matchIndex, stateDigest, snapshot, shown } = readExtras(view)
    this.role = role
    this.currentTerm = currentTerm
    this.votedFor = votedFor
    this.commitIndex = commitIndex
    this.lastApplied = lastApplied
    this.log.update(view.log, view.firstIndex, snapshot, 'view()', sameBelow)
    this.membership = membership
    this.stateDigest = stateDigest
    this.shown = shown
    this.#matchIndex = matchIndex
  }
}

/** A number tells commands apart as well as a text does. */
const isDigest = (value: unknown): boolean => typeof value === 'string' || Number.isFinite(value)

/** Not a promise of a view: an asynchronous `view()` cannot be looked at between two events. */
const isPlainView = (view: unknown): view is NodeView =>
  typeof view === 'object' && view !== null && typeof (view as { then?: unknown }).then !== 'function'

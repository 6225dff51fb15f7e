import { digestText } from '../base/digest.ts'
import type { NodeId } from '../base/node-id.ts'
import { valueText } from '../base/value-text.ts'
import type { LiveLog, LiveState } from '../history/live-state.ts'
import type { EntryView, NodeView, Role } from '../history/node-view.ts'
import { ContractBreach } from './contract-breach.ts'

/** A log that follows the snapshots a subject shows, and tells where each differs from the one before. */
export class ViewLog implements LiveLog {
  firstIndex = 1
  changedFrom = Infinity
  #terms: number[] = []
  #digests: number[] = []
  #texts: string[] = []

  get lastIndex(): number {
    return this.firstIndex + this.#terms.length - 1
  }

  termAt(index: number): number {
    if (index === 0) return 0
    return this.#terms[index - this.firstIndex] ?? -1
  }

  digestAt(index: number): number {
    return this.#digests[index - this.firstIndex] ?? 0
  }

  markSeen(): void {
    this.changedFrom = Infinity
  }

  /**
   * `source`: what showed the log, for messages. Default `view()`.
   * @throws ContractBreach when the log is not a list of entries from `firstIndex` on without holes.
   */
  update(log: readonly EntryView[], firstIndex: number, source = 'view()'): void {
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
    for (let at = 0; at < log.length; at++) {
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

/** The state of a subject that shows itself by `view()`, kept in the form the invariants look at. */
export class ViewState implements LiveState {
  role: Role = 'follower'
  currentTerm = 0
  votedFor: NodeId | null = null
  commitIndex = 0
  lastApplied = 0
  readonly log = new ViewLog()

  /** @throws ContractBreach when the view is not what `NodeView` says. */
  update(view: NodeView): void {
    if (!isPlainView(view)) throw malformed('view()', '', view, 'the view itself, an object')
    const { role, currentTerm, votedFor, commitIndex, lastApplied } = view
    if (role !== 'follower' && role !== 'candidate' && role !== 'leader')
      throw malformed('view()', 'role', role, '"follower", "candidate" or "leader"')
    for (const [field, value] of Object.entries({ currentTerm, commitIndex, lastApplied })) {
      if (!isCount(value)) throw malformed('view()', field, value, 'a whole number from 0')
    }
    if (votedFor !== null && typeof votedFor !== 'string')
      throw malformed('view()', 'votedFor', votedFor, 'a node id, a text, or null for nobody')
    this.role = role
    this.currentTerm = currentTerm
    this.votedFor = votedFor
    this.commitIndex = commitIndex
    this.lastApplied = lastApplied
    this.log.update(view.log, view.firstIndex)
  }
}

/** The breach of a view or a lens, with the field, what it has and what `NodeView` wants. */
function malformed(source: string, field: string, got: unknown, wanted: string, at = field): ContractBreach {
  const where = at === '' ? source : `${source}.${at}`
  const message = `${where} is ${valueText(got)}; NodeView wants ${wanted}`
  return new ContractBreach('well-formed-view', field === '' ? 'view' : field, message)
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0

/** A number tells commands apart as well as a text does. */
const isDigest = (value: unknown): boolean => typeof value === 'string' || Number.isFinite(value)

/** Not a promise of a view: an asynchronous `view()` cannot be looked at between two events. */
const isPlainView = (view: unknown): view is NodeView =>
  typeof view === 'object' && view !== null && typeof (view as { then?: unknown }).then !== 'function'

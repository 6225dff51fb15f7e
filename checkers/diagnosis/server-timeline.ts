import type { NodeId } from '../../src/base/node-id.ts'
import type { Role } from '../../src/record/node-view.ts'
import type { StatePatch, TraceEntry } from '../../src/record/trace.ts'
import { Versions } from './versions.ts'

/** Where a log ends. */
export interface LogEnd {
  readonly index: number
  readonly term: number
}

/** That of an empty log. */
export const noEnd: LogEnd = { index: 0, term: 0 }

/** Whose majorities decide. */
export type Members = NonNullable<StatePatch['members']>

/** What one server showed, step by step: any field and any slot of its log can be asked for after any step. */
export class ServerTimeline {
  readonly id: NodeId
  readonly status = new Versions<string>()
  readonly role = new Versions<Role>()
  readonly currentTerm = new Versions<number>()
  readonly votedFor = new Versions<NodeId | null>()
  readonly commitIndex = new Versions<number>()
  readonly lastApplied = new Versions<number>()
  readonly firstIndex = new Versions<number>()
  readonly lastIndex = new Versions<number>()
  /** The last entry that its snapshot covers, where it says so. */
  readonly snapshotIndex = new Versions<number | null>()
  readonly durable = new Versions<StatePatch['durable']>()
  readonly matchIndex = new Versions<StatePatch['matchIndex']>()
  readonly members = new Versions<Members>()
  readonly nextIndex = new Versions<StatePatch['nextIndex']>()
  /** Whom it takes for the leader. */
  readonly leader = new Versions<NodeId | null>()
  readonly #slots = new Map<number, Versions<TraceEntry | undefined>>()
  /** Steps at which it came up: its start and each restart. */
  readonly starts: number[] = []
  readonly crashes: number[] = []

  constructor(id: NodeId) {
    this.id = id
  }

  take(step: number, patch: StatePatch): void {
    for (const field of [
      ...(['status', 'role', 'currentTerm', 'votedFor', 'commitIndex', 'lastApplied'] as const),
      ...([
        'firstIndex',
        'durable',
        'matchIndex',
        'nextIndex',
        'members',
        'leader',
        'snapshotIndex',
      ] as const),
    ]) {
      const value = patch[field]
      if (value !== undefined) (this[field] as Versions<unknown>).set(step, value)
    }
    if (patch.log !== undefined) this.#takeLog(step, patch.log)
  }

  #takeLog(step: number, { from, entries }: NonNullable<StatePatch['log']>): void {
    const before = this.lastIndex.last ?? 0
    const last = from - 1 + entries.length
    for (const entry of entries) this.#slot(entry.index).set(step, entry)
    for (let index = last + 1; index <= before; index++) this.#slots.get(index)?.set(step, undefined)
    this.lastIndex.set(step, last)
  }

  #slot(index: number): Versions<TraceEntry | undefined> {
    let slot = this.#slots.get(index)
    if (slot === undefined) this.#slots.set(index, (slot = new Versions()))
    return slot
  }

  /** What stands at an index after a step; undefined: nothing, or it is covered by a snapshot and was never seen. */
  entryAt(index: number, step: number): TraceEntry | undefined {
    return this.#slots.get(index)?.at(step)
  }

  isCompacted(index: number, step: number): boolean {
    return index < (this.firstIndex.at(step) ?? 1)
  }

  /** Term of the entry at an index; 0 at index 0; undefined where nothing is known to stand. */
  termAt(index: number, step: number): number | undefined {
    return index === 0 ? 0 : this.entryAt(index, step)?.term
  }

  /** Whether its log has that entry; undefined where a snapshot covers it: snapshots hold what is committed. */
  holds(index: number, term: number, step: number): boolean | undefined {
    if (this.isCompacted(index, step)) return undefined
    return this.termAt(index, step) === term
  }

  /** The first step at which its log has that entry. */
  firstHeld(index: number, term: number): number | undefined {
    return this.#slots.get(index)?.firstStep((entry) => entry?.term === term)
  }

  /** The first step after `from` at which the entry it had is gone or another; undefined: it stays, or is compacted. */
  lostAt(index: number, term: number, from: number): number | undefined {
    const step = this.#slots.get(index)?.firstStep((entry) => entry?.term !== term, from)
    return step === undefined || this.isCompacted(index, step) ? undefined : step
  }

  /** Steps at which what stands at an index changed. */
  changesAt(index: number): readonly number[] {
    return this.#slots.get(index)?.steps ?? []
  }

  /** Where its log ends; undefined where the term of the last entry is not known. */
  endAt(step: number): LogEnd | undefined {
    const index = this.lastIndex.at(step) ?? 0
    const term = this.termAt(index, step)
    return term === undefined ? undefined : { index, term }
  }

  /** The last crash after `from` and before `to`. */
  crashBetween(from: number, to: number): number | undefined {
    return this.crashes.findLast((step) => step > from && step < to)
  }
}

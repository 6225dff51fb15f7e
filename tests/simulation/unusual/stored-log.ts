import type { Json } from '../../../src/base/json.ts'
import type { NodeId } from '../../../src/base/node-id.ts'
import type { EntryView } from '../../../src/record/node-view.ts'
import type { Environment } from '../../../src/subject/contract.ts'

/** `client` and `sequence`: where it offers sessions. */
export type Call = {
  f: 'read' | 'write' | 'cas'
  key?: string
  value?: Json
  client?: number
  sequence?: number
}
/** `id`: equal for both copies of a command that stands in the log twice. */
export type Entry = { term: number; before: number; call: Call | null; id: string }
/** What a client was answered last. */
export type Session = { client: number; sequence: number; outcome: Json }
export type State = { values: { [key: string]: Json }; done: string[]; sessions?: Session[] }
export type Snapshot = { index: number; term: number; state: State }

const digestOf = ({ call, id }: Entry): string =>
  JSON.stringify([id, call && [call.f, call.key ?? '', call.value ?? null, ...requestOf(call)]])

const requestOf = ({ client, sequence }: Call): Json[] =>
  client === undefined ? [] : [client, sequence ?? null]

/**
 * Term, vote, log and snapshot of one server, in memory and on disk: `meta`, `snapshot`, and `log/<index>` one entry
 * each. As any subset of the unsynced writes may survive, an entry names the term before it; where that chain
 * breaks the log ends.
 */
export class StoredLog {
  term = 0
  vote: NodeId | null = null
  snapshot: Snapshot = { index: 0, term: 0, state: { values: {}, done: [] } }
  /** The entries behind the snapshot, as a view shows them. */
  shown: EntryView[] = []
  #entries: Entry[] = []
  readonly #storage: Environment['storage']
  #writes = 0
  #durable = 0

  constructor({ storage }: Pick<Environment, 'storage'>) {
    this.#storage = storage
    this.#recover((storage.load() ?? {}) as Record<string, Json>)
  }

  get lastIndex(): number {
    return this.snapshot.index + this.#entries.length
  }

  get lastTerm(): number {
    return this.termAt(this.lastIndex)
  }

  /** -1 inside the snapshot and behind the end. */
  termAt(index: number): number {
    if (index === this.snapshot.index) return this.snapshot.term
    return this.entryAt(index)?.term ?? -1
  }

  entryAt(index: number): Entry | undefined {
    return this.#entries[index - this.snapshot.index - 1]
  }

  /** From `index` on, at most so many. */
  from(index: number, most: number): Entry[] {
    const at = index - this.snapshot.index - 1
    return this.#entries.slice(at, at + most)
  }

  setMeta(term: number, vote: NodeId | null, durable = true): void {
    ;[this.term, this.vote] = [term, vote]
    if (durable) this.#write('meta', { term, vote })
  }

  add(entry: Entry): void {
    this.#entries.push(entry)
    this.shown.push({ index: this.lastIndex, term: entry.term, digest: digestOf(entry) })
    this.#write(`log/${this.lastIndex}`, entry)
  }

  truncateFrom(index: number): void {
    for (let at = index; at <= this.lastIndex; at++) this.#write(`log/${at}`, null)
    this.#entries.length = this.shown.length = index - this.snapshot.index - 1
  }

  /** Replaces the log up to a snapshot, or all of it where it does not lead on from there. */
  become(snapshot: Snapshot): void {
    const before = this.snapshot.index
    const last = this.lastIndex
    const leadsOn = this.termAt(snapshot.index) === snapshot.term
    const kept = leadsOn ? snapshot.index - before : this.#entries.length
    this.#entries = this.#entries.slice(kept)
    this.shown = this.shown.slice(kept)
    this.snapshot = snapshot
    this.#write('snapshot', snapshot)
    // the entries go when the snapshot is there for them
    this.afterSync(() => {
      const until = leadsOn ? snapshot.index : last
      for (let at = before + 1; at <= until; at++)
        if (at <= this.snapshot.index || this.entryAt(at) === undefined) this.#write(`log/${at}`, null)
    })
  }

  /** Calls back once everything written so far is durable, at once if it is. */
  afterSync(then: () => void): void {
    const covered = this.#writes
    if (this.#durable >= covered) return then()
    this.#storage.sync(() => {
      this.#durable = Math.max(this.#durable, covered)
      then()
    })
  }

  #recover(stored: Record<string, Json>): void {
    const meta = stored['meta'] as { term: number; vote: NodeId | null } | undefined
    if (meta !== undefined) [this.term, this.vote] = [meta.term, meta.vote]
    this.snapshot = (stored['snapshot'] as Snapshot | undefined) ?? this.snapshot
    for (;;) {
      const entry = (stored[`log/${this.lastIndex + 1}`] ?? null) as Entry | null
      if (entry === null || entry.before !== this.lastTerm) break
      this.#entries.push(entry)
      this.shown.push({ index: this.lastIndex, term: entry.term, digest: digestOf(entry) })
    }
    for (const [key, value] of Object.entries(stored)) {
      const index = key.startsWith('log/') ? Number(key.slice(4)) : this.lastIndex
      const inside = index > this.snapshot.index && index <= this.lastIndex
      if (key.startsWith('log/') && !inside && value !== null) this.#write(key, null)
    }
    // the entry survived and the term written with it did not; a vote in that term would have been synced
    if (this.lastTerm > this.term) this.setMeta(this.lastTerm, null)
  }

  #write(key: string, value: unknown): void {
    this.#writes++
    this.#storage.write(key, value as Json)
  }
}

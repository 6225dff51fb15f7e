import type { EntryAddress } from '../entry-links.ts'
import { RunningState } from '../running-state.ts'
import type { ColumnTrace } from '../schema.ts'
import { changes } from '../trace-events.ts'

export type EntryChange = 'born' | 'copied' | 'committed' | 'applied' | 'compacted' | 'overwritten' | 'cut'

/** What happened to an entry on one server. */
export interface EntryMoment {
  readonly row: number
  readonly lane: number
  readonly what: EntryChange
}

/** The rows in which a server had it, `to` not among them; `committed`: from which on it knew it committed. */
export interface EntryStretch {
  readonly lane: number
  readonly from: number
  readonly to: number
  readonly committed: number | undefined
}

export interface EntryLife {
  readonly address: EntryAddress
  readonly command: string
  /** How many rows the trace has: where what is left at its end ends. */
  readonly rows: number
  /** In the order of the trace. */
  readonly moments: readonly EntryMoment[]
  readonly stretches: readonly EntryStretch[]
  /** Lanes of the servers that do not have it at the end of the trace, nor took it into a snapshot. */
  readonly missing: readonly number[]
}

/** Undefined of anything but `index:term`. */
export function readEntryAddress(text: string | null): EntryAddress | undefined {
  const found = /^(\d{1,15}):(\d{1,15})$/.exec(text ?? '')
  return found === null ? undefined : { index: Number(found[1]), term: Number(found[2]) }
}

/** Where an entry came from and what became of it, server by server; undefined where none ever had it. */
export function entryLife(trace: ColumnTrace, address: EntryAddress): EntryLife | undefined {
  const life = new Life(address, trace.t.length)
  for (const [lane, state] of (trace.key.frames[0] ?? []).entries()) {
    if (state === null) continue
    const { log, ...scalars } = state
    life.take(
      0,
      lane,
      log === undefined ? scalars : { ...scalars, log: { from: log[0]?.index ?? 1, entries: log } },
    )
  }
  for (const { event, lane, patch } of changes(trace)) life.take(event, lane, patch)
  return life.told()
}

/** What is known of one server while the trace is read. */
interface Holder {
  readonly lane: number
  readonly state: RunningState
  /** The row since which it has the entry. */
  since?: number
  committed?: number
  isCommitted: boolean
  isApplied: boolean
  hasSnapshot: boolean
}

class Life {
  readonly #address: EntryAddress
  readonly #end: number
  readonly #holders = new Map<number, Holder>()
  readonly #moments: EntryMoment[] = []
  readonly #stretches: EntryStretch[] = []
  #command: string | undefined

  /** `end`: the rows of the trace. */
  constructor(address: EntryAddress, end: number) {
    this.#address = address
    this.#end = end
  }

  take(row: number, lane: number, patch: Parameters<RunningState['apply']>[0]): void {
    let holder = this.#holders.get(lane)
    if (holder === undefined) {
      holder = { lane, state: new RunningState(), isCommitted: false, isApplied: false, hasSnapshot: false }
      this.#holders.set(lane, holder)
    }
    holder.state.apply(patch)
    const entry = holder.state.entryAt(this.#address.index)
    const isCovered = this.#address.index < (holder.state.scalars?.firstIndex ?? 1)
    const isIt = entry?.term === this.#address.term
    // it went into a snapshot before the trace shows it
    if (isIt && isCovered && holder.since === undefined && !holder.hasSnapshot) {
      this.#command ??= entry.command
      holder.since = row
    }
    if (isIt && !isCovered) this.#holds(holder, row, entry.command)
    else this.#lacks(holder, row, isCovered ? 'compacted' : entry === undefined ? 'cut' : 'overwritten')
  }

  #holds(holder: Holder, row: number, command: string): void {
    const say = (what: EntryChange): void => void this.#moments.push({ row, lane: holder.lane, what })
    if (holder.since === undefined) {
      say(this.#command === undefined ? 'born' : 'copied')
      this.#command ??= command
      holder.since = row
    }
    const { commitIndex = 0, lastApplied = 0 } = holder.state.scalars ?? {}
    const isCommitted = commitIndex >= this.#address.index
    const isApplied = lastApplied >= this.#address.index
    if (isCommitted && !holder.isCommitted) say('committed')
    if (isApplied && !holder.isApplied) say('applied')
    if (isCommitted) holder.committed ??= row
    Object.assign(holder, { isCommitted, isApplied })
  }

  #lacks(holder: Holder, row: number, how: EntryChange): void {
    if (holder.since === undefined) return
    this.#moments.push({ row, lane: holder.lane, what: how })
    this.#close(holder, row)
    Object.assign(holder, { isCommitted: false, isApplied: false, hasSnapshot: how === 'compacted' })
  }

  #close(holder: Holder, to: number): void {
    if (holder.since === undefined) return
    this.#stretches.push({ lane: holder.lane, from: holder.since, to, committed: holder.committed })
    delete holder.since
    delete holder.committed
  }

  told(): EntryLife | undefined {
    if (this.#command === undefined) return undefined
    const holders = [...this.#holders.values()]
    const missing = holders.filter(({ since, hasSnapshot }) => since === undefined && !hasSnapshot)
    for (const holder of holders) this.#close(holder, this.#end)
    return {
      rows: this.#end,
      ...{
        address: this.#address,
        command: this.#command,
        moments: this.#moments,
        stretches: this.#stretches,
      },
      missing: missing.map(({ lane }) => lane),
    }
  }
}

import type { EntryView, NodeView } from '../record/node-view.ts'
import type { ShownChange } from './protocol.ts'
import { lockstepBreach } from './answer.ts'

/**
 * What a server shows of itself, put together from its answers. A view whole holds the log whole, which makes a line as
 * long as the log: one that says `logFrom` holds what has changed of it, from that index on.
 */
export class ShownView {
  #view: NodeView | undefined
  /** The log as it is shown: the list itself, which grows. */
  #log: EntryView[] = []
  /** The lowest index of the log that may have changed since this was last set to Infinity; 0: the log whole. */
  changedFrom = 0

  get isThere(): boolean {
    return this.#view !== undefined
  }

  /** The view whole, until the next answer. */
  get now(): NodeView {
    return this.#view as NodeView
  }

  /**
   * `change`: fresh from a line; it becomes the view.
   * @throws ContractBreach when what it says has changed does not follow what was shown.
   */
  take(change: ShownChange): void {
    const { logFrom } = change
    // what is no view at all is shown as it is
    if (logFrom === undefined || Array.isArray(change)) {
      this.#view = change
      this.changedFrom = 0
      // where that is no list, it is found out where every view is checked
      this.#log = Array.isArray(change.log) ? (change.log as EntryView[]) : []
      return
    }
    this.#view = Object.assign(change, { log: this.#changed(change, logFrom), logFrom: undefined })
  }

  #changed({ log, firstIndex }: ShownChange, logFrom: number): readonly EntryView[] {
    const before = this.#view
    if (before === undefined)
      throw wrong(logFrom, 'not said in the first view of a server, which holds the log whole')
    if (!Array.isArray(log)) return log
    const gone = firstIndex - before.firstIndex
    const kept = logFrom - firstIndex
    if (!(Number.isSafeInteger(gone) && gone >= 0 && gone <= this.#log.length))
      throw wrong(logFrom, `said of a log from ${before.firstIndex} on, of which firstIndex shows more now`)
    if (!(Number.isSafeInteger(kept) && kept >= 0 && kept <= this.#log.length - gone))
      throw wrong(
        logFrom,
        `an index from firstIndex, ${firstIndex}, to one past the end of the log as it was shown, ${before.firstIndex + this.#log.length}`,
      )
    const end = this.#log.length - gone
    if (gone > 0) this.#log.splice(0, gone)
    if (kept === end && log.length === 0) return this.#log
    if (kept < end) this.#log.length = kept
    for (const entry of log) this.#log.push(entry)
    if (logFrom < this.changedFrom) this.changedFrom = logFrom
    return this.#log
  }
}

const wrong = (logFrom: unknown, wanted: string): Error =>
  lockstepBreach('view.logFrom', `shows view.logFrom ${JSON.stringify(logFrom)}; it must be ${wanted}`)

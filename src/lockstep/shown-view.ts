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

  get isThere(): boolean {
    return this.#view !== undefined
  }

  /** The view whole, until the next answer. */
  get now(): NodeView {
    return this.#view as NodeView
  }

  /** @throws ContractBreach when what it says has changed does not follow what was shown. */
  take(change: ShownChange): void {
    const { logFrom, ...view } = change
    // what is no view at all is shown as it is
    if (logFrom === undefined || Array.isArray(change)) {
      this.#view = change
      // where that is no list, it is found out where every view is checked
      this.#log = Array.isArray(view.log) ? [...view.log] : []
      return
    }
    this.#view = { ...view, log: this.#changed(change, logFrom) }
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
    if (gone > 0) this.#log.splice(0, gone)
    this.#log.length = kept
    for (const entry of log) this.#log.push(entry)
    return this.#log
  }
}

const wrong = (logFrom: unknown, wanted: string): Error =>
  lockstepBreach('view.logFrom', `shows view.logFrom ${JSON.stringify(logFrom)}; it must be ${wanted}`)

import type { StatePatch, TraceEntry } from '../../src/record/trace.ts'
import type { NodeState } from '../node-state.ts'

/**
 * One server's state, patched in place: the log is not copied at each append, so that a pass over a long run
 * costs as much as its changes. `snapshot()` gives the state as it is now, or null before the first patch.
 */
export class RunningState {
  #scalars: NodeState | null = null
  #log: TraceEntry[] | undefined

  apply(patch: StatePatch): void {
    const { log, ...scalars } = patch
    this.#scalars = { ...this.#scalars, ...scalars }
    if (log === undefined) return
    this.#log ??= []
    const first = this.#log[0]?.index ?? log.from
    const kept = Math.max(0, log.from - first)
    // behind a snapshot that ends past it nothing is left of the log before
    this.#log.length = kept > this.#log.length ? 0 : kept
    for (const entry of log.entries) this.#log.push(entry)
  }

  /** The state without its log: enough for roles and terms, and it costs nothing. */
  get scalars(): NodeState | null {
    return this.#scalars
  }

  entryAt(index: number): TraceEntry | undefined {
    const first = this.#log?.[0]?.index ?? index
    const entry = this.#log?.[index - first]
    return entry?.index === index ? entry : undefined
  }

  /** Its log from `index` on, as a patch; undefined of an index past all that it may hold. */
  logFrom(index: number): StatePatch['log'] {
    if (index === Infinity) return undefined
    const entries = (this.#log ?? []).filter((entry) => entry.index >= index)
    // it may begin later, behind a snapshot that came between
    return { from: Math.max(index, entries[0]?.index ?? index), entries }
  }

  snapshot(): NodeState | null {
    if (this.#scalars === null) return null
    return this.#log === undefined ? this.#scalars : { ...this.#scalars, log: this.#log.slice() }
  }
}

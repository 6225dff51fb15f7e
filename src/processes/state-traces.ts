import { parseStateEvent, StateTraceWatch, type TracedViolation } from '../../checkers/state-trace/index.ts'
import { countOf } from '../base/count-of.ts'
import type { NodeId } from '../base/node-id.ts'
import type { Micros } from '../base/time.ts'

/** How lines of a state trace begin, on stderr. */
const PREFIX = '@trace '

/** The state traces of the servers of a run, held against the invariants line by line. */
export class StateTraces {
  readonly #watch = new StateTraceWatch()
  #unread = 0
  #firstUnread = ''

  get violation(): TracedViolation | undefined {
    return this.#watch.violation
  }

  /** What to warn of: lines that are no events; undefined when there were none. */
  get unreadable(): string | undefined {
    return this.#unread === 0
      ? undefined
      : `${countOf(this.#unread, 'line')} of state traces could not be read; the first: ${this.#firstUnread}`
  }

  /** Takes a line of stderr. A server that ends in the midst of a line has said half of it: that is no finding. */
  take(server: NodeId, incarnation: number, line: string, at: Micros): void {
    if (!line.startsWith(PREFIX)) return
    try {
      this.#watch.take(server, incarnation, parseStateEvent(line.slice(PREFIX.length)), at)
    } catch (error) {
      if (this.#unread++ === 0) this.#firstUnread = `${server}: ${(error as Error).message}`.slice(0, 300)
    }
  }
}

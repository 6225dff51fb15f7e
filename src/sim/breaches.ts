import type { NodeId } from '../base/node-id.ts'
import type { Micros } from '../base/time.ts'
import type { Violation } from '../record/verdict.ts'
import type { ClusterOptions } from './cluster-options.ts'
import { ProcessEndRefused } from './globals/process-end-refused.ts'
import type { Process } from './process.ts'
import { isA, isLast, subjectFailure, withFrozenHint, type Where } from './subject-failure.ts'

/** The run whose breaches they are. */
interface Watched {
  readonly step: number
  readonly now: Micros
  processOf(id: NodeId): Process | undefined
}

/** What broke in a run: the first breach that counts ends it, and it goes on past any other that it can go on past. */
export class Breaches {
  /** The first that counts. */
  violation: Violation | undefined
  readonly #run: Watched
  readonly #options: Pick<ClusterOptions, 'counts' | 'ended' | 'strict'>

  constructor(run: Watched, options: Pick<ClusterOptions, 'counts' | 'ended' | 'strict'>) {
    this.#run = run
    this.#options = options
  }

  /** Takes note of a breach after which nothing can come. */
  report(violation: Violation): void {
    this.violation ??= violation
  }

  /** Takes note of a breach that the run may go on past; whether it counts. */
  found(violation: Violation): boolean {
    if (this.#options.counts?.(violation) === false) return false
    this.report(violation)
    return true
  }

  /**
   * The subject threw, or broke the contract: that is a finding, not a fault of the harness. Where it does not count, an
   * exception ends the process of a server that threw while it handled an event.
   */
  threw(id: NodeId, error: unknown, where?: Where): void {
    // where it tried to end its process, that was the breach, and here it ends
    if (isA(error, ProcessEndRefused)) return this.#end(id)
    const { step, now } = this.#run
    const failure = subjectFailure(id, error, step, now, where)
    const violation = this.#options.strict === true ? withFrozenHint(failure, id) : failure
    if (isLast(violation)) return this.report(violation)
    if (this.found(violation) || violation.property !== 'no-exception' || where !== undefined) return
    this.#end(id)
  }

  #end(id: NodeId): void {
    const process = this.#run.processOf(id)
    if (process !== undefined && this.violation === undefined) this.#options.ended?.(process)
  }
}

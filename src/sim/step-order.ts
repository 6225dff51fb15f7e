import { impossible } from '../base/assert.ts'
import type { Micros } from '../base/time.ts'
import type { StepKind } from '../record/trace.ts'
import type { Process } from './process.ts'

/** Steps follow each other in time, and each finds its server in a state in which that can happen to it. */
export class StepOrder {
  #now: Micros = 0

  /** @throws HarnessError when the step of this kind cannot happen now, `process` being as it is before it. */
  begins(kind: StepKind, process: Process | undefined, now: Micros): void {
    if (!(now >= this.#now))
      impossible(`a ${kind} step is at ${now} us, and the step before it was at ${this.#now} us`)
    this.#now = now
    if (process !== undefined && !canHappen(kind, process.status))
      impossible(`a ${kind} step of ${process.id}, which is ${process.status}`)
  }
}

function canHappen(kind: StepKind, status: Process['status']): boolean {
  switch (kind) {
    case 'start':
    case 'restart':
      return status === 'down'
    case 'crash':
      return status !== 'down'
    case 'resume':
      return status === 'paused'
    case 'timer':
    case 'synced':
      // a server that is starting may need its disk and its timers to finish
      return status === 'up' || status === 'starting'
    default:
      return status === 'up'
  }
}

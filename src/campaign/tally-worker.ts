import { InputError } from '../base/input-error.ts'
import type { OrderOutcome, Worker } from './worker-pool.ts'
import type { WorkOrder } from '../testcase/work-order.ts'
import { InProcessHost, loadSubject } from '../testcase/in-process-host.ts'
import type { SubjectChoice } from '../testcase/subject-host.ts'
import { endingText, isDeath, printedText, standsStill } from '../isolation/ending.ts'
import type { SubjectBounds } from '../isolation/protocol.ts'
import { SubjectProcess } from '../isolation/subject-process.ts'

/** A worker of a campaign that is a process of its own. */
export class ProcessWorker implements Worker {
  readonly #start: () => SubjectProcess
  #process: SubjectProcess

  constructor(choice: SubjectChoice, bounds: SubjectBounds) {
    this.#start = () => new SubjectProcess(choice, bounds)
    this.#process = this.#start()
  }

  async run(order: WorkOrder): Promise<OrderOutcome> {
    if (this.#process.gone) {
      await this.#process.close()
      this.#process = this.#start()
    }
    const outcome = await this.#process.ask('tally', order)
    if (outcome.type === 'answer') return { type: 'done', tally: outcome.answer }
    if (outcome.type === 'threw') {
      const { badInput } = outcome
      if (badInput !== undefined) throw new InputError(badInput.reason, badInput.place)
      return { type: 'threw', message: outcome.message }
    }
    const { ending } = outcome
    return {
      type: 'ended',
      // a subject may have written another
      position: Math.min(ending.position, order.seeds.length - 1),
      because: `${endingText(ending)}${printedText(ending)}`,
      how: standsStill(ending) ? 'stands' : isDeath(ending) ? 'died' : 'undecided',
      shape: ending.by,
    }
  }

  halt(): void {
    this.#process.halt()
  }

  close(): Promise<void> {
    return this.#process.close()
  }
}

/** A worker of a campaign in this process, for debugging: what ends it ends the campaign. */
export class InProcessWorker implements Worker {
  readonly #host: InProcessHost
  #halted = false

  constructor(choice: SubjectChoice) {
    this.#host = new InProcessHost(() => loadSubject(choice), choice.target)
  }

  async run(order: WorkOrder): Promise<OrderOutcome> {
    const tally = await this.#host.tally(order, { began: () => undefined, halted: () => this.#halted })
    return { type: 'done', tally }
  }

  halt(): void {
    this.#halted = true
  }

  close(): Promise<void> {
    return Promise.resolve()
  }
}

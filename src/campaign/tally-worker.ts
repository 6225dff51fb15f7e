import { defined } from '../base/defined.ts'
import { InputError } from '../base/input-error.ts'
import { parsePlan, type Plan } from '../run/plan.ts'
import { parseToken } from '../run/replay-token.ts'
import type { WorkerCorpus } from './worker-corpus.ts'
import type { OrderOutcome, Worker } from './worker-pool.ts'
import type { WorkOrder } from '../testcase/work-order.ts'
import { InProcessHost, loadSubject } from '../testcase/in-process-host.ts'
import type { SubjectChoice } from '../testcase/subject-host.ts'
import { endingText, isDeath, printedText, standsStill, type Ending } from '../isolation/ending.ts'
import type { SubjectBounds } from '../isolation/protocol.ts'
import { SubjectProcess } from '../isolation/subject-process.ts'

/** A worker of a campaign that is a process of its own. */
export class ProcessWorker implements Worker {
  readonly #start: () => SubjectProcess
  readonly #corpus: WorkerCorpus | undefined
  #process: SubjectProcess

  /** `corpus`: what its guided runs go on from. Default: none of its runs is guided. */
  constructor(choice: SubjectChoice, bounds: SubjectBounds, corpus?: WorkerCorpus) {
    this.#start = () => {
      corpus?.forgotten()
      return new SubjectProcess(choice, bounds)
    }
    this.#corpus = corpus
    this.#process = this.#start()
  }

  async run(plain: WorkOrder): Promise<OrderOutcome> {
    await this.#renew()
    const order = this.#corpus?.told(plain) ?? plain
    const outcome = await this.#process.ask('tally', order)
    if (outcome.type === 'answer') {
      this.#corpus?.learn(plain, outcome.answer)
      return { type: 'done', tally: outcome.answer }
    }
    if (outcome.type === 'threw') {
      const { badInput } = outcome
      if (badInput !== undefined) throw new InputError(badInput.reason, badInput.place)
      return { type: 'threw', message: outcome.message }
    }
    const { ending } = outcome
    const plan = plain.guided === undefined ? undefined : plannedIn(ending)
    return {
      type: 'ended',
      // a subject may have written another
      position: Math.min(ending.position, order.seeds.length - 1),
      because: `${endingText(ending)}${printedText(ending)}`,
      how: standsStill(ending) ? 'stands' : isDeath(ending) ? 'died' : 'undecided',
      shape: ending.by,
      ...defined({ plan }),
    }
  }

  async #renew(): Promise<void> {
    if (!this.#process.gone) return
    await this.#process.close()
    this.#process = this.#start()
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
  readonly #corpus: WorkerCorpus | undefined
  #halted = false

  constructor(choice: SubjectChoice, corpus?: WorkerCorpus) {
    this.#corpus = corpus
    this.#host = new InProcessHost(() => loadSubject(choice), choice.target)
  }

  async run(plain: WorkOrder): Promise<OrderOutcome> {
    const order = this.#corpus?.told(plain) ?? plain
    const tally = await this.#host.tally(order, { began: () => undefined, halted: () => this.#halted })
    this.#corpus?.learn(plain, tally)
    return { type: 'done', tally }
  }

  halt(): void {
    this.#halted = true
  }

  close(): Promise<void> {
    return Promise.resolve()
  }
}

/** The plan of a guided run that ended its process, as that told it; undefined: it is that of its seed. */
function plannedIn({ planned }: Ending): Plan | undefined {
  if (planned === undefined) return undefined
  try {
    const run = parseToken(planned)
    return run.by === 'plan' ? parsePlan(run.plan, 'the token') : undefined
  } catch (error) {
    // the subject wrote into the pipe itself
    if (error instanceof InputError) return undefined
    throw error
  }
}

import type { FailureReport } from '../../reports/index.ts'
import { HarnessError } from '../base/assert.ts'
import { InputError } from '../base/input-error.ts'
import { diedResult, judgedEnd, reportEnded, undecidedResult } from '../testcase/ended-run.ts'
import type {
  AnswerOf,
  ExploreOrder,
  HuntOrder,
  MinimizeOrder,
  OrderOf,
  RunOrder,
  RunProgress,
  SubjectChoice,
  SubjectDescription,
  SubjectHost,
  SubjectVerb,
} from '../testcase/subject-host.ts'
import type { Explored, SearchProgress } from '../testcase/explored.ts'
import type { Hunt } from '../testcase/planted-hunt.ts'
import type { MadeRun } from '../run/made-run.ts'
import { recordOf } from '../run/record.ts'
import type { Plan } from '../run/plan.ts'
import type { Replayable } from '../run/replay-token.ts'
import { endingText, isDeath, printedText, standsStill, type Ending } from './ending.ts'
import type { SubjectBounds } from './protocol.ts'
import { SubjectProcess, type Outcome } from './subject-process.ts'

const defaultBounds: SubjectBounds = { silence: 30_000, run: 300_000, memory: 2048 }

/** The bounds of a process whose steps may take so long; `silence` in milliseconds. */
export const boundsOf = (silence = defaultBounds.silence): SubjectBounds => ({
  ...defaultBounds,
  silence,
  run: 10 * silence,
})

/** Runs subjects in a process of their own, which is started anew when it has died. */
export class ProcessHost implements SubjectHost {
  readonly #choice: SubjectChoice
  readonly #bounds: SubjectBounds
  #process: SubjectProcess | undefined
  #closed = false

  /** Starts its process at once: it loads while the caller gets ready. */
  constructor(choice: SubjectChoice, bounds: Partial<SubjectBounds> = {}) {
    this.#choice = choice
    this.#bounds = { ...defaultBounds, ...bounds }
    this.#process = new SubjectProcess(this.#choice, this.#bounds)
  }

  async describe(): Promise<SubjectDescription> {
    return this.#told('describe', null, 'while it loads')
  }

  async run(order: RunOrder, onProgress?: (progress: RunProgress) => void): Promise<MadeRun> {
    let isMade = false
    const told = (progress: RunProgress): void => {
      isMade ||= progress.made === true
      onProgress?.(progress)
    }
    const outcome = await this.#made(order, told)
    if (outcome.type !== 'ended') return outcome.answer
    // it came to its end, and what ended the process is the run that should have explained it
    const { ahead: _, ...alone } = order
    const again = isMade ? await this.#ask('run', { ...alone, unexplained: true }, onProgress) : outcome
    return again.type === 'ended' ? endedRun(await this.#plan(order), again.ending) : again.answer
  }

  async replay(run: Replayable): Promise<MadeRun> {
    const outcome = await this.#twice('replay', run)
    if (outcome.type !== 'ended') return outcome.answer
    const plan = run.by === 'plan' ? run.plan : await this.#plan({ ...run, keep: 'digest' })
    return endedRun(plan, outcome.ending)
  }

  async minimize(order: MinimizeOrder): Promise<FailureReport> {
    const outcome = await this.#ask('minimize', order)
    if (outcome.type !== 'ended') return outcome.answer
    // some smaller run ended the process: the failure is reported as it is
    const { failure } = order
    const plain = await this.#ask('minimize', { failure, limits: { skip: true } })
    if (plain.type !== 'ended') return plain.answer
    // nor can it be made once more with its trace: what is known of it is told
    const { plan, result, target, token } = failure
    return reportEnded(recordOf(plan, result, target, token))
  }

  async hunt(order: HuntOrder): Promise<Hunt> {
    return this.#told('hunt', order, 'in a hunt')
  }

  async explore(order: ExploreOrder, onProgress?: (progress: SearchProgress) => void): Promise<Explored> {
    const process = this.#begun()
    process.onSearched = onProgress
    try {
      const outcome = await this.#ask('explore', order)
      if (outcome.type !== 'ended') return outcome.answer
      const ended = `${endingText(outcome.ending)}${printedText(outcome.ending)}`
      return { nodes: 0, rounds: [], symmetric: false, identity: 'past', unconfirmed: 0, known: [], ended }
    } finally {
      process.onSearched = undefined
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#process?.close()
  }

  async #plan(order: RunOrder): Promise<Plan> {
    return this.#told('plan', order, 'before the run')
  }

  /** An order whose answer there must be: a process that ends instead means that the subject cannot be used. */
  async #told<V extends SubjectVerb>(verb: V, order: OrderOf<V>, when: string): Promise<AnswerOf<V>> {
    const outcome = await this.#ask(verb, order)
    if (outcome.type !== 'ended') return outcome.answer
    const { ending } = outcome
    throw new InputError(`${endingText(ending)}, ${when}${printedText(ending)}`, {
      file: this.#choice.target,
    })
  }

  /** Which of runs that take turns ends the process, nobody knows: then this one is made alone. */
  async #made(
    { ahead, ...alone }: RunOrder,
    onProgress?: (progress: RunProgress) => void,
  ): Promise<Exclude<Outcome<'run'>, { type: 'threw' }>> {
    if (ahead !== undefined) {
      const outcome = await this.#ask('run', { ...alone, ahead }, onProgress)
      if (outcome.type !== 'ended') return outcome
    }
    return this.#twice('run', alone, onProgress)
  }

  /** A process that dies is not the run's doing for sure until it dies again, alone. */
  async #twice<V extends 'run' | 'replay'>(
    verb: V,
    order: OrderOf<V>,
    onProgress?: (progress: RunProgress) => void,
  ): Promise<Exclude<Outcome<V>, { type: 'threw' }>> {
    const first = await this.#ask(verb, order, onProgress)
    if (first.type !== 'ended' || standsStill(first.ending)) return first
    return this.#ask(verb, order, onProgress)
  }

  /** The process as it is, or another one where it has ended. */
  #begun(): SubjectProcess {
    if (this.#process === undefined || this.#process.gone)
      this.#process = new SubjectProcess(this.#choice, this.#bounds)
    return this.#process
  }

  async #ask<V extends SubjectVerb>(
    verb: V,
    order: OrderOf<V>,
    onProgress?: (progress: RunProgress) => void,
  ): Promise<Exclude<Outcome<V>, { type: 'threw' }>> {
    if (this.#closed) throw new HarnessError('the host of the subject is closed')
    if (this.#process?.gone === true) await this.#process.close()
    const outcome = await this.#begun().ask(verb, order, onProgress)
    if (outcome.type !== 'threw') return outcome
    const { badInput } = outcome
    if (badInput !== undefined) throw new InputError(badInput.reason, badInput.place)
    throw new HarnessError(outcome.message)
  }
}

/** What can be said of a run whose process ended. */
function endedRun(plan: Plan, ending: Ending): MadeRun {
  const text = `${endingText(ending)}${printedText(ending)}`
  if (!isDeath(ending)) return { plan, result: undecidedResult(text), ended: 'undecided' }
  const result = diedResult(endingText(ending), ending.by, ending.stand?.step ?? 0, ending.printed.slice(-5))
  return { plan, result: judgedEnd(result, plan), ended: 'died' }
}

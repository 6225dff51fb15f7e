import { InputError } from '../base/input-error.ts'
import { didYouMean } from '../base/did-you-mean.ts'
import { nameText } from '../base/name-text.ts'
import type { EventPlaces } from './event-places.ts'
import type { HistoryEvent } from './history-event.ts'
import { misfit, misfitOf, openMisfit, type Misfit } from './misfit.ts'
import { operationRecord } from './operation-record.ts'
import type { OperationRecord } from './operation-record.ts'
import type { Operation, Outcome, ProcessId } from './operation.ts'
import { SharedOutcomes } from './shared-outcomes.ts'

export interface PairingOptions {
  /** Names the file in error messages; default `history`. */
  readonly name?: string
  /** The functions of the model; any other is an error. Default: all are allowed. */
  readonly functions?: ReadonlySet<string>
  /** Functions that are allowed beside those of the model. Default: none. */
  readonly besides?: ReadonlySet<string>
  /** The model's name, for the message about a function it lacks. */
  readonly model?: string
  /** Whether operations keep the times of their events; checking needs only their order. Default: true. */
  readonly times?: boolean
  /**
   * Makes of each operation that is kept what it shall be; it has no id yet. Default: itself. With the lines of its
   * events, 0 for none.
   */
  readonly reshape?: (operation: OperationRecord, lines: OperationLines) => OperationRecord
  /** The functions whose completion must not have another value than the invocation. Default: none. */
  readonly repeatsValue?: ReadonlySet<string>
  /** The functions whose failed operations are kept: a transaction's, to tell an aborted read. Default: none. */
  readonly keepFailedOf?: ReadonlySet<string>
  /** How many of the failed operations that are left out are listed apart, to explain a failure. Default: none. */
  readonly maxFailed?: number
}

/** A failed operation that is left out, with the line of its invocation. Its id is below 0. */
export interface FailedOperation {
  readonly operation: Operation
  readonly lines: OperationLines
}

/** Lines of an operation's invocation and completion, 0 without one. */
export interface OperationLines {
  readonly invoked: number
  readonly returned: number
}

/** What events say beside the operations. */
export interface PairedEvents {
  /** The first failed operations that are left out, by completion; see {@link PairingOptions.maxFailed}. */
  readonly failed: readonly FailedOperation[]
  /** Each function in the history, with the line of its first event. */
  readonly functions: ReadonlyMap<string, number>
  /** Events of clients. */
  readonly events: number
  /** Operations that succeeded; without one a history proves nothing. */
  readonly succeeded: number
}

/** A history as operations, by invocation, with what an error about one of them needs. */
export interface PairedHistory extends PairedEvents {
  readonly operations: readonly Operation[]
  /** Where the operations stand in the file, by their ids. */
  readonly places: EventPlaces
}

/** The completion of an operation, and where it stands: among the events, from 0, and in the file, by lines from 1. */
export interface Completion {
  readonly event: HistoryEvent<ProcessId>
  readonly position: number
  readonly line: number
}

/** What becomes of the operations that a {@link Pairing} finds. */
export interface OperationKeeper {
  /** Whether it holds them to the end: then those near each other share equal outcomes. */
  readonly holdsAll: boolean
  /** One is invoked: a number that it is known by from then on. */
  invoked(event: HistoryEvent<ProcessId>): number
  /** It says something: what came of it, in full but for its id; no completion at the end of a history. */
  keep(slot: number, operation: OperationRecord, line: number, completion: Completion | undefined): void
  /** It failed, and says nothing. */
  leaveOut(slot: number): void
}

interface Open {
  /** What its keeper knows it by. */
  readonly slot: number
  readonly event: HistoryEvent<ProcessId>
  readonly position: number
  readonly line: number
}

/**
 * Pairs invocations with their completions by process, one event after the other. The order of the calls is
 * the real-time order. An operation without completion, or with an `info` one, has an unknown outcome and
 * never returns. A failed one is left out, except a `cas` that says what it observed.
 *
 * A process may go on after `info`: Jepsen's never do, but the open operation stays open to the end
 * of the history either way.
 */
export class Pairing {
  readonly #options: PairingOptions
  readonly #keeper: OperationKeeper
  readonly #open = new Map<ProcessId, Open>()
  readonly #outcomes: SharedOutcomes
  readonly #failed: FailedOperation[] = []
  readonly #functions = new Map<string, number>()
  #events = 0
  #succeeded = 0

  constructor(keeper: OperationKeeper, options: PairingOptions = {}) {
    this.#keeper = keeper
    this.#outcomes = new SharedOutcomes(keeper.holdsAll)
    this.#options = options
  }

  /**
   * Takes the next event; `line` counts from 1.
   * @throws InputError when it does not fit.
   */
  add(event: HistoryEvent<ProcessId>, line: number): void {
    const position = this.#events++
    this.#checkFunction(event, line)
    const open = this.#open.get(event.process)
    if (event.type === 'invoke') {
      if (open !== undefined) throw this.#error(line, openMisfit(event, open))
      this.#open.set(event.process, { slot: this.#keeper.invoked(event), event, position, line })
      return
    }
    const wrong = misfitOf(event, open, this.#options.repeatsValue)
    if (wrong !== undefined) throw this.#error(line, wrong)
    this.#open.delete(event.process)
    this.#complete(open as Open, event, position, line)
  }

  /** What was found, beside the operations. Those still open have an unknown outcome. Ends the pairing. */
  finish(): PairedEvents {
    for (const open of this.#open.values()) {
      this.#keep(open, { type: 'info', error: 'no completion in the history' })
    }
    return {
      failed: this.#failed,
      functions: this.#functions,
      events: this.#events,
      succeeded: this.#succeeded,
    }
  }

  #complete(open: Open, event: HistoryEvent<ProcessId>, position: number, line: number): void {
    const outcome = this.#outcomes.of(event)
    const observes = outcome.type === 'fail' && event.f === 'cas' && outcome.observed !== undefined
    if (outcome.type === 'fail' && !observes && this.#options.keepFailedOf?.has(event.f) !== true) {
      this.#leaveOut(open, outcome, { event, position, line })
      return
    }
    if (outcome.type === 'ok') this.#succeeded++
    this.#keep(open, outcome, { event, position, line })
  }

  #leaveOut(open: Open, outcome: Outcome, completion: Completion): void {
    this.#keeper.leaveOut(open.slot)
    const { length } = this.#failed
    if (length >= (this.#options.maxFailed ?? 0)) return
    const operation = { ...paired(open, outcome, completion, this.#options.times !== false), id: -1 - length }
    this.#failed.push({ operation, lines: { invoked: open.line, returned: completion.line } })
  }

  #keep(open: Open, outcome: Outcome, completion?: Completion): void {
    const operation = paired(open, outcome, completion, this.#options.times !== false)
    const lines = { invoked: open.line, returned: completion?.line ?? 0 }
    const kept = this.#options.reshape?.(operation, lines) ?? operation
    this.#keeper.keep(open.slot, kept, open.line, completion)
  }

  #checkFunction({ f }: HistoryEvent<ProcessId>, line: number): void {
    if (this.#functions.has(f)) return
    this.#functions.set(f, line)
    const { functions, besides, model } = this.#options
    if (functions === undefined || functions.has(f) || besides?.has(f) === true) return
    const whose = model === undefined ? 'the model' : `model ${model}`
    throw this.#error(
      line,
      misfit(
        'f',
        `${whose} has no function ${nameText(f)}, only ${[...functions].join(', ')}; choose another --model or correct the line${didYouMean(f, functions)}`,
      ),
    )
  }

  #error(line: number, { field, reason }: Misfit): InputError {
    return new InputError(reason, { file: this.#options.name ?? 'history', line, field })
  }
}

function paired(
  { event, position }: Open,
  outcome: Outcome,
  completion: Completion | undefined,
  times: boolean,
): OperationRecord {
  const key = event.key ?? completion?.event.key
  const request = event.request ?? completion?.event.request
  const returned = completion === undefined || outcome.type === 'info' ? Infinity : completion.position
  const operation = operationRecord(event, key, outcome, position, returned)
  if (times && event.time !== undefined) operation.invokedAt = event.time
  if (times && completion?.event.time !== undefined) operation.returnedAt = completion.event.time
  if (request !== undefined) operation.request = request
  return operation
}

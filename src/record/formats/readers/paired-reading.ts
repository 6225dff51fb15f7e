import { InputError } from '../../../base/input-error.ts'
import type { HistoryEvent } from '../../history-event.ts'
import type { ProcessId } from '../../operation.ts'
import { judgedHistory } from '../../judged-history.ts'
import { HeldOperations } from '../../held-operations.ts'
import { OperationsOfObjects } from '../../operations-of-objects.ts'
import { Pairing } from '../../pairing.ts'
import type {
  FailedOperation,
  OperationKeeper,
  PairedEvents,
  PairedHistory,
  PairingOptions,
} from '../../pairing.ts'
import { IndependentTuples } from './independent.ts'
import { readEvents } from './read-history.ts'
import type { SkippedKind, SkippedLines } from './skipped-lines.ts'
import type { Source } from './source.ts'
import { TransactionEvents } from './transaction-events.ts'

export interface PairedReadingOptions extends Omit<PairingOptions, 'name' | 'reshape'> {
  /** Whether values are said to be `[key value]` tuples. Otherwise it is found out. */
  readonly independent: boolean
  /** Whether a list of micro-operations is a transaction, whatever its function is called. */
  readonly transactions: boolean
  /** The keys of the objects whose operations are wanted, where an earlier reading told. Default: all. */
  readonly objects?: ReadonlySet<string | undefined>
  /** Called before each chunk: what it throws ends the reading. */
  readonly onChunk?: () => void
}

/** The reading of one file: from its bytes to the operations that clients are judged by. */
export class PairedReading {
  readonly #source: Source
  readonly #options: PairedReadingOptions
  readonly #tuples: IndependentTuples
  readonly #skipped: { [Kind in SkippedKind]?: number } = {}
  #lines = 0

  constructor(source: Source, options: PairedReadingOptions) {
    this.#source = source
    this.#options = options
    this.#tuples = new IndependentTuples(source.name, options.independent)
  }

  /** Lines that are no events of clients, so far. */
  get skipped(): SkippedLines {
    return this.#skipped
  }

  /** The last line that was read. */
  get lines(): number {
    return this.#lines
  }

  /** Whether values were taken apart as `[key value]`. */
  get isIndependent(): boolean {
    return this.#tuples.areFound()
  }

  /**
   * Reads all of it, once.
   * @throws InputError with file and line at the first flaw.
   */
  async read(): Promise<PairedHistory> {
    const { objects } = this.#options
    const keeper = objects === undefined ? new HeldOperations() : new OperationsOfObjects(objects)
    const judged = judgedHistory(keeper.history(await this.readInto(keeper)))
    if (!this.isIndependent) return judged
    return { ...judged, failed: judged.failed.flatMap((one) => apart(this.#tuples, one)) }
  }

  /**
   * Reads all of it, once, and gives each operation away as soon as it is known: none is held. What a whole history alone
   * tells is not looked into: what became of a request by a later query, and that values are tuples.
   * @throws InputError with file and line at the first flaw, and what the keeper throws.
   */
  async readInto(keeper: OperationKeeper): Promise<PairedEvents> {
    const { transactions: takesTransactions, onChunk = () => undefined } = this.#options
    const transactions = takesTransactions ? new TransactionEvents() : undefined
    const pairing = new Pairing(keeper, {
      ...this.#options,
      name: this.#source.name,
      reshape: (operation, at) => this.#tuples.take(operation, at),
    })
    const onSkipped = (kind: SkippedKind, line: number): void => {
      this.#skipped[kind] = (this.#skipped[kind] ?? 0) + 1
      this.#lines = line
    }
    const take = (event: HistoryEvent<ProcessId>, line: number): void => {
      this.#lines = line
      pairing.add(transactions?.take(event) ?? event, line)
    }
    await readEvents(this.#source, take, { onSkipped, onChunk })
    return pairing.finish()
  }
}

/** A failed operation only helps to explain: one that is no tuple is passed over. */
function apart(tuples: IndependentTuples, { operation, lines }: FailedOperation): FailedOperation[] {
  try {
    const { id } = operation
    return [{ operation: { ...tuples.take({ ...operation }, lines), id }, lines }]
  } catch (error) {
    if (error instanceof InputError) return []
    throw error
  }
}

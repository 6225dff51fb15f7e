import type { HistoryEvent } from '../../history-event.ts'
import type { ProcessId } from '../../operation.ts'
import { isTuple } from './independent-tuple.ts'
import { looksLikeTransaction, normalTransaction } from './transaction-value.ts'

/**
 * Reads events whose value is a list of micro-operations as those of `txn`, whatever their `f`: Jepsen's tests name
 * transactions that only read, or only write, by what they do, and Knossos' micro-operations are `:read` and `:write`.
 * A completion without a value belongs to its invocation.
 */
export class TransactionEvents {
  /** The `f` under which each process' open transaction was invoked. */
  readonly #open = new Map<ProcessId, string>()

  take(event: HistoryEvent<ProcessId>): HistoryEvent<ProcessId> {
    const { process, type, f } = event
    const value = transactionIn(event.value)
    if (type === 'invoke') {
      if (value === undefined) return event
      this.#open.set(process, f)
      return { ...event, f: 'txn', value }
    }
    if (this.#open.size === 0 || !this.#open.has(process)) return event
    const invoked = this.#open.get(process)
    this.#open.delete(process)
    // another f is a mistake, and must stay one
    if (invoked !== f && f !== 'txn') return event
    return value === undefined ? { ...event, f: 'txn' } : { ...event, f: 'txn', value }
  }
}

/** The transaction that a value is, or holds as an independent tuple, under the names that checkers know. */
function transactionIn(value: unknown): unknown {
  if (!Array.isArray(value)) return undefined
  if (looksLikeTransaction(value)) return normalTransaction(value)
  if (isTuple(value) && looksLikeTransaction(value[1])) return [value[0], normalTransaction(value[1])]
  return undefined
}

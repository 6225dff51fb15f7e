import type { Operation } from '../src/record/operation.ts'
import { generateRegisters } from './checker-histories.ts'

/** What a set or a queue is asked to do, without unknown outcomes. */
export interface SetQueueWorkload {
  readonly operations: number
  readonly clients: number
  /** Two results in the middle of the history are given to one another. */
  readonly swapped?: boolean
  readonly seed?: number
}

export interface SetWorkload extends Omit<SetQueueWorkload, 'operations'> {
  /** About so many. */
  readonly adds: number
  /** Reads of the whole set. */
  readonly reads: number
}

/** The history of a register with every write as an add, and some of its reads as reads of the whole set. */
export function generateSets({ adds, reads, ...workload }: SetWorkload): Operation[] {
  const operations = effectsOf({ ...workload, operations: 2 * adds })
  const added: unknown[] = []
  const all = operations.filter(({ f }) => f === 'read')
  const every = Math.floor(all.length / reads)
  const kept = new Set(all.filter((_, index) => index % every === every - 1))
  const history = operations.flatMap((operation): Operation[] => {
    if (operation.f === 'write') {
      added.push(operation.value)
      return [{ ...operation, f: 'add' }]
    }
    return kept.has(operation) ? [{ ...operation, outcome: { type: 'ok', value: [...added] } }] : []
  })
  return finished(history, 'read', workload)
}

/** The history of a register with every write as an enqueue and every read as a dequeue. */
export function generateQueues(workload: SetQueueWorkload): Operation[] {
  const queue: unknown[] = []
  const history = effectsOf(workload).map((operation): Operation => {
    if (operation.f === 'read')
      return { ...operation, f: 'dequeue', outcome: { type: 'ok', value: queue.shift() ?? null } }
    queue.push(operation.value)
    return { ...operation, f: 'enqueue' }
  })
  return finished(history, 'dequeue', workload)
}

/** In the order in which they took effect: what wrote n comes before what read n. */
function effectsOf({ operations, clients, seed = 1 }: SetQueueWorkload): Operation[] {
  const placeOf = ({ f, value, outcome }: Operation): number =>
    f === 'write' ? (value as number) : outcome.type === 'ok' ? Number(outcome.value ?? 0) + 0.5 : 0
  return generateRegisters({ operations, clients, seed }).sort(
    (a, b) => placeOf(a) - placeOf(b) || a.invoked - b.invoked,
  )
}

function finished(
  history: Operation[],
  f: string,
  { swapped = false }: { readonly swapped?: boolean },
): Operation[] {
  const results = history.filter((operation) => operation.f === f)
  const middle = results.length >> 1
  const [one, other] = [results[middle], results[middle + (results.length >> 3)]]
  return history
    .map((operation) => {
      if (!swapped || one === undefined || other === undefined) return operation
      if (operation === one) return { ...one, outcome: other.outcome }
      return operation === other ? { ...other, outcome: one.outcome } : operation
    })
    .sort((a, b) => a.invoked - b.invoked)
}

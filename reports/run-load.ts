import { greatest } from '../src/base/extremes.ts'
import type { HistoryEvent } from '../src/record/history-event.ts'
import type { FaultRecord } from '../src/record/run-record.ts'

/** What clients got in one span of a run; times in milliseconds. */
export interface LoadBucket {
  readonly from: number
  /** Operations that ended in it, by outcome. */
  readonly ok: number
  readonly fail: number
  readonly info: number
  /** How long those that succeeded took; absent: none did. */
  readonly p50?: number
  readonly p95?: number
  readonly p99?: number
}

/** What clients got over a run, and which faults were on. */
export interface RunLoad {
  /** Length of a bucket in milliseconds. */
  readonly every: number
  readonly buckets: readonly LoadBucket[]
  readonly faults: readonly { readonly kind: string; readonly from: number; readonly to: number }[]
}

/** Fewer say nothing about rates. */
const MIN_OPERATIONS = 10
const MAX_BUCKETS = 40
const MAX_BANDS = 200

/** Undefined: its operations are too few, or have no times. */
export function runLoad(
  history: readonly HistoryEvent[],
  faults: readonly FaultRecord[],
): RunLoad | undefined {
  const ended = endedOperations(history)
  const last = Math.max(0, greatest(ended.map(({ at }) => at)))
  if (ended.length < MIN_OPERATIONS || last <= 0) return undefined
  const every = roundSpan(last / MAX_BUCKETS)
  const byBucket = Map.groupBy(ended, ({ at }) => Math.floor(at / every))
  const buckets = Array.from({ length: Math.floor(last / every) + 1 }, (_, number) =>
    bucketOf(number * every, byBucket.get(number) ?? []),
  )
  const bands = faults.flatMap(({ kind, activations }) =>
    activations
      .filter(({ nodes }) => nodes.length > 0)
      .map(({ from, to }) => ({ kind, from: from / 1000, to: to === null ? last : to / 1000 })),
  )
  return { every, buckets, faults: bands.filter(({ from }) => from < last).slice(0, MAX_BANDS) }
}

interface Ended {
  readonly type: 'ok' | 'fail' | 'info'
  readonly at: number
  readonly took: number
}

/** An operation ends when its client learns what became of it, or that it will not. */
function endedOperations(history: readonly HistoryEvent[]): Ended[] {
  const open = new Map<number, number>()
  const ended: Ended[] = []
  for (const { process, type, time } of history) {
    if (time === undefined) continue
    const at = time / 1e6
    if (type === 'invoke') {
      open.set(process, at)
      continue
    }
    const since = open.get(process)
    if (since !== undefined) ended.push({ type, at, took: at - since })
    open.delete(process)
  }
  return ended
}

function bucketOf(from: number, ended: readonly Ended[]): LoadBucket {
  const count = (type: Ended['type']): number => ended.filter((one) => one.type === type).length
  const took = ended
    .filter(({ type }) => type === 'ok')
    .map((one) => one.took)
    .sort((a, b) => a - b)
  const counts = { from, ok: count('ok'), fail: count('fail'), info: count('info') }
  if (took.length === 0) return counts
  return { ...counts, p50: quantile(took, 0.5), p95: quantile(took, 0.95), p99: quantile(took, 0.99) }
}

/** The least value that so large a share does not exceed. */
const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0

/** The next of 1, 2, 5, 10, 20, 50, ... milliseconds. */
function roundSpan(millis: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, millis)))
  return ([1, 2, 5].find((times) => times * power >= millis) ?? 10) * power
}

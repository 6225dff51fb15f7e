/** Counts durations in buckets, as Prometheus wants them. */
import { elementAt } from '../../base/element-at.ts'

export class Histogram {
  /** Upper bounds of the buckets in seconds, ascending; one more bucket takes what is longer. */
  readonly bounds: readonly number[]
  /** How many fell into each bucket (not cumulative); one more than there are bounds. */
  readonly counts: number[]
  count = 0
  /** Sum of all, in seconds. */
  sum = 0

  constructor(bounds: readonly number[]) {
    this.bounds = bounds
    this.counts = new Array<number>(bounds.length + 1).fill(0)
  }

  observe(seconds: number): void {
    let bucket = 0
    while (bucket < this.bounds.length && seconds > elementAt(this.bounds, bucket)) bucket++
    this.counts[bucket] = elementAt(this.counts, bucket) + 1
    this.count++
    this.sum += seconds
  }
}

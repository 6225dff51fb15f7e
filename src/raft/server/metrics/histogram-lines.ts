import { elementAt } from '../../../base/element-at.ts'
import { numberText, sampleLine, type Labels } from './exposition.ts'

/** How often values fell into which range. */
export interface HistogramCounts {
  /** Upper bounds, ascending; one more bucket takes what is above all of them. */
  readonly bounds: readonly number[]
  readonly counts: readonly number[]
  readonly count: number
  readonly sum: number
}

/** Upper bounds, in seconds, for what takes from a quarter of a millisecond to ten seconds. */
export const secondsBounds: readonly number[] = [
  0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
]

/** The samples under a name: here a bucket counts all that is no larger than its bound. */
export function histogramLines(name: string, labels: Labels, histogram: HistogramCounts): string {
  const { bounds, counts, count, sum } = histogram
  let text = ''
  let below = 0
  for (let at = 0; at <= bounds.length; at++) {
    below += elementAt(counts, at)
    const bound = numberText(bounds[at] ?? Infinity)
    text += sampleLine(`${name}_bucket`, [...labels, ['le', bound]], below)
  }
  return text + sampleLine(`${name}_sum`, labels, sum) + sampleLine(`${name}_count`, labels, count)
}

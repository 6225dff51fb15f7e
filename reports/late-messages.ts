import type { Micros } from '../src/base/time.ts'
import type { Trace, TraceMessage } from '../src/record/trace.ts'

/** How a message arrived later than others do. */
export interface Lateness {
  /** Time on its way beyond that of the median message. */
  readonly by: Micros
  /** Messages on the same link that were sent after it and arrived before it. */
  readonly overtakenBy: number
}

/** So many times the usual way is late, though nothing overtook it. */
const MANY_TIMES = 5

/** The messages that came late, at their first arrival: overtaken, or much longer on their way than the median. By id. */
export function lateMessages({ steps, messages }: Trace): ReadonlyMap<number, Lateness> {
  const arrived = messages.filter(({ arrivals }) => arrivals.length > 0)
  const timeOf = (step: number): Micros => steps[step - 1]?.time ?? 0
  const wayOf = (message: TraceMessage): Micros => timeOf(arrivalOf(message)) - timeOf(message.sentIn)
  const ways = arrived.map(wayOf).sort((a, b) => a - b)
  const usual = ways[ways.length >> 1] ?? 0
  const late = new Map<number, Lateness>()
  for (const link of Map.groupBy(arrived, ({ from, to }) => JSON.stringify([from, to])).values()) {
    // from the last that was sent: the arrivals of all that were sent after the one that is looked at, in order
    const later: number[] = []
    for (const message of link.toReversed()) {
      const overtakenBy = countBelow(later, arrivalOf(message))
      later.splice(overtakenBy, 0, arrivalOf(message))
      const way = wayOf(message)
      const isLong = usual > 0 && way > MANY_TIMES * usual
      if (overtakenBy > 0 || isLong) late.set(message.id, { by: Math.max(0, way - usual), overtakenBy })
    }
  }
  return late
}

const arrivalOf = ({ arrivals }: TraceMessage): number => arrivals[0] ?? Infinity

/** How many of the ascending values are below a value. */
function countBelow(values: readonly number[], value: number): number {
  let [low, high] = [0, values.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((values[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}

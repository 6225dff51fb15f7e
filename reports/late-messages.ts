import { lowerBound } from '../src/base/lower-bound.ts'
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
    // from the last that was sent: the arrivals of all that were sent after the one that is looked at, negative and so the
    // latest first: where a link keeps the order, each is added at the end
    const later: number[] = []
    for (const message of link.toReversed()) {
      const place = lowerBound(later, -arrivalOf(message))
      const overtakenBy = later.length - place
      later.splice(place, 0, -arrivalOf(message))
      const way = wayOf(message)
      const isLong = usual > 0 && way > MANY_TIMES * usual
      if (overtakenBy > 0 || isLong) late.set(message.id, { by: Math.max(0, way - usual), overtakenBy })
    }
  }
  return late
}

const arrivalOf = ({ arrivals }: TraceMessage): number => arrivals[0] ?? Infinity

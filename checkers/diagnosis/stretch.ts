import { greatest } from '../../src/base/extremes.ts'
import type { TraceStep } from '../../src/record/trace.ts'
import type { ServerTimeline } from './server-timeline.ts'
import type { Timeline } from './timeline.ts'
import type { Versions } from './versions.ts'

/** Steps `from` to `until` of a run, in which nobody disturbed the cluster. */
export interface Stretch {
  readonly from: number
  readonly until: number
  readonly millis: number
}

const disturbs = new Set<TraceStep['kind']>(['crash', 'restart', 'pause', 'resume', 'fault', 'heal'])

/**
 * The later half of the time after the last fault: what a cluster does then it does again and again. The earlier half is its to
 * recover in. Undefined when no time passed.
 */
export function lastStretch(timeline: Timeline): Stretch | undefined {
  const { steps } = timeline
  const last = steps.findLast(({ kind }) => kind !== 'violation')
  if (last === undefined) return undefined
  const disturbed = steps.findLast(({ kind }) => disturbs.has(kind))?.time ?? 0
  const middle = (disturbed + last.time) / 2
  const first = steps.find(({ time }) => time >= middle)
  if (first === undefined || first.time === last.time) return undefined
  return stretchOf(timeline, first.step, last.step)
}

/** Whether a value stayed the same all through. */
export const isStill = <T>(values: Versions<T>, { from, until }: Stretch): boolean =>
  Object.is(values.at(from), values.at(until)) &&
  !values.steps.some((step) => step > from && step <= until && values.at(step) !== values.at(from))

/** The server that leads the latest term that anybody leads, and the part of the stretch in which it does. */
export function leadershipIn(
  timeline: Timeline,
  { from, until }: Stretch,
): { readonly leader: ServerTimeline; readonly stretch: Stretch } | undefined {
  const termOf = ({ currentTerm }: ServerTimeline): number => currentTerm.at(until) ?? 0
  const leader = timeline.servers
    .filter(({ role }) => role.at(until) === 'leader')
    .sort((one, other) => termOf(other) - termOf(one))[0]
  if (leader === undefined) return undefined
  const since = greatest([
    from,
    ...[leader.role, leader.currentTerm].map(({ steps }) => steps.findLast((step) => step <= until) ?? 0),
  ])
  return { leader, stretch: stretchOf(timeline, since, until) }
}

/** Steps `from` to `until`, with the time that they took. */
export function stretchOf(timeline: Timeline, from: number, until: number): Stretch {
  const [begin, end] = [timeline.step(from)?.time ?? 0, timeline.step(until)?.time ?? 0]
  return { from, until, millis: (end - begin) / 1000 }
}

/** Milliseconds that are longer than any election timeout in use. */
export const SILENCE = 2000

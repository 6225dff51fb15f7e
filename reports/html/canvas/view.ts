import { lowerBound } from '../../../src/base/lower-bound.ts'

/** What a picture shows along its axis: events, by position from 0. */
export interface Timed {
  readonly count: number
  /** Microseconds, ascending. */
  readonly times: Float64Array
}

export type Axis = 'time' | 'step'

/** The stretch that is looked at, in units of the axis: microseconds, or events. */
export interface View {
  readonly axis: Axis
  readonly from: number
  readonly to: number
}

/** Position of an event on the axis. */
export const positionOf = (events: Timed, axis: Axis, event: number): number =>
  axis === 'step' ? event : (events.times[event] ?? events.times.at(-1) ?? 0)

/** All of it. */
export function wholeView(events: Timed, axis: Axis): View {
  const last = positionOf(events, axis, events.count - 1)
  const first = positionOf(events, axis, 0)
  const room = Math.max(1, (last - first) / 100)
  return { axis, from: first - room, to: last + room }
}

/** The view, moved and widened so that it lies inside of what there is and shows at least a little. */
export function bounded(events: Timed, { axis, from, to }: View): View {
  const whole = wholeView(events, axis)
  const least = axis === 'step' ? 4 : 20
  const width = Math.min(Math.max(to - from, least), whole.to - whole.from)
  const middle = (from + to) / 2
  const start = Math.min(Math.max(middle - width / 2, whole.from), whole.to - width)
  return { axis, from: start, to: start + width }
}

/** Zoomed by a factor below 1 to see more closely, above 1 to see more; what lies at the share `at` stays there. */
export function zoomed(events: Timed, view: View, factor: number, at = 0.5): View {
  const width = view.to - view.from
  const anchor = view.from + width * at
  return bounded(events, {
    ...view,
    from: anchor - width * factor * at,
    to: anchor + width * factor * (1 - at),
  })
}

/** Moved by a share of its width. */
export function moved(events: Timed, view: View, by: number): View {
  const distance = (view.to - view.from) * by
  return bounded(events, { ...view, from: view.from + distance, to: view.to + distance })
}

/** The same stretch on the other axis. */
export function onAxis(events: Timed, view: View, axis: Axis): View {
  if (axis === view.axis) return view
  const [first, end] = eventsIn(events, view)
  const last = Math.max(first, end - 1)
  return bounded(events, { axis, from: positionOf(events, axis, first), to: positionOf(events, axis, last) })
}

/** Events in the view: from the first to the last, which is left out. */
export function eventsIn({ times, count }: Timed, { axis, from, to }: View): readonly [number, number] {
  if (axis === 'step') return [Math.max(0, Math.ceil(from)), Math.min(count, Math.floor(to) + 1)]
  return [lowerBound(times, from), lowerBound(times, to + 1)]
}

/** Moved as little as needed for the event to be inside, with a little room. */
export function including(events: Timed, view: View, event: number): View {
  const at = positionOf(events, view.axis, event)
  const room = (view.to - view.from) / 20
  if (at >= view.from + room && at <= view.to - room) return view
  const width = view.to - view.from
  return bounded(events, { ...view, from: at - width / 2, to: at + width / 2 })
}

/** Round positions for the marks of an axis, at most about so many. */
export function axisMarks({ from, to }: View, most: number): number[] {
  const rough = (to - from) / Math.max(1, most)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(1, power * ([1, 2, 5, 10].find((one) => one * power >= rough) ?? 10))
  const marks: number[] = []
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) marks.push(at)
  return marks
}

/** As in an address: nanoseconds on the axis of time, positions of events on the other. */
export const zoomText = ({ axis, from, to }: View): string => {
  const unit = axis === 'time' ? 1000 : 1
  return `${Math.round(Math.max(0, from) * unit)}-${Math.round(Math.max(0, to) * unit)}`
}

export function viewOfAddress(events: Timed, zoom: string | null, axis: string | null): View | undefined {
  const chosen: Axis = axis === 'step' ? 'step' : 'time'
  const [, from, to] = /^(\d{1,17})-(\d{1,17})$/.exec(zoom ?? '') ?? []
  if (from === undefined || to === undefined) return axis === null ? undefined : wholeView(events, chosen)
  const unit = chosen === 'time' ? 1000 : 1
  return bounded(events, { axis: chosen, from: Number(from) / unit, to: Number(to) / unit })
}

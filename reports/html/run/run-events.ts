import type { FullRun, RoleChange } from '../full-run.ts'

/** What stood for a stretch of a lane. */
export interface Stretch {
  readonly lane: number
  /** Events: from the one that began it up to the one that ended it, which is left out. */
  readonly from: number
  readonly to: number
  readonly state: RoleChange
}

/** An operation of a client on its lane: the events that began and ended it; `to` is the number of events where none did. */
export interface OperationSpan {
  readonly lane: number
  readonly op: number
  readonly from: number
  readonly to: number
}

/** A whole run, ready to be drawn and searched. Event numbers are positions, from 0. */
export interface RunEvents {
  readonly run: FullRun
  readonly count: number
  /** Microseconds. */
  readonly times: Float64Array
  readonly stretches: readonly Stretch[]
  readonly operations: readonly OperationSpan[]
  /** Highest term of the cluster from an event on, by event. */
  readonly terms: readonly (readonly [event: number, term: number])[]
  /** Messages lost by the event that sent them. */
  readonly lost: ReadonlyMap<number, readonly FullRun['lost'][number][]>
  /** Term of the event's server when it was over; 0: not known. */
  readonly termAt: Float64Array
}

export function runEvents(run: FullRun): RunEvents {
  const count = run.t.length
  const times = new Float64Array(count)
  let time = 0
  for (let event = 0; event < count; event++) {
    time += run.t[event] ?? 0
    times[event] = time
  }
  const states = statesOf(run, count)
  return {
    run,
    count,
    times,
    ...states,
    operations: operationsOf(run, count),
    lost: Map.groupBy(run.lost, ([event]) => event),
  }
}

function statesOf(run: FullRun, count: number): Pick<RunEvents, 'stretches' | 'terms' | 'termAt'> {
  const open = new Map<number, { from: number; state: RoleChange }>()
  const stretches: Stretch[] = []
  const terms: [number, number][] = []
  const termAt = new Float64Array(count)
  let highest = 0
  let next = 0
  for (let event = 0; event < count; event++) {
    for (
      let change = run.changes[next];
      change !== undefined && change[0] <= event;
      change = run.changes[++next]
    ) {
      const [, lane, patch] = change
      const before = open.get(lane)
      const state = { ...before?.state, ...patch }
      const { currentTerm = 0 } = state
      if (currentTerm > highest) terms.push([event, (highest = currentTerm)])
      if (before !== undefined && isAlike(before.state, state)) {
        before.state = state
        continue
      }
      if (before !== undefined && before.from < event) stretches.push({ lane, ...before, to: event })
      open.set(lane, { from: event, state })
    }
    termAt[event] = open.get(run.n[event] ?? -1)?.state.currentTerm ?? 0
  }
  for (const [lane, last] of open) stretches.push({ lane, ...last, to: count })
  return { stretches, terms, termAt }
}

const isAlike = (a: RoleChange, b: RoleChange): boolean =>
  a.role === b.role && a.currentTerm === b.currentTerm && a.status === b.status

function operationsOf(run: FullRun, count: number): OperationSpan[] {
  const [invoke, answer] = [run.kinds.indexOf('invoke'), run.kinds.indexOf('return')]
  const open = new Map<number, { lane: number; op: number; from: number; to: number }>()
  for (let event = 0; event < count; event++) {
    const [kind, op = -1, lane = -1] = [run.k[event], run.op[event], run.n[event]]
    if (kind === invoke) open.set(op, { lane, op, from: event, to: count })
    const span = kind === answer ? open.get(op) : undefined
    if (span !== undefined) span.to = event
  }
  return [...open.values()]
}

const textOf = ({ run }: RunEvents, event: number): string => run.texts[run.d[event] ?? -1] ?? ''

/** The text with what was lost of what it sent. */
export function wholeText(events: RunEvents, event: number): string {
  const { run, lost } = events
  const notes = (lost.get(event) ?? []).map(
    ([, to, text, why]) => ` · lost (${why}): ${text}${to < 0 ? '' : ` to ${run.lanes[to]?.name ?? ''}`}`,
  )
  return textOf(events, event) + notes.join('')
}

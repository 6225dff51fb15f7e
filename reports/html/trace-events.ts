import type { Micros } from '../../src/base/time.ts'
import type { StatePatch, StepKind } from '../../src/record/trace.ts'
import { patched } from '../node-state.ts'
import type { NodeState } from '../node-state.ts'
import { remembered } from './remembered.ts'
import { RunningState } from './running-state.ts'
import type { LateSync } from '../late-syncs.ts'
import type { EventId } from './event-id.ts'
import type { ColumnTrace, ReportMessage, TraceGap } from './schema.ts'
import { gapBefore, rowOf, stepOf } from './step-rows.ts'

/** One event of a {@link ColumnTrace}, with its words. Shared by the generator of the page and its script. */
export interface TraceEvent {
  /** Position in the trace, from 0: the row. */
  readonly row: number
  readonly id: EventId
  readonly step: number
  readonly time: Micros
  readonly kind: StepKind
  /** Lane where it happened; undefined for what concerns the whole cluster. */
  readonly lane: number | undefined
  /** Lane of the client, for client steps. */
  readonly client: number | undefined
  readonly op: number | undefined
  /** Row of its cause. */
  readonly cause: number | undefined
  readonly message: number | undefined
  readonly fault: string | undefined
  readonly incarnation: number
  readonly text: string
  /** What it did to its server, in words; empty: nothing to speak of. */
  readonly effect: string
  /** Of a sync that came late. */
  readonly lateSync: LateSync | undefined
}

export function traceEvents(trace: ColumnTrace): TraceEvent[] {
  let time = 0
  const late = new Map(trace.lateSyncs)
  return trace.t.map((delta, row) => {
    time += delta
    const step = stepOf(trace, row)
    const detail = trace.details[trace.d[row] ?? -1]
    const back = trace.c[row] ?? 0
    return {
      row,
      id: `${trace.prefix}${step}`,
      step,
      time,
      kind: (trace.kinds[trace.k[row] ?? -1] ?? 'deliver') as StepKind,
      lane: present(trace.n[row]),
      client: detail?.client,
      op: detail?.op,
      cause: back === 0 || back > row ? undefined : row - back,
      message: present(trace.m[row]),
      fault: detail?.fault,
      incarnation: trace.inc[row] ?? 0,
      text: detail?.text ?? '',
      effect: detail?.effect ?? '',
      lateSync: late.get(row),
    }
  })
}

/** State of every lane after the event; null for lanes that never showed one. */
export function stateAfter(trace: ColumnTrace, row: number): readonly (NodeState | null)[] {
  return stateAt(trace, row, true)
}

/** State of every lane right before the event: what `stateAfter` gave one row up, and what a gap between them changed. */
export function stateBefore(trace: ColumnTrace, row: number): readonly (NodeState | null)[] {
  return stateAt(trace, row, false)
}

function stateAt(trace: ColumnTrace, row: number, after: boolean): (NodeState | null)[] {
  const frame = Math.min(Math.floor(row / trace.key.every), trace.key.frames.length - 1)
  const states = [...(trace.key.frames[frame] ?? [])]
  const from = frame * trace.key.every
  for (const { event, lane, patch, skipped } of changes(trace)) {
    if (event > row || (event === row && !skipped && !after)) break
    // the frame has what a gap right before it changed
    if (event > from || (event === from && !skipped)) states[lane] = patched(states[lane] ?? {}, patch)
  }
  return states
}

interface Change {
  readonly event: number
  readonly lane: number
  readonly patch: StatePatch
  /** It was changed in the gap before the event. */
  readonly skipped: boolean
}

/** All that changed, in order. */
export function* changes(trace: ColumnTrace): Generator<Change> {
  let next = 0
  const gaps = trace.gaps ?? []
  for (const [event, lane, patch] of trace.patches) {
    for (let gap = gaps[next]; gap !== undefined && gap.event <= event; gap = gaps[++next]) yield* inGap(gap)
    yield { event, lane, patch, skipped: false }
  }
  for (const gap of gaps.slice(next)) yield* inGap(gap)
}

function* inGap({ event, patches }: TraceGap): Generator<Change> {
  for (const [lane, patch] of patches) yield { event, lane, patch, skipped: true }
}

/** Roles, terms and indexes of every lane after each event, without logs, in one pass. */
export const scalarsByRow = remembered((trace: ColumnTrace): readonly (readonly (NodeState | null)[])[] => {
  const states = (trace.key.frames[0] ?? []).map((state) => {
    const running = new RunningState()
    if (state !== null) running.apply(withoutLog(state))
    return running
  })
  const all = changes(trace)
  let next = all.next()
  return trace.t.map((_, row) => {
    for (; next.done !== true && next.value.event <= row; next = all.next()) {
      states[next.value.lane]?.apply(next.value.patch)
    }
    return states.map((state) => state.scalars)
  })
})

function withoutLog(state: NodeState): Omit<NodeState, 'log'> {
  const { log: _, ...scalars } = state
  return scalars
}

/** What the event led to: arrivals of what it sent, and events that name it as their cause. In order. */
export function effectsOf(trace: ColumnTrace, events: readonly TraceEvent[], row: number): number[] {
  const step = stepOf(trace, row)
  const rows = new Set<number>()
  for (const event of events) if (event.cause === row) rows.add(event.row)
  for (const message of trace.messages) {
    if (message.sent !== step) continue
    for (const arrival of message.arrivals) rows.add(rowOf(trace, arrival) ?? row)
  }
  rows.delete(row)
  return [...rows].sort((a, b) => a - b)
}

/** The row at the other end of a message: where what arrived was sent, else where what was sent arrived. */
export function otherEnd(trace: ColumnTrace, events: readonly TraceEvent[], row: number): number | undefined {
  const arrived = messageById(trace, events[row]?.message)
  if (arrived !== undefined) return rowOf(trace, arrived.sent)
  const step = stepOf(trace, row)
  const arrivals = trace.messages.filter(({ sent }) => sent === step).flatMap((message) => message.arrivals)
  return arrivals.map((arrival) => rowOf(trace, arrival)).find((one) => one !== undefined)
}

/**
 * What led to the event: its named cause, else the send of its message, else the event before it on its lane. Undefined
 * where that is not drawn.
 */
export function causeOf(trace: ColumnTrace, events: readonly TraceEvent[], row: number): number | undefined {
  const event = events[row]
  if (event === undefined) return undefined
  if (event.cause !== undefined) return event.cause
  const message = messageById(trace, event.message)
  if (message !== undefined) return rowOf(trace, message.sent)
  for (let before = row - 1; before >= 0 && gapBefore(trace, before + 1) === undefined; before--) {
    if (events[before]?.lane === event.lane) return before
  }
  return undefined
}

export function messageById(trace: ColumnTrace, id: number | undefined): ReportMessage | undefined {
  return id === undefined ? undefined : trace.messages.find((message) => message.id === id)
}

const present = (value: number | undefined): number | undefined =>
  value === undefined || value < 0 ? undefined : value

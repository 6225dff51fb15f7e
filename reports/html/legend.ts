import { STILL_IN_FLIGHT } from '../node-state.ts'
import type { StepKind } from '../../src/record/trace.ts'
import { glyph, lateSync } from './lanes/glyphs.ts'
import { el } from './markup.ts'
import type { Child, Element } from './markup.ts'
import type { ColumnTrace } from './schema.ts'
import { scalarsByRow, traceEvents } from './trace-events.ts'
import type { TraceEvent } from './trace-events.ts'

/** What a mark means, and whether this trace has it. */
interface Entry {
  readonly name: string
  readonly mark: Element
  readonly isThere: boolean
}

/** What the marks mean that stand in this trace: the shapes of the gutter, drawn as they are there. `facts`: of the verdict, by event. */
export function legend(trace: ColumnTrace, facts: readonly string[]): Element {
  const named = traceEvents(trace).some(({ id }) => facts.includes(id))
  const mark = el('b', { class: 'mark' }, '!')
  const entries = [
    { name: 'in the verdict', mark, isThere: named },
    ...ofEvents(trace),
    ...ofStates(trace),
    ...ofMessages(trace),
  ]
  return el(
    'ul',
    { class: 'legend', 'aria-label': 'marks in the trace' },
    entries.filter(({ isThere }) => isThere).map(({ mark, name }) => el('li', {}, mark, name)),
  )
}

function ofEvents(trace: ColumnTrace): Entry[] {
  const events = traceEvents(trace)
  const kinds = new Set(events.map((event) => event.kind))
  const entry = (kind: StepKind, name: string): Entry => ({
    name,
    mark: sign(...glyph(kind, 10, 8)),
    isThere: kinds.has(kind),
  })
  const operation = el('rect', { class: 'operation ok', x: 5, y: 1, width: 10, height: 14, rx: 4 })
  return [
    entry('start', 'start'),
    entry('deliver', 'message handled'),
    entry('timer', 'timer'),
    { ...entry('synced', 'disk synced'), isThere: events.some(isPrompt) },
    { name: 'disk synced late', mark: sign(...lateSync(10, 8)), isThere: trace.lateSyncs !== undefined },
    entry('submit', "client's request"),
    { name: "client's operation", mark: sign(operation), isThere: kinds.has('invoke') },
    entry('crash', 'crash'),
    entry('restart', 'restart'),
    entry('pause', 'pause'),
    entry('resume', 'goes on'),
    ...(['fault', 'heal'] as const).map((kind) => ({
      name: kind === 'fault' ? 'fault begins' : 'fault ends',
      // what concerns the whole cluster is a line across it
      mark: events.some((event) => event.kind === kind && event.lane !== undefined)
        ? sign(...glyph(kind, 10, 8))
        : sign(el('path', { class: `wall ${kind}`, d: 'M0 8H20' })),
      isThere: kinds.has(kind),
    })),
    entry('violation', 'breach'),
  ]
}

const isPrompt = ({ kind, lateSync }: TraceEvent): boolean => kind === 'synced' && lateSync === undefined

function ofStates(trace: ColumnTrace): Entry[] {
  const states = scalarsByRow(trace).flat()
  const box = (kind: string, fill?: string) =>
    el('rect', { class: `role ${kind}`, x: 6, y: 1, width: 8, height: 14, rx: 2, fill })
  const lines = [7.5, 12.5].map((x) => el('path', { class: 'lane paused', d: `M${x} 1V15` }))
  const commits = states.some((state) => (state?.commitIndex ?? 0) > 0)
  return [
    {
      name: 'candidate',
      mark: sign(box('candidate', 'url(#hatch-candidate)')),
      isThere: states.some((state) => state?.role === 'candidate'),
    },
    { name: 'leader', mark: sign(box('leader')), isThere: states.some((state) => state?.role === 'leader') },
    {
      name: 'down',
      mark: sign(box('down', 'url(#hatch-down)')),
      isThere: states.some((state) => state?.status === 'down'),
    },
    {
      name: 'role and term',
      mark: el('span', { class: 'sample' }, 'F1 C2 L2'),
      isThere: states.some((state) => state?.role !== undefined),
    },
    { name: 'paused', mark: sign(...lines), isThere: states.some((state) => state?.status === 'paused') },
    {
      name: 'commit index',
      mark: sign(el('path', { class: 'commit', d: 'M7 15V2l8 4l-8 4' })),
      isThere: commits,
    },
  ]
}

function ofMessages({ messages }: ColumnTrace): Entry[] {
  const line = (kind: string, d: string) => el('path', { class: `message ${kind}`, d })
  const undelivered = messages.filter(({ arrivals }) => arrivals.length === 0)
  const isPending = (lost: string | undefined): boolean => lost === undefined || lost === STILL_IN_FLIGHT
  return [
    {
      name: 'lost',
      mark: sign(line('lost', 'M0 8H8'), el('path', { class: 'cross', d: 'M8 4l8 8m0 -8l-8 8' })),
      isThere: undelivered.some(({ lost }) => !isPending(lost)),
    },
    {
      name: 'not delivered by the end',
      mark: sign(line('pending', 'M0 8H11'), el('circle', { class: 'still-open', cx: 13.5, cy: 8, r: 2.5 })),
      isThere: undelivered.some(({ lost }) => isPending(lost)),
    },
    {
      name: 'arrives again',
      mark: sign(line('again', 'M0 8H18')),
      isThere: messages.some(({ arrivals }) => arrivals.length > 1),
    },
  ]
}

const sign = (...marks: readonly Child[]): Element =>
  el('svg', { width: 18, height: 18, viewBox: '-2 -4 24 24', 'aria-hidden': 'true' }, marks)

import { clientLane } from '../client-lane.ts'
import { el } from '../markup.ts'
import type { Element } from '../markup.ts'
import type { ColumnTrace, Report } from '../schema.ts'
import { scalarsByRow } from '../trace-events.ts'
import type { TraceEvent } from '../trace-events.ts'
import type { Geometry } from './geometry.ts'
import { glyph, lateSync } from './glyphs.ts'
import { merged } from './merged.ts'
import { messageMarks, requestMark } from './messages.ts'
import { operationMarks } from './operations.ts'
import { stateLabels } from './labels.ts'
import { clientLine, isServer, patterns, stretches } from './states.ts'
import type { LaneStates } from './states.ts'
import { wall, wallLabel } from './walls.ts'

/**
 * The picture beside the rows: a lane per client and server, time downwards, a row per event. It says
 * nothing that the rows do not say in words, so it is hidden from screen readers. `beneath`: what lies under all marks.
 * Into `.lit` the script puts the messages of the step at the cursor.
 */
export function gutter(
  report: Report,
  trace: ColumnTrace,
  events: readonly TraceEvent[],
  geometry: Geometry,
  beneath: readonly Element[] = [],
): Element {
  const { width, height } = geometry
  const states = statesByLane(report, trace)
  const drawn = events.filter(({ row }) => !geometry.isFolded(row))
  return el(
    'svg',
    {
      class: geometry.isCrowded ? 'gutter crowded' : 'gutter',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      'aria-hidden': 'true',
      focusable: 'false',
    },
    patterns(),
    beneath,
    merged(drawn.flatMap((event) => wall(geometry, event))),
    merged(
      report.nodes.flatMap((lane, index) =>
        isServer(lane) ? stretches(geometry, index, states[index] ?? []) : [clientLine(geometry, index)],
      ),
    ),
    merged(operationMarks(geometry, report, trace)),
    merged([...messageMarks(geometry, trace), ...drawn.flatMap((event) => request(geometry, event))]),
    // labels over arrows, so that their halo keeps them readable; marks over all
    el('g', { class: 'lit' }),
    merged([
      ...report.nodes.flatMap((_, index) => stateLabels(geometry, index, states[index] ?? [], trace)),
      ...drawn.flatMap((event) => wallLabel(geometry, report.nodes, event)),
    ]),
    merged(drawn.flatMap((event) => eventGlyphs(geometry, report, event))),
  )
}

/** The names over the lanes. */
export function laneNames({ nodes }: Report, geometry: Geometry): Element {
  return el(
    'svg',
    {
      class: geometry.isCrowded ? 'crowded' : undefined,
      ...{ width: geometry.width, height: 28, 'aria-hidden': 'true' },
    },
    nodes.map((lane, index) =>
      el(
        'text',
        { class: `lane-name ${lane.kind}`, x: geometry.x(index), y: 18, 'text-anchor': 'middle' },
        lane.name,
      ),
    ),
  )
}

function statesByLane(report: Report, trace: ColumnTrace): LaneStates[] {
  const byRow = scalarsByRow(trace)
  return report.nodes.map((_, index) => byRow.map((states) => states[index] ?? null))
}

function request(geometry: Geometry, { kind, row, client, lane }: TraceEvent): Element[] {
  const isDrawn = kind === 'submit' && client !== undefined && lane !== undefined && client !== lane
  return isDrawn ? requestMark(geometry, row, client, lane) : []
}

function eventGlyphs(geometry: Geometry, report: Report, event: TraceEvent): Element[] {
  return glyphLanes(report, event).flatMap((lane) =>
    event.lateSync === undefined
      ? glyph(event.kind, geometry.x(lane), geometry.y(event.row))
      : lateSync(geometry.x(lane), geometry.y(event.row)),
  )
}

/** A breach is marked at its own lane and at every server and client whose values at this step it rests on. */
function glyphLanes(report: Report, event: TraceEvent): number[] {
  if (event.kind === 'invoke' || event.kind === 'return') return []
  if (event.kind !== 'violation') return event.lane === undefined ? [] : [event.lane]
  const here = report.verdict.facts.filter((fact) => fact.step === event.step)
  const facts = here.length > 0 ? here : report.verdict.facts
  const named = new Set(facts.map((fact) => fact.node))
  if (event.lane !== undefined) named.add(report.nodes[event.lane]?.id)
  const operations = new Set(facts.map((fact) => fact.operation))
  const clients = new Set(report.ops.filter((op) => operations.has(op.id)).map((op) => clientLane(op.client)))
  return report.nodes.flatMap((lane, index) => (named.has(lane.id) || clients.has(lane.id) ? [index] : []))
}

import { el } from '../markup.ts'
import type { Element } from '../markup.ts'
import { clientLane } from '../client-lane.ts'
import type { ColumnTrace, Report, ReportOperation } from '../schema.ts'
import { rowFrom, stepOf } from '../step-rows.ts'
import type { Geometry } from './geometry.ts'
import { label } from './labels.ts'
import { heightOf } from './step-height.ts'

/** Client operations as bars over the rows they take; one without an answer stays open at its end. */
export function operationMarks(geometry: Geometry, report: Report, trace: ColumnTrace): Element[] {
  const lanes = new Map(report.nodes.map((lane, index) => [lane.id, index]))
  const last = stepOf(trace, trace.t.length - 1)
  const named = new Set(
    report.verdict.facts.flatMap((fact) => (fact.operation === undefined ? [] : [fact.operation])),
  )
  /** Where operations begin, by lane and height: what is folded away is all at one height. */
  const begins = new Set<string>()
  const drawn = report.ops.flatMap((operation) => {
    const lane = lanes.get(clientLane(operation.client))
    const call = operation.inv === null ? trace.first : Number(operation.inv.slice(1))
    const end = operation.ret === null ? Infinity : Number(operation.ret.slice(1))
    // of what began and ended where nothing is drawn there is nothing to see
    if (lane === undefined || call > last || rowFrom(trace, call) === rowFrom(trace, end + 1)) return []
    const from = Math.max(2, heightOf(geometry, trace, call) - 9)
    const to = end > last ? geometry.height - 3 : heightOf(geometry, trace, end) + 9
    if (isInOneFold(geometry, trace, call, Math.min(end, last))) return []
    begins.add(`${lane} ${from}`)
    return [{ operation, lane, from, to, answered: end <= last && operation.out !== null }]
  })
  return drawn.flatMap(({ operation, lane, from, to, answered }) => {
    const x = geometry.x(lane)
    const kind = `operation ${operation.status}${named.has(operation.id) ? ' named' : ''}`
    const room = Math.floor((geometry.room(lane) - 10) / 6.6)
    return [
      el('rect', { class: kind, x: x - 6, y: from, width: 12, height: to - from, rx: 4 }),
      ...callLines(operation, to - from, room).map((text, line) =>
        label('operation', x + 10, from + 13 + line * 13, 'start', text),
      ),
      // where the next one begins its name is written
      ...(answered && !begins.has(`${lane} ${to - 18}`)
        ? [label('operation', x + 10, to - 5, 'start', short(answerText(operation), room))]
        : []),
    ]
  })
}

function isInOneFold(geometry: Geometry, trace: ColumnTrace, call: number, end: number): boolean {
  const [from, to] = [rowFrom(trace, call), rowFrom(trace, end)]
  return geometry.isFolded(from) && geometry.isFolded(to) && geometry.y(from) === geometry.y(to)
}

/** Name and argument on one line where both fit, on two where the bar is tall enough, else the name. */
function callLines(operation: ReportOperation, height: number, room: number): string[] {
  const { f, in: argument } = operation
  if (argument === 'null') return [short(f, room)]
  const line = `${f} ${argument}`
  if (line.length <= room) return [line]
  return height >= 54 ? [short(f, room), short(argument, room)] : [short(f, room)]
}

/** What a read returned; of an operation that brought its value along, only how it ended. */
function answerText(operation: ReportOperation): string {
  return operation.status === 'ok' && operation.in === 'null' ? `= ${operation.out ?? ''}` : operation.status
}

function short(text: string, room: number): string {
  return text.length <= room ? text : `${text.slice(0, room - 1)}…`
}

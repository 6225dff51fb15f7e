import { el } from '../markup.ts'
import type { Element } from '../markup.ts'
import type { Report, ReportOperation } from '../schema.ts'
import type { TraceEvent } from '../trace-events.ts'
import type { Geometry } from './geometry.ts'
import { label } from './labels.ts'

/** Client operations as bars over the rows they take; one without an answer stays open at its end. */
export function operationMarks(geometry: Geometry, report: Report, events: readonly TraceEvent[]): Element[] {
  const rows = new Map(events.map((event) => [event.id, event]))
  const named = new Set(
    report.verdict.facts.flatMap((fact) => (fact.operation === undefined ? [] : [fact.operation])),
  )
  return report.ops.flatMap((operation) => {
    const call = operation.inv === null ? undefined : rows.get(operation.inv)
    const end = operation.ret === null ? undefined : rows.get(operation.ret)
    const lane = call?.lane ?? end?.lane
    if (lane === undefined) return []
    const from = call === undefined ? 2 : geometry.y(call.row) - 9
    const to = end === undefined ? geometry.height - 3 : geometry.y(end.row) + 9
    const x = geometry.x(lane)
    const kind = `operation ${operation.status}${named.has(operation.id) ? ' named' : ''}`
    const room = Math.floor((geometry.room(lane) - 10) / 6.6)
    return [
      el('rect', { class: kind, x: x - 6, y: from, width: 12, height: to - from, rx: 4 }),
      ...callLines(operation, to - from, room).map((text, line) =>
        label('operation', x + 10, from + 13 + line * 13, 'start', text),
      ),
      ...(end === undefined || operation.out === null
        ? []
        : [label('operation', x + 10, to - 5, 'start', short(answerText(operation), room))]),
    ]
  })
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

import type { HistoryEvent } from '../../src/record/history-event.ts'
import type { Trace } from '../../src/record/trace.ts'
import { visibleText } from '../visible-text.ts'
import type { EventId, ReportOperation } from './schema.ts'

/** Most operations a report lists; the whole history is in `history.jsonl`. */
const MAX_OPERATIONS = 500

/** The operations of the shown run, by invocation, each completion paired with its invocation by process. */
export function reportOperations(
  history: readonly HistoryEvent[],
  trace: Trace | undefined,
  prefix: 'm' | 'o',
): ReportOperation[] {
  const open = new Map<number, number>()
  const list: { call: HistoryEvent; end?: HistoryEvent }[] = []
  for (const event of history) {
    if (event.type === 'invoke') {
      open.set(event.process, list.push({ call: event }) - 1)
      continue
    }
    const place = open.get(event.process)
    const entry = place === undefined ? undefined : list[place]
    if (entry !== undefined) entry.end = event
    open.delete(event.process)
  }
  const invoked = stepsByOperation(trace, 'invoke', prefix)
  const returned = stepsByOperation(trace, 'return', prefix)
  return list.slice(0, MAX_OPERATIONS).map(({ call, end }, id) => ({
    id,
    client: call.process,
    key: call.key === undefined ? null : visibleText(call.key, 60),
    f: visibleText(call.f, 40),
    in: inShort(call.value),
    out: end === undefined ? null : outcomeText(end),
    status: end === undefined || end.type === 'info' ? 'info' : end.type === 'fail' ? 'fail' : 'ok',
    inv: invoked.get(id) ?? null,
    ret: returned.get(id) ?? null,
    ...(prefix === 'm' ? { min: true } : {}),
  }))
}

function outcomeText(end: HistoryEvent): string {
  return end.type === 'ok' ? inShort(end.value) : visibleText(end.error ?? end.type, 120)
}

function inShort(value: unknown): string {
  return visibleText(JSON.stringify(value) ?? 'null', 120)
}

function stepsByOperation(
  trace: Trace | undefined,
  kind: 'invoke' | 'return',
  prefix: 'm' | 'o',
): Map<number, EventId> {
  const steps = new Map<number, EventId>()
  for (const step of trace?.steps ?? []) {
    if (step.kind === kind && step.operation !== undefined) steps.set(step.operation, `${prefix}${step.step}`)
  }
  return steps
}

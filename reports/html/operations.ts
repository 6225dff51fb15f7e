import type { HistoryEvent } from '../../src/record/history-event.ts'
import type { Trace, TraceStep } from '../../src/record/trace.ts'
import type { Violation } from '../../src/record/verdict.ts'
import { visibleText } from '../visible-text.ts'
import type { EventId } from './event-id.ts'
import type { ReportOperation } from './schema.ts'

/** Most operations a report lists; the whole history is in `history.jsonl`. */
const MAX_OPERATIONS = 500

export interface OperationOptions {
  readonly history: readonly HistoryEvent[]
  readonly trace: Trace | undefined
  /** The steps that are drawn. */
  readonly steps: readonly TraceStep[]
  readonly violation: Violation
  readonly prefix: 'm' | 'o'
}

/**
 * The operations of the shown run, by invocation, each completion paired with its invocation by process. Where there are
 * too many: those of the verdict, those that the drawn steps are about, and the latest before the breach.
 */
export function reportOperations(options: OperationOptions): ReportOperation[] {
  const { history, trace, prefix } = options
  const list = paired(history)
  const invoked = stepsByOperation(trace, 'invoke')
  const returned = stepsByOperation(trace, 'return')
  const id = (step: TraceStep | undefined): EventId | null =>
    step === undefined ? null : `${prefix}${step.step}`
  const chosen = list.length <= MAX_OPERATIONS ? undefined : chosenOperations(options, invoked)
  return list.flatMap(({ call, end }, number): ReportOperation[] => {
    if (chosen?.has(number) === false) return []
    const begins = invoked.get(number)
    const client = begins?.client ?? call.process
    return [
      {
        id: number,
        client,
        // after an unknown outcome a client is another process, as which the proof may name it
        ...(client === call.process ? {} : { process: call.process }),
        key: call.key === undefined ? null : visibleText(call.key, 60),
        f: visibleText(call.f, 40),
        in: inShort(call.value),
        out: end === undefined ? null : outcomeText(end),
        status: end === undefined || end.type === 'info' ? 'info' : end.type === 'fail' ? 'fail' : 'ok',
        inv: id(begins),
        ret: id(returned.get(number)),
        ...(prefix === 'm' ? { min: true } : {}),
      },
    ]
  })
}

function paired(history: readonly HistoryEvent[]): { call: HistoryEvent; end?: HistoryEvent }[] {
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
  return list
}

function chosenOperations(
  { steps, violation }: OperationOptions,
  invoked: ReadonlyMap<number, TraceStep>,
): ReadonlySet<number> {
  const of = ({ operation }: { readonly operation?: number }): number[] =>
    operation === undefined ? [] : [operation]
  const before = [...invoked].filter(([, { step }]) => step <= violation.step).map(([number]) => number)
  const ranked = [...violation.facts.flatMap(of), ...steps.flatMap(of), ...before.reverse()]
  return new Set([...new Set(ranked)].slice(0, MAX_OPERATIONS))
}

function outcomeText(end: HistoryEvent): string {
  return end.type === 'ok' ? inShort(end.value) : visibleText(end.error ?? end.type, 120)
}

function inShort(value: unknown): string {
  return visibleText(JSON.stringify(value) ?? 'null', 120)
}

/** The step that began each operation, or ended it, by the number of the operation. */
export function stepsByOperation(
  trace: Trace | undefined,
  kind: 'invoke' | 'return',
): Map<number, TraceStep> {
  const steps = new Map<number, TraceStep>()
  for (const step of trace?.steps ?? []) {
    if (step.kind === kind && step.operation !== undefined) steps.set(step.operation, step)
  }
  return steps
}

import type { NodeId } from '../../src/base/node-id.ts'
import type { HistoryEvent } from '../../src/record/history-event.ts'
import type { TraceStep } from '../../src/record/trace.ts'
import type { Violation } from '../../src/record/verdict.ts'
import type { LogEnd } from './server-timeline.ts'
import type { Timeline } from './timeline.ts'

/** One operation of a client: what it asked, where its request went, and what it learned. */
export interface Operation {
  /** Its number in the trace: the position of its invocation among the invocations of the history. */
  readonly number: number
  readonly invoked: HistoryEvent
  readonly completed: HistoryEvent | undefined
  /** Each step in which its request reached a server, in order. */
  readonly submits: readonly { readonly step: number; readonly node: NodeId }[]
  /** The step at which its client began it. */
  readonly invokedAt: number | undefined
  /** The step at which the client learned its outcome. */
  readonly returned: number | undefined
  /** Its text as the trace has it: `write k1 1`. */
  readonly text: string
}

/** The operations of a run, by their number in the trace. */
export function operationsOf(
  timeline: Timeline,
  history: readonly HistoryEvent[],
): ReadonlyMap<number, Operation> {
  const steps = new Map<number, TraceStep[]>()
  for (const step of timeline.steps) {
    if (step.operation === undefined || step.kind === 'violation') continue
    const own = steps.get(step.operation)
    if (own === undefined) steps.set(step.operation, [step])
    else own.push(step)
  }
  const operations = new Map<number, Operation>()
  const open = new Map<number, { number: number; invoked: HistoryEvent }>()
  const add = (
    { number, invoked }: { number: number; invoked: HistoryEvent },
    completed?: HistoryEvent,
  ): void => {
    const own = steps.get(number) ?? []
    operations.set(number, {
      ...{ number, invoked, completed },
      submits: own.flatMap(({ kind, step, node }) =>
        kind === 'submit' && node !== undefined ? [{ step, node }] : [],
      ),
      invokedAt: own.find(({ kind }) => kind === 'invoke')?.step,
      returned: own.find(({ kind }) => kind === 'return')?.step,
      text: `${invoked.f}${invoked.key === undefined ? '' : ` ${invoked.key}`}`,
    })
  }
  let number = 0
  for (const event of history) {
    if (event.type === 'invoke') open.set(event.process, { number: number++, invoked: event })
    else {
      const begun = open.get(event.process)
      if (begun === undefined) continue
      open.delete(event.process)
      add(begun, event)
    }
  }
  for (const begun of open.values()) add(begun)
  return operations
}

/** The operations that a verdict names, the one that contradicts first. */
export function namedOperations(
  timeline: Timeline,
  operations: ReadonlyMap<number, Operation>,
  { facts, proof }: Violation,
): readonly Operation[] {
  const steps = [...proof.map(({ step }) => step), ...facts.map(({ step }) => step)]
  const numbers = steps.flatMap((step) => {
    const named = step === undefined ? undefined : timeline.step(step)
    return named?.kind === 'return' && named.operation !== undefined ? [named.operation] : []
  })
  const last = numbers.toReversed()
  return [...new Set(last)].flatMap((number) => operations.get(number) ?? [])
}

/** The entry that a request made, as the server it reached appended it in that very step. */
export function entryOf(
  timeline: Timeline,
  { submits }: Operation,
): (LogEnd & { node: NodeId; step: number }) | undefined {
  for (const { step, node } of submits) {
    const server = timeline.server(node)
    const index = server?.lastIndex.at(step)
    if (server === undefined || index === undefined || index <= (server.lastIndex.at(step - 1) ?? 0)) continue
    const term = server.termAt(index, step)
    if (term !== undefined) return { index, term, node, step }
  }
  return undefined
}

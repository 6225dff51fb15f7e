import { defined } from '../../base/defined.ts'
import { eventText } from '../../record/event-text.ts'
import type { HistoryEvent } from '../../record/history-event.ts'
import type { StatePatch, StepKind, Trace, TraceStep } from '../../record/trace.ts'
import type { Violation } from '../../record/verdict.ts'

/** A real run as it was seen from outside: what clients did, and what was done to the servers. */
export interface ServerTrace {
  readonly trace: Trace
  /** The step of the trace at each event of the history. */
  readonly stepAt: (position: number) => number
}

const statuses: { readonly [kind in StepKind]?: NonNullable<StatePatch['status']> } = {
  start: 'up',
  restart: 'up',
  resume: 'up',
  pause: 'paused',
  crash: 'down',
}

/**
 * The history and the steps of the world, each in order, as one trace in the order of time. `clients`: how many there
 * are; by so much the process number of one grows after an unknown outcome.
 */
export function serverTrace(
  history: readonly HistoryEvent[],
  worldSteps: readonly TraceStep[],
  clients: number,
): ServerTrace {
  const steps: TraceStep[] = []
  const positions: number[] = []
  const push = (step: Omit<TraceStep, 'step'>): number => steps.push({ step: steps.length + 1, ...step })
  // servers are started before time counts
  const waiting = worldSteps.map((step) => ({ ...step, time: step.kind === 'start' ? 0 : step.time }))
  const pushWorldUntil = (time: number): void => {
    while (waiting[0] !== undefined && waiting[0].time <= time) {
      const { step: _, ...rest } = waiting.shift() as TraceStep
      const status = statuses[rest.kind]
      push({ ...rest, ...(status !== undefined && { state: { status } }) })
    }
  }
  const open = new Map<number, number>()
  let operations = 0
  for (const event of history) {
    const { process, type } = event
    const time = Math.floor((event.time ?? 0) / 1000)
    pushWorldUntil(time)
    if (type === 'invoke') open.set(process, operations++)
    const operation = open.get(process) ?? 0
    const client = process % clients
    const kind = type === 'invoke' ? 'invoke' : 'return'
    positions.push(push({ time, kind, client, operation, text: eventText(event, client) }))
  }
  pushWorldUntil(Infinity)
  return { trace: { steps, messages: [] }, stepAt: (position) => positions[position] ?? steps.length }
}

/** The trace with the point of violation as its last step. */
export function withViolation({ steps, messages }: Trace, violation: Violation): Trace {
  const node = violation.facts[0]?.node
  const last: TraceStep = {
    step: steps.length + 1,
    time: violation.time,
    kind: 'violation',
    ...defined({ node }),
    cause: violation.step,
    text: violation.headline,
  }
  return { steps: [...steps, last], messages }
}

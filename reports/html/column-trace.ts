import { defined } from '../../src/base/defined.ts'
import type { Micros } from '../../src/base/time.ts'
import type { StatePatch, StepKind, Trace, TraceMessage, TraceStep } from '../../src/record/trace.ts'
import { lateMessages } from '../late-messages.ts'
import type { Lateness } from '../late-messages.ts'
import { lateSyncs } from '../late-syncs.ts'
import type { NodeState } from '../node-state.ts'
import { StepEffects } from '../step-effect.ts'
import { stepText } from '../step-text.ts'
import { clientLane } from './client-lane.ts'
import { Interned } from './interned.ts'
import { RunningState } from './running-state.ts'
import { visibleJson, visibleText } from '../visible-text.ts'
import type { ColumnTrace, Detail, Lane, ReportMessage, TraceGap } from './schema.ts'
import { SkippedSteps } from './skipped-steps.ts'

/** Longest text inside a state, such as a command of the log, in characters. */
const MAX_VALUE_LENGTH = 80
/** Events between two key frames. */
const FRAME_EVERY = 512

export interface ColumnOptions {
  readonly prefix: 'm' | 'o'
  readonly lanes: readonly Lane[]
  /** Events between two key frames; default 512. */
  readonly every?: number
  /** The steps that become events, in order; default all. What the others changed is not lost: the gaps have it. */
  readonly steps?: readonly TraceStep[]
  /** A script decided what happened, and no clock. Default false. */
  readonly isScripted?: boolean
}

/** A trace in the form that stands in the page. */
export function columnTrace(trace: Trace, options: ColumnOptions): ColumnTrace {
  const { lanes, prefix, steps = trace.steps, isScripted = false } = options
  const laneOf = new Map(lanes.map((lane, index) => [lane.id, index]))
  const kinds = new Interned<StepKind>(String)
  const details = new Interned<Detail>(JSON.stringify)
  const every = options.every ?? FRAME_EVERY
  const states = lanes.map(() => new RunningState())
  const incarnation = lanes.map(() => 0)
  const frames: (readonly (NodeState | null)[])[] = []
  const patches: [number, number, StatePatch][] = []
  const gaps: TraceGap[] = []
  const columns = { t: [] as number[], k: [] as number[], n: [] as number[], c: [] as number[] }
  const more = { m: [] as number[], d: [] as number[], inc: [] as number[] }
  const rows = new Map(steps.map((step, row) => [step.step, row]))
  const skipped = new SkippedSteps()
  const effects = new StepEffects(trace.messages)
  const late = lateMessages(trace)
  const syncs = [...lateSyncs(trace, isScripted)].flatMap(([step, sync]) => {
    const row = rows.get(step)
    return row === undefined ? [] : [[row, sync] as const]
  })
  let previous: Micros = 0
  for (const step of trace.steps.slice(0, steps.at(-1)?.step)) {
    const row = rows.get(step.step)
    const effect = effects.of(step)
    const lane = laneOf.get(step.node ?? '') ?? -1
    if (row === undefined) {
      const patch = apply(step, lane, states, incarnation)
      skipped.add(lane, step.node ?? '', patch, states[lane]?.scalars?.currentTerm)
      continue
    }
    const gap = skipped.end(row, step.time - previous, states)
    // what came before the first event stands in the first frame
    if (gap !== undefined && row > 0) gaps.push(gap)
    if (row % every === 0) frames.push(states.map((state) => state.snapshot()))
    const patch = apply(step, lane, states, incarnation)
    if (patch !== undefined) patches.push([row, lane, patch])
    columns.t.push(step.time - previous)
    previous = step.time
    columns.k.push(kinds.indexOf(step.kind))
    const at = laneIndex(step, laneOf)
    columns.n.push(at)
    const cause = step.cause === undefined ? undefined : rows.get(step.cause)
    columns.c.push(cause === undefined ? 0 : row - cause)
    more.m.push(step.message ?? -1)
    more.d.push(details.indexOf(detailOf(step, effect, laneOf)))
    more.inc.push(incarnation[at] ?? 0)
  }
  return {
    prefix,
    first: steps[0]?.step ?? 1,
    kinds: kinds.list,
    details: details.list,
    ...columns,
    ...more,
    messages: trace.messages.flatMap((message) => messageOf(message, late.get(message.id), rows, laneOf)),
    ...(syncs.length === 0 ? {} : { lateSyncs: syncs }),
    patches,
    ...(gaps.length === 0 ? {} : { gaps }),
    key: { every, frames },
  }
}

/** Applies a step to the running state; returns its patch with every text made safe. */
function apply(
  step: TraceStep,
  lane: number,
  states: readonly RunningState[],
  incarnation: number[],
): StatePatch | undefined {
  if (step.kind === 'restart' && lane >= 0) incarnation[lane] = (incarnation[lane] ?? 0) + 1
  if (step.state === undefined || lane < 0) return undefined
  // a subject writes its own state: names, votes and commands are its texts
  const patch = visibleJson(step.state, MAX_VALUE_LENGTH)
  states[lane]?.apply(patch)
  return patch
}

/** Where the reader looks for a step: what a client does stands on the client's lane, all else on the server's. */
export function laneIndex(step: TraceStep, laneOf: ReadonlyMap<string, number>): number {
  const ofClient = step.kind === 'invoke' || step.kind === 'return' || step.node === undefined
  if (ofClient && step.client !== undefined) return laneOf.get(clientLane(step.client)) ?? -1
  return step.node === undefined ? -1 : (laneOf.get(step.node) ?? -1)
}

function detailOf(step: TraceStep, effect: string | undefined, laneOf: ReadonlyMap<string, number>): Detail {
  const client = step.client === undefined ? undefined : laneOf.get(clientLane(step.client))
  return {
    text: visibleText(stepText(step)),
    ...(effect === undefined ? {} : { effect }),
    ...(client === undefined ? {} : { client }),
    ...(step.operation === undefined ? {} : { op: step.operation }),
    ...(step.fault === undefined ? {} : { fault: visibleText(step.fault, 40) }),
  }
}

/** A message that an event sent or got. */
function messageOf(
  message: TraceMessage,
  late: Lateness | undefined,
  rows: ReadonlyMap<number, number>,
  laneOf: ReadonlyMap<string, number>,
): ReportMessage[] {
  const from = laneOf.get(message.from)
  const to = laneOf.get(message.to)
  if (from === undefined || to === undefined) return []
  const arrivals = message.arrivals.filter((step) => rows.has(step))
  if (!rows.has(message.sentIn) && arrivals.length === 0) return []
  return [
    {
      id: message.id,
      from,
      to,
      text: visibleText(message.text, 300),
      sent: message.sentIn,
      arrivals: [...message.arrivals],
      ...defined({ late }),
      ...(message.lost === undefined ? {} : { lost: visibleText(message.lost, 60) }),
      ...(message.fault === undefined ? {} : { fault: visibleText(message.fault, 40) }),
    },
  ]
}

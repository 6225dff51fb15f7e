import { defined } from '../../base/defined.ts'
import type { Micros } from '../../base/time.ts'
import { valueText } from '../../base/value-text.ts'
import type { Difference } from '../../record/divergence.ts'
import { eventLine } from '../../record/formats/writers/json-lines.ts'
import type { StatePatch, Trace, TraceMessage, TraceStep } from '../../record/trace.ts'
import { differingPart } from './differing-part.ts'
import type { RunResult } from '../run-result.ts'

/** Longest text of a value that differs. */
const MAX_LENGTH = 400

type Traced = Pick<RunResult, 'trace' | 'history'>

/**
 * The first thing in which two traced runs of one plan differ, in the order it happened: the event of a step, then what
 * the server sends in it, then what it shows after it; at last what clients heard. Undefined: nothing that is recorded
 * differs.
 */
export function firstDifference(one: Traced, other: Traced): Difference | undefined {
  return (
    (one.trace !== undefined && other.trace !== undefined ? inTraces(one.trace, other.trace) : undefined) ??
    inHistories(one, other)
  )
}

function inTraces(one: Trace, other: Trace): Difference | undefined {
  const [sentOne, sentOther] = [sentBy(one), sentBy(other)]
  const most = Math.max(one.steps.length, other.steps.length)
  for (let at = 0; at < most; at++) {
    const [a, b] = [one.steps[at], other.steps[at]]
    if (a === undefined || b === undefined) return atTheEnd(one, other, at)
    const found =
      inEvents(a, b) ?? inMessages(a, b, sentOne.get(a.step), sentOther.get(b.step)) ?? inStates(a, b)
    if (found !== undefined) return found
  }
  return undefined
}

/** One of them has no more steps. */
function atTheEnd(one: Trace, other: Trace, at: number): Difference {
  const text = (step: TraceStep | undefined): string =>
    step === undefined ? 'nothing: the run is over' : eventText(step)
  const last = Math.max(0, at - 1)
  return {
    kind: 'event',
    step: at + 1,
    times: [
      one.steps[at]?.time ?? one.steps[last]?.time ?? 0,
      other.steps[at]?.time ?? other.steps[last]?.time ?? 0,
    ],
    what: 'what happens next',
    path: '',
    values: [text(one.steps[at]), text(other.steps[at])],
  }
}

const eventFields = [
  'time',
  'kind',
  'node',
  'client',
  'operation',
  'message',
  'cause',
  'fault',
  'text',
] as const

function inEvents(a: TraceStep, b: TraceStep): Difference | undefined {
  if (eventFields.every((field) => a[field] === b[field])) return undefined
  const isAnswer = a.kind === 'return' && b.kind === 'return' && a.operation === b.operation
  // who set it off made the difference: the server whose timer it is, if it is one's
  const node = a.node === b.node ? a.node : undefined
  return {
    kind: isAnswer ? 'answer' : 'event',
    step: a.step,
    times: [a.time, b.time],
    ...defined({ node }),
    what: isAnswer ? 'what the client hears' : 'what happens next',
    path: '',
    values: [eventText(a), eventText(b)],
  }
}

function eventText({ time, text, cause }: TraceStep): string {
  return `${text} at ${time / 1000} ms${cause === undefined ? '' : `, set off in step ${cause}`}`
}

function inMessages(
  a: TraceStep,
  b: TraceStep,
  sentOne: readonly TraceMessage[] = [],
  sentOther: readonly TraceMessage[] = [],
): Difference | undefined {
  for (let at = 0; at < Math.max(sentOne.length, sentOther.length); at++) {
    const [one, other] = [sentOne[at], sentOther[at]]
    const about = {
      kind: 'message',
      step: a.step,
      times: [a.time, b.time] as [Micros, Micros],
      ...nodeOf(a),
    } as const
    if (one?.to !== other?.to) {
      const words = (message: TraceMessage | undefined): string =>
        message === undefined ? 'nothing' : `to ${message.to}: ${valueText(message.body, MAX_LENGTH)}`
      return {
        ...about,
        what: `message ${at + 1} of what ${a.node ?? 'it'} sends`,
        path: '',
        values: [words(one), words(other)],
      }
    }
    if (one === undefined || other === undefined) continue
    const part = differingPart(one.body, other.body)
    if (part === undefined) continue
    return {
      ...about,
      what: `the message from ${one.from} to ${one.to}`,
      path: part.path,
      values: [valueText(part.values[0], MAX_LENGTH), valueText(part.values[1], MAX_LENGTH)],
      raw: part.values,
    }
  }
  return undefined
}

function inStates(a: TraceStep, b: TraceStep): Difference | undefined {
  const fields = new Set([...Object.keys(a.state ?? {}), ...Object.keys(b.state ?? {})]) as Set<
    keyof StatePatch
  >
  for (const field of fields) {
    const part = differingPart(a.state?.[field], b.state?.[field])
    if (part === undefined) continue
    return {
      kind: 'state',
      step: a.step,
      times: [a.time, b.time],
      ...nodeOf(a),
      what: `${field} of ${a.node ?? 'a server'}`,
      path: part.path,
      values: [
        valueText(part.values[0] ?? 'as before', MAX_LENGTH),
        valueText(part.values[1] ?? 'as before', MAX_LENGTH),
      ],
      raw: part.values,
    }
  }
  return undefined
}

/** Where the traces say the same in their shortened texts, what clients heard may still differ further on. */
function inHistories(one: Traced, other: Traced): Difference | undefined {
  for (let at = 0; at < Math.max(one.history.length, other.history.length); at++) {
    const [a, b] = [one.history[at], other.history[at]]
    const [textOne, textOther] = [a && eventLine(a), b && eventLine(b)]
    if (textOne === textOther) continue
    const part = differingPart(a?.value, b?.value)
    return {
      kind: 'answer',
      step: at + 1,
      times: [(a?.time ?? 0) / 1000, (b?.time ?? 0) / 1000],
      what: `event ${at + 1} of the history`,
      path: '',
      values: [(textOne ?? 'none').slice(0, MAX_LENGTH), (textOther ?? 'none').slice(0, MAX_LENGTH)],
      ...(part === undefined ? {} : { raw: part.values }),
    }
  }
  return undefined
}

const nodeOf = ({ node }: TraceStep): { readonly node?: string } => (node === undefined ? {} : { node })

function sentBy({ messages }: Trace): ReadonlyMap<number, readonly TraceMessage[]> {
  const bySender = new Map<number, TraceMessage[]>()
  for (const message of messages) {
    const sent = bySender.get(message.sentIn)
    if (sent === undefined) bySender.set(message.sentIn, [message])
    else sent.push(message)
  }
  return bySender
}

import { STILL_IN_FLIGHT } from '../node-state.ts'
import { grouped, millisText } from '../quantities.ts'
import { remembered } from './remembered.ts'
import type { LateSync } from '../late-syncs.ts'
import type { Report, ReportMessage } from './schema.ts'
import type { TraceEvent } from './trace-events.ts'

/**
 * What did not happen, by the number of the step that should have led to it: the messages it sent that
 * were lost, each with the reason. Absence is half of most stories about Raft.
 */
export const lostMessages = remembered((report: Report): ReadonlyMap<number, readonly string[]> => {
  const notes = new Map<number, string[]>()
  for (const message of report.min?.messages ?? []) {
    if (message.lost === undefined || message.lost === STILL_IN_FLIGHT) continue
    const note = `lost (${reason(message)}): ${laneName(report, message.from)} → ${laneName(report, message.to)} ${message.text}`
    notes.set(message.sent, [...(notes.get(message.sent) ?? []), note])
  }
  return notes
})

/** What the network did to the message that arrived in a step: `again: it arrived in step 12 before`. */
export function arrivalNotes(report: Report): ReadonlyMap<number, readonly string[]> {
  const notes = new Map<number, string[]>()
  for (const { arrivals, from, to } of report.min?.messages ?? []) {
    const [first = 0] = arrivals
    for (const again of arrivals.slice(1)) {
      const note = `again: ${laneName(report, to)} got this of ${laneName(report, from)} in step ${first} before`
      notes.set(again, [...(notes.get(again) ?? []), note])
    }
  }
  return notes
}

/** The requests that a client sent again, by row. To a reader they look like others. */
export function repeatedRequests(events: readonly TraceEvent[]): ReadonlyMap<number, string> {
  const first = new Map<number, number>()
  const notes = new Map<number, string>()
  for (const { row, kind, op, step } of events) {
    if (kind !== 'submit' || op === undefined) continue
    const before = first.get(op)
    if (before === undefined) first.set(op, step)
    else notes.set(row, `again: the request of step ${grouped(before)}, sent once more`)
  }
  return notes
}

/** That the message came late when it arrived in this step: `+180 ms, overtaken by 14`; empty where it did not. */
export function lateText({ late, arrivals }: ReportMessage, step: number): string {
  if (late === undefined || arrivals[0] !== step) return ''
  const parts = [
    late.by > 0 && `+${millisText(late.by)} ms`,
    late.overtakenBy > 0 && `overtaken by ${grouped(late.overtakenBy)}`,
  ]
  return parts.filter((part) => part !== false).join(', ')
}

/** That a disk synced late: `late: step 9 wrote it, 180 ms before`; empty where it did not. */
export function lateSyncText(late: LateSync | undefined): string {
  if (late === undefined) return ''
  const after = late.after === undefined ? '' : `, ${millisText(late.after)} ms before`
  return `late: step ${grouped(late.wrote)} wrote it${after}`
}

function reason(message: ReportMessage): string {
  return message.fault === undefined ? (message.lost ?? '') : `${message.lost ?? ''}, ${message.fault}`
}

export function laneName(report: Report, lane: number | undefined): string {
  return lane === undefined ? '' : (report.nodes[lane]?.name ?? '')
}

import type { Lane, ColumnTrace, Report, ReportVerdict, WhyRole } from './schema.ts'
import { causeOf, messageById, rowOf, traceEvents } from './trace-events.ts'
import type { TraceEvent } from './trace-events.ts'

type Member = { role: WhyRole; from: Set<string> }

/**
 * The steps that explain the verdict: the ones it and its diagnosis name, what led to each of them backwards over causes and
 * over the steps that made the state it found, and the steps of faults that are needed. Faults act by absence, so they stand in no causal past; the
 * minimizer's proof that they are needed is what brings them in.
 */
export function whySet(
  trace: ColumnTrace | null,
  verdict: ReportVerdict,
  because: Report['because'],
  faults: Report['faults'],
  lanes: readonly Lane[],
): Report['why'] {
  if (trace === null) return { facts: [], members: [], truncated: false }
  const events = traceEvents(trace)
  const members = new Map<number, Member>()
  const facts = factRows(trace, verdict, because)
  const queue = [...facts]
  for (const row of facts) members.set(row, { role: 'fact', from: new Set() })
  for (let row = queue.pop(); row !== undefined; row = queue.pop()) {
    for (const cause of new Set([causeOf(trace, events, row), lastChange(trace, events, row)])) {
      const id = events[cause ?? -1]?.id
      if (cause === undefined || id === undefined) continue
      members.get(row)?.from.add(id)
      if (members.has(cause)) continue
      members.set(cause, { role: 'cause', from: new Set() })
      queue.push(cause)
    }
  }
  const unneeded = new Set(
    faults.filter((fault) => fault.necessity?.without === 'same').map((fault) => fault.id),
  )
  for (const event of events) {
    const message = messageById(trace, event.message)
    const fault = event.fault ?? message?.fault
    const disruptive =
      event.kind === 'crash' || event.kind === 'restart' || event.kind === 'pause' || event.kind === 'fault'
    const onServer = event.lane === undefined || lanes[event.lane]?.kind === 'node'
    if (!(disruptive && onServer) && fault === undefined) continue
    if (fault !== undefined && unneeded.has(fault)) continue
    const member = members.get(event.row)
    if (member === undefined) members.set(event.row, { role: 'needed-fault', from: new Set() })
    else if (member.role === 'cause') member.role = 'needed-fault'
  }
  const rows = [...members.keys()].sort((a, b) => a - b)
  return {
    facts: facts.map((row) => events[row]?.id ?? '').filter((id) => id !== ''),
    members: rows.flatMap((row) => {
      const member = members.get(row)
      const id = events[row]?.id
      return member === undefined || id === undefined
        ? []
        : [{ e: id, role: member.role, from: [...member.from].sort() }]
    }),
    truncated: trace.first > 1,
  }
}

/** The step that left the server in the state this one found: the last before it that changed it. */
function lastChange(trace: ColumnTrace, events: readonly TraceEvent[], row: number): number | undefined {
  const lane = events[row]?.lane
  return trace.patches.findLast(([event, of]) => of === lane && event < row)?.[0]
}

/** Rows of the steps the verdict and its diagnosis name, in order, without repeats. */
function factRows(trace: ColumnTrace, verdict: ReportVerdict, because: Report['because']): number[] {
  const steps = [
    ...verdict.facts.map((fact) => fact.step),
    ...verdict.proof.flatMap((clause) => (clause.step === undefined ? [] : [clause.step])),
    ...(because?.because ?? []).flatMap(({ step }) => (step === undefined ? [] : [step])),
    Number(verdict.at.slice(1)),
  ]
  const rows = steps.map((step) => rowOf(trace, step)).filter((row) => row !== undefined)
  return [...new Set(rows)].sort((a, b) => a - b)
}

import { defined } from '../../../src/base/defined.ts'
import type { StatePatch, Trace } from '../../../src/record/trace.ts'
import { STILL_IN_FLIGHT } from '../../node-state.ts'
import { stepText } from '../../step-text.ts'
import { visibleText } from '../../visible-text.ts'
import { laneIndex } from '../column-trace.ts'
import type { FullRun, RoleChange } from '../full-run.ts'
import { Interned } from '../interned.ts'
import type { Lane } from '../schema.ts'

/** Characters of an event's text: the row of a list, not a page. */
const MAX_TEXT = 240

/** The steps from `from` up to `until`, which is left out, by columns; positions in the trace, from 0. */
export function fullColumns(trace: Trace, lanes: readonly Lane[], from: number, until: number): FullRun {
  const laneOf = new Map(lanes.map((lane, index) => [lane.id, index]))
  const kinds = new Interned<string>(String)
  const texts = new Interned<string>(String)
  const columns = { t: [] as number[], k: [] as number[], n: [] as number[], c: [] as number[] }
  const more = { op: [] as number[], d: [] as number[] }
  const changes: [number, number, RoleChange][] = []
  const steps = trace.steps.slice(from, until)
  const first = steps[0]?.step ?? 1
  let previous = 0
  for (const [event, step] of steps.entries()) {
    // the remark on the breach stands last, with the time of the breach
    const time = Math.max(step.time, previous)
    columns.t.push(time - previous)
    previous = time
    columns.k.push(kinds.indexOf(step.kind))
    columns.n.push(laneIndex(step, laneOf))
    columns.c.push(step.cause === undefined || step.cause < first ? 0 : step.step - step.cause)
    more.op.push(step.operation ?? -1)
    more.d.push(texts.indexOf(visibleText(stepText(step), MAX_TEXT)))
    const change = step.state && roleChange(step.state)
    const lane = laneOf.get(step.node ?? '')
    if (change !== undefined && lane !== undefined) changes.push([event, lane, change])
  }
  return {
    lanes,
    first,
    kinds: kinds.list,
    texts: texts.list,
    ...columns,
    ...more,
    changes: [...earlierChanges(trace, laneOf, from), ...changes],
    lost: trace.messages.flatMap(({ lost, sentIn, to, text }): FullRun['lost'][number][] => {
      const event = sentIn - first
      if (lost === undefined || lost === STILL_IN_FLIGHT || event < 0 || event >= steps.length) return []
      return [[event, laneOf.get(to) ?? -1, visibleText(text, MAX_TEXT), visibleText(lost, 60)]]
    }),
  }
}

function roleChange({ status, role, currentTerm, commitIndex }: StatePatch): RoleChange | undefined {
  const change = defined({ status, role, currentTerm, commitIndex })
  return Object.keys(change).length === 0 ? undefined : (change as RoleChange)
}

/** What each server was before the first event, as changes at it. */
function earlierChanges(
  trace: Trace,
  laneOf: ReadonlyMap<string, number>,
  from: number,
): [number, number, RoleChange][] {
  const states = new Map<number, RoleChange>()
  for (const { node, state } of trace.steps.slice(0, from)) {
    const lane = laneOf.get(node ?? '')
    const change = state && roleChange(state)
    if (lane !== undefined && change !== undefined) states.set(lane, { ...states.get(lane), ...change })
  }
  return [...states].map(([lane, change]) => [0, lane, change])
}

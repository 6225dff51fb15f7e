import type { RunRecord } from '../src/record/run-record.ts'
import type { StepKind } from '../src/record/trace.ts'
import type { CountRow } from './count-rows.ts'
import { STILL_IN_FLIGHT } from './node-state.ts'

/** Steps that are counted by kind, with the words a reader knows them by. */
const kinds: readonly (readonly [StepKind, string])[] = [
  ['timer', 'timers fired'],
  ['restart', 'restarts'],
  ['pause', 'pauses'],
  ['fault', 'partitions and other faults begun'],
]

/** What only traces tell, before and after minimization; rows that are 0 on both sides are left out. */
export function traceCountRows(before: RunRecord, after: RunRecord): CountRow[] {
  const [one, other] = [countsOf(before), countsOf(after)]
  if (one === undefined || other === undefined) return []
  return [...one]
    .map(([name, count]) => ({ name, before: count, after: other.get(name) ?? 0 }))
    .filter((row) => row.before !== 0 || row.after !== 0)
}

function countsOf({ nodes, trace }: RunRecord): Map<string, number> | undefined {
  if (trace === undefined) return undefined
  const { steps, messages } = trace
  const clients = new Set(steps.flatMap(({ kind, client }) => (kind === 'invoke' ? (client ?? []) : [])))
  const lost = messages.filter(({ lost }) => lost !== undefined && lost !== STILL_IN_FLIGHT)
  return new Map([
    ['servers', nodes.length],
    ['clients', clients.size],
    ['messages lost', lost.length],
    ...kinds.map(([kind, name]) => [name, steps.filter((step) => step.kind === kind).length] as const),
  ])
}

import { diagnose } from '../../checkers/diagnosis/diagnose.ts'
import type { NodeId } from '../base/node-id.ts'
import type { HistoryEvent } from '../record/history-event.ts'
import type { Cluster } from '../sim/cluster.ts'
import type { CauseOf } from './judging.ts'
import { breachOf } from '../record/verdict.ts'
import { MAX_EXPLAINED_STEPS, type TracedRecorder } from './traced-recorder.ts'

/** What breaks once in a run, and is often long in coming. */
const endsRun: ReadonlySet<string> = new Set(['liveness', 'livelock'])

/**
 * Which rule was not kept, as the trace shows it so far; undefined where none is kept. Where the run has become too long to
 * be looked into, a breach that was gone past before is taken to come of the same rule again.
 */
export function causeIn(
  recorder: TracedRecorder | undefined,
  members: readonly NodeId[],
  run: () => { readonly cluster: Cluster; readonly history: readonly HistoryEvent[] },
): CauseOf | undefined {
  if (recorder === undefined) return undefined
  const before = new Map<string, string | undefined>()
  return (violation) => {
    const { cluster, history } = run()
    // a breach shows while its step is under way: what the step did is a part of it
    recorder.end(cluster.handling)
    const trace = recorder.recorded?.trace
    const isLong = trace !== undefined && trace.steps.length > MAX_EXPLAINED_STEPS
    if (trace === undefined || (isLong && !endsRun.has(violation.property)))
      return before.get(breachOf(violation))
    const found = diagnose(trace, violation, members, history)
    const cause = 'diagnosis' in found ? found.diagnosis.cause : undefined
    before.set(breachOf(violation), cause)
    return cause
  }
}

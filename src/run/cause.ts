import { diagnose } from '../../checkers/diagnosis/diagnose.ts'
import type { NodeId } from '../base/node-id.ts'
import type { HistoryEvent } from '../record/history-event.ts'
import type { Cluster } from '../sim/cluster.ts'
import type { CauseOf } from './judging.ts'
import type { TracedRecorder } from './traced-recorder.ts'

/** Of a longer run no cause is looked for: its diagnosis would take as long as thousands of other runs. */
export const MAX_EXPLAINED_STEPS = 50_000

/** Which rule was not kept, as the trace shows it so far; undefined where none is kept. */
export function causeIn(
  recorder: TracedRecorder | undefined,
  members: readonly NodeId[],
  run: () => { readonly cluster: Cluster; readonly history: readonly HistoryEvent[] },
): CauseOf | undefined {
  if (recorder === undefined) return undefined
  return (violation) => {
    const { cluster, history } = run()
    // a breach shows while its step is under way: what the step did is a part of it
    recorder.end(cluster.handling)
    const { trace } = recorder
    if (trace.steps.length > MAX_EXPLAINED_STEPS) return undefined
    const found = diagnose(trace, violation, members, history)
    return 'diagnosis' in found ? found.diagnosis.cause : undefined
  }
}

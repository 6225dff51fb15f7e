import { defined } from '../base/defined.ts'
import { errorOfText } from '../base/error-of-text.ts'
import type { HistoryEvent } from '../record/history-event.ts'
import type { FaultRecord, RunCounts, RunStatus } from '../record/run-record.ts'
import type { Violation } from '../record/verdict.ts'
import type { Cluster } from '../sim/cluster.ts'
import { offersOf } from '../subject/offers.ts'
import { historyBreach, outcomeCounts } from './judge-history.ts'
import type { CoverageMap } from './features/coverage-map.ts'
import { coverageMarksOf } from './coverage-marks.ts'
import type { Judge } from './judging.ts'
import type { TracedRecorder } from './traced-recorder.ts'
import type { RunResult } from './run-result.ts'
import type { RunSettings } from './run-settings.ts'

/** What a run leaves behind when it is over. */
export interface EndedRunParts {
  readonly cluster: Cluster
  readonly history: readonly HistoryEvent[]
  /** Step of the run at each event of the history. */
  readonly stepAt: (position: number) => number
  readonly faults: readonly FaultRecord[]
  readonly retries: number
  readonly leadersHit: number
  readonly recorder: TracedRecorder | undefined
  /** Absent: nobody asks for the features of the run. */
  readonly coverage?: CoverageMap
  readonly settings: RunSettings
  readonly judge: Judge
  /** Whether the schedule of the run set its trap. Default false. */
  readonly trapSet?: boolean
  /** A breach found by waiting: that nothing happens, or that servers still differ. Counts only when nothing else broke. */
  readonly foundByWaiting?: Violation
}

/** Judges a finished run: the invariants have spoken already, now the history and the scenario. */
export function conclude(left: EndedRunParts): RunResult {
  const { cluster, history, faults, settings, recorder } = left
  const counts = countsOf(left)
  const counted = (found: Violation | undefined): Violation | undefined =>
    found !== undefined && left.judge.counts(found) ? found : undefined
  // what ended the run, such as a flood, may be known too: then what clients saw until then is judged
  let violation = counted(cluster.violation)
  let because: string | undefined
  if (violation === undefined && settings.skipHistory !== true) {
    const verdict = judgeHistory(left, counts)
    if (typeof verdict === 'string') because = verdict
    else violation = verdict
  }
  violation ??= counted(settings.judge?.({ history, faults, step: cluster.step, time: cluster.now }))
  violation ??= counted(left.foundByWaiting)
  // that nothing succeeds where something known breaks is no news
  if (counts.ok === 0 && left.judge.seen.length > 0) because = undefined
  const status: RunStatus = violation !== undefined ? 'invalid' : because !== undefined ? 'unknown' : 'valid'
  if (violation !== undefined) {
    violation = { ...violation, ...defined({ cause: left.judge.causeOf(violation) }) }
    recorder?.violated(violation)
  }
  const coverageMarks = coverageMarksOf({
    invariants: cluster.monitor.counts,
    faults,
    history,
    ok: counts.ok,
    unknown: counts.unknown,
    retries: left.retries,
    sessionsLost: sessionsLost(history),
    leadersHit: left.leadersHit,
    trapSet: left.trapSet === true,
    statesShown: cluster.processes.filter(({ live }) => live !== undefined).length,
  })
  left.coverage?.conclude(faults, coverageMarks)
  return {
    digest: digestOf(left),
    status,
    ...(status === 'unknown' ? defined({ because }) : {}),
    ...defined({ violation }),
    ...(left.judge.seen.length === 0 ? {} : { known: left.judge.seen }),
    history,
    faults,
    coverageMarks,
    counts,
    ...defined({ features: left.coverage?.features }),
    ...recorder?.recorded,
  }
}

/** How often a client heard that its session is gone, whatever became of the request it heard it for. */
const sessionsLost = (history: readonly HistoryEvent[]): number =>
  history.filter(
    ({ type, error }) =>
      error !== undefined && errorOfText(error, type === 'fail').code === 'no-such-session',
  ).length

/** The breach in the history, or undefined when there is none, or why it cannot be said. */
function judgeHistory(
  { cluster, history, stepAt, settings, judge }: EndedRunParts,
  counts: RunCounts,
): Violation | undefined | string {
  if (offersOf(cluster.target).electionsOnly)
    return counts.elections === 0 ? 'no leader was elected: the run proves nothing' : undefined
  return historyBreach(history, {
    stepAt,
    counts: (violation) => judge.counts(violation),
    ...defined({ maxSteps: settings.checkerSteps }),
  })
}

function countsOf({ cluster, history }: EndedRunParts): RunCounts {
  const { crashes, elections } = cluster.monitor.counts
  return {
    steps: cluster.step,
    messages: cluster.messages,
    ...outcomeCounts(history),
    crashes,
    elections,
    virtualMs: Math.round(cluster.now / 1000),
  }
}

/** The identity of the run: every step and every state it led to, then what clients saw. */
function digestOf({ cluster, history }: EndedRunParts): string {
  const { digest } = cluster
  for (const { process, type, f, value, time } of history) {
    digest.int(process)
    digest.text(`${type} ${f} ${JSON.stringify(value)}`)
    digest.long(time ?? 0)
  }
  return digest.hex()
}

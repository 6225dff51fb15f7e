import { zeroCounts } from '../../../checkers/invariants/counts.ts'
import { defined } from '../../base/defined.ts'
import { Digest } from '../../base/digest.ts'
import type { HistoryEvent } from '../../record/history-event.ts'
import type { TraceStep } from '../../record/trace.ts'
import type { Clause, Violation } from '../../record/verdict.ts'
import type { RealRunResult } from '../../processes/index.ts'
import { historyBreach, outcomeCounts } from '../../run/judge-history.ts'
import { coverageMarksOf } from '../../run/coverage-marks.ts'
import { Judge } from '../../run/judging.ts'
import type { Plan } from '../../run/plan.ts'
import type { RunResult } from '../../run/run-result.ts'
import type { Scenario } from '../../run/scenario.ts'
import { serverTrace, withViolation } from './server-trace.ts'

const MAX_HEADLINE = 300
/** One more client asks whether the cluster has recovered. */
const PROBES = 1

/** Judges a run on real servers: its history first, then the scenario, then servers that ended or did not recover. */
export function judgeServerRun(plan: Plan, scenario: Scenario, real: RealRunResult): RunResult {
  const { history, faults, steps } = real
  const { trace, stepAt } = serverTrace(history, steps, plan.workload.clients + PROBES)
  const last = trace.steps.at(-1)
  const end = { step: Math.max(1, trace.steps.length), time: last?.time ?? 0 }
  const outcomes = outcomeCounts(history)
  const judge = new Judge(plan.judging)
  const counts = (found: Violation): boolean => judge.counts(found)
  const counted = (found: Violation | undefined): Violation | undefined =>
    found !== undefined && counts(found) ? found : undefined
  const breach = outcomes.ok === 0 ? nothingSucceeded(history) : historyBreach(history, { stepAt, counts })
  const violation =
    (typeof breach === 'string' ? undefined : breach) ??
    counted(tracedBreach(real, trace.steps)) ??
    counted(scenario.judge?.({ history, faults, ...end })) ??
    counted(endedByItself(real, trace.steps)) ??
    (outcomes.ok === 0 ? undefined : counted(stalled(real, plan, end)))
  // that nothing succeeds where something known breaks is no news
  const isNoNews = outcomes.ok === 0 && judge.seen.length > 0
  const because = typeof breach === 'string' && !isNoNews ? breach : undefined
  const crashes = faults.reduce((sum, { effects }) => sum + (effects['crashes'] ?? 0), 0)
  const restarts = steps.filter(({ kind }) => kind === 'restart').length
  return {
    digest: digestOf(real),
    status: violation !== undefined ? 'invalid' : because !== undefined ? 'unknown' : 'valid',
    ...(violation !== undefined ? { violation } : defined({ because })),
    ...(judge.seen.length === 0 ? {} : { known: judge.seen }),
    history,
    faults,
    coverageMarks: coverageMarksOf({
      invariants: { ...zeroCounts(), crashes, restarts },
      faults,
      history,
      ok: outcomes.ok,
      unknown: outcomes.unknown,
      retries: 0,
      sessionsLost: 0,
      leadersHit: 0,
      trapSet: false,
      statesShown: 0,
    }),
    counts: {
      steps: trace.steps.length,
      messages: 0,
      ...outcomes,
      crashes,
      elections: 0,
      virtualMs: Math.round(end.time / 1000),
    },
    trace: violation === undefined ? trace : withViolation(trace, violation),
  }
}

/** Who is to blame, the servers or how the target connects to them, cannot be said. */
function nothingSucceeded(history: readonly HistoryEvent[]): string {
  const last = history.findLast(({ error }) => error !== undefined)?.error
  const why = last === undefined ? '' : `; what a client was told last: ${last.slice(0, MAX_HEADLINE)}`
  return `no operation succeeded: the run proves nothing${why}`
}

/** What servers said of themselves that cannot be. Their words are no steps of the run: it stands at the last one before. */
function tracedBreach({ traced }: RealRunResult, steps: readonly TraceStep[]): Violation | undefined {
  if (traced === undefined) return undefined
  const { servers, ...violation } = traced
  const step = steps.findLast(({ time }) => time <= violation.time)?.step ?? 1
  return { ...violation, step, facts: [...new Set(servers)].map((node) => ({ step, node })) }
}

/** A server that ended though nobody had asked for it. */
function endedByItself(
  { unexpectedEnds }: RealRunResult,
  steps: readonly TraceStep[],
): Violation | undefined {
  const [first] = unexpectedEnds
  if (first === undefined) return undefined
  const { node, at, text } = first
  const step = steps.find((one) => one.kind === 'crash' && one.node === node && one.time >= at)?.step ?? 1
  return {
    property: 'no-exit',
    shape: 'server',
    step,
    time: at,
    headline: `${node} ended by itself: ${text.replaceAll('\n', ' ').slice(0, MAX_HEADLINE)}`,
    proof: [
      { kind: 'let', text: 'A server run until the harness ends it: no fault was to end this one.' },
      ...text.split('\n').map((line): Clause => ({ kind: 'however', text: line, step })),
    ],
    facts: [{ step, node }],
  }
}

function stalled(
  { stalled: why, notReady }: RealRunResult,
  { healAt, settle }: Plan,
  { step, time }: { readonly step: number; readonly time: number },
): Violation | undefined {
  if (why === undefined) return undefined
  return {
    property: 'liveness',
    shape: notReady.length > 0 ? 'not-ready' : 'no-progress',
    step,
    time,
    headline: `${why}.`,
    proof: [
      { kind: 'let', text: `All faults were healed at ${healAt} ms; every link works.` },
      { kind: 'then', text: `The servers have ${settle} ms of real time to be up and to answer.` },
      { kind: 'however', text: `${why}.`, step },
    ],
    facts: [{ step }],
  }
}

/** Tells the run from others. It is no promise: made again, a real run comes out otherwise. */
function digestOf({ history }: RealRunResult): string {
  const digest = new Digest()
  for (const { process, type, f, value, time } of history) {
    digest.int(process)
    digest.text(`${type} ${f} ${JSON.stringify(value)}`)
    digest.long(time ?? 0)
  }
  return digest.hex()
}

import type { FailureReport } from '../../reports/index.ts'
import type { RunCounts, RunRecord } from '../record/run-record.ts'
import { Judge } from '../run/judging.ts'
import type { Plan } from '../run/plan.ts'
import type { RunResult } from '../run/run-result.ts'
import { noCoverageMarks } from '../run/coverage-marks.ts'
import { environment } from './environment.ts'
import { replayCommand } from './minimize-failure.ts'

/** Digest of a run that did not come to its end. */
export const noDigest = '0'.repeat(16)

const noCounts: RunCounts = {
  steps: 0,
  messages: 0,
  operations: 0,
  ok: 0,
  failed: 0,
  unknown: 0,
  crashes: 0,
  elections: 0,
  virtualMs: 0,
}

/** The run's process died, by the subject's doing: a breach, of which the last step may not be known. */
export function diedResult(
  headline: string,
  shape: string,
  step: number,
  printed: readonly string[],
): RunResult {
  return {
    ...nothing(),
    status: 'invalid',
    violation: {
      property: 'subject-died',
      shape,
      step: Math.max(1, step),
      time: 0,
      headline,
      proof: [
        { kind: 'let', text: 'The run be made twice, the second time alone in a process of its own.' },
        { kind: 'however', text: `${headline}, both times.` },
        ...printed.map((line) => ({ kind: 'however' as const, text: `It printed last: ${line}` })),
      ],
      facts: [],
    },
  }
}

/** The subject replaced part of the language itself: what its process says from then on is not to be trusted. */
export function patchedResult(name: string): RunResult {
  const headline = `the subject replaced ${name}`
  return {
    ...nothing(),
    status: 'invalid',
    violation: {
      property: 'no-patching',
      shape: name,
      step: 1,
      time: 0,
      headline,
      proof: [
        { kind: 'let', text: 'Servers and the harness run in one process, and use the same language.' },
        { kind: 'however', text: `${headline}, which everything else in the process uses too.` },
      ],
      facts: [],
    },
  }
}

/** How a run ended, as its plan says that it is judged: after a death that is known there is nothing to be seen. */
export function judgedEnd({ violation, ...result }: RunResult, { judging }: Plan): RunResult {
  const judge = new Judge(judging)
  if (violation === undefined) return result
  if (judge.counts(violation)) return { ...result, violation }
  return { ...result, status: 'valid', known: judge.seen }
}

/** The run was ended by what decides nothing: a clock, or a bound on memory. */
export const undecidedResult = (because: string): RunResult => ({ ...nothing(), status: 'unknown', because })

function nothing(): Omit<RunResult, 'status'> {
  return { digest: noDigest, history: [], faults: [], coverageMarks: noCoverageMarks(), counts: noCounts }
}

/** The report of a run that did not come to its end: its plan and what ended it are all there is. */
export const reportEnded = (record: RunRecord): FailureReport => ({
  record,
  replayCommand: replayCommand(record.token, 'run.json'),
  environment: environment(),
})

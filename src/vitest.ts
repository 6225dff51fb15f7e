import { expect, test } from 'vitest'
import { checkLinearizability, models, type Model, type ModelName } from '../checkers/index.ts'
import { run, type RunRequest } from './testcase/run-target.ts'
import { replayFailure, type RecordedFailure } from './export/replay-script.ts'
import type { HistoryEvent } from './record/history-event.ts'
import { pairEvents } from './record/pair-events.ts'

/** Options of {@link raftTest}: what to run, and how long the test may take. */
export interface RaftTestOptions extends RunRequest {
  /** Most milliseconds of the wall clock, minimization included. Default 120,000. */
  readonly timeout?: number
}

/**
 * Defines a test that runs scenarios on a target. It fails with the minimized trace of the first failure,
 * and also when the target is not deterministic, or when the runs prove nothing.
 *
 * @example
 * raftTest('my Raft survives a lost leader', { target, scenarios: ['leader-isolated'], runs: 50 })
 */
export function raftTest(name: string, options: RaftTestOptions = {}): void {
  const { timeout = 120_000, ...request } = options
  test(name, { timeout }, async () => {
    const { runs, failures, divergences, undecided } = await run({ output: 'runs', ...request })
    const [divergence] = divergences
    if (divergence !== undefined) fail(divergence.text)
    const [failure] = failures
    if (failure !== undefined) fail(`${failure.text}`)
    const [first] = undecided
    if (first !== undefined && undecided.length === runs) {
      fail(`no run proved anything; the first, ${first.scenario} seed ${first.seed}: ${first.because}`)
    }
  })
}

/** Options of {@link replayTest}: the failure, and how long the test may take. */
export interface ReplayTestOptions extends RecordedFailure {
  /** Most milliseconds of the wall clock. Default 60,000. */
  readonly timeout?: number
}

/**
 * Defines a test that makes one recorded run again: it fails, with what breaks and why, while the bug is there, and
 * passes once it is mended. It fails as well when nothing of the script fits the target any more. `whitewater export`
 * writes it.
 *
 * @example
 * replayTest('n4 leads term 4 without entry 1', { target, breaks: 'leader-completeness/elected-without', plan, script })
 */
export function replayTest(name: string, { timeout = 60_000, ...failure }: ReplayTestOptions): void {
  test(name, { timeout }, async () => {
    const text = await replayFailure(failure)
    if (text !== undefined) fail(text)
  })
}

/** Fails without the stack of the harness: the trace in the message is what matters. */
function fail(message: string): never {
  const error = new Error(`\n${message}`)
  error.stack = error.message
  throw error
}

/**
 * Whether a history is linearizable under a model: `expect(history).toBeLinearizable('kv')`.
 * Undecided counts as no.
 */
export function toBeLinearizable(
  history: readonly HistoryEvent[],
  model: ModelName | Model = 'kv',
): { readonly pass: boolean; readonly message: () => string } {
  const chosen = typeof model === 'string' ? models[model] : model
  const verdict = checkLinearizability(pairEvents(history).operations, chosen)
  const because =
    verdict.valid === true ? '' : verdict.valid === false ? verdict.failure.because : verdict.because
  return {
    pass: verdict.valid === true,
    message: () =>
      verdict.valid === true
        ? `the history is linearizable as ${chosen.name}`
        : `the history is ${verdict.valid === false ? 'not linearizable' : 'undecided'} as ${chosen.name}: ${because}`,
  }
}

expect.extend({ toBeLinearizable })

declare module 'vitest' {
  // The type parameters must be those of the interface this merges with.
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    toBeLinearizable(this: Matchers<R, T>, model?: ModelName | Model): R
  }
}

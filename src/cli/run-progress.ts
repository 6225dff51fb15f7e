import { visibleText } from '../../reports/index.ts'
import { grouped } from '../../reports/quantities.ts'
import type { RunRecord } from '../record/run-record.ts'
import type { ScenarioRuns } from '../testcase/run-scenarios.ts'
import { clock, LiveProgress, type ProgressStream } from './live-progress.ts'

/** What shows runs while they are made. */
export interface RunProgressDisplay {
  readonly live: LiveProgress
  readonly onProgress: NonNullable<ScenarioRuns['onProgress']>
  /** A run is over. */
  run(record: RunRecord): void
  /** Its failure is reported. */
  reported(): void
}

/** Shows how far runs are; `total`: of all scenarios together, `minimizes`: the first failure of each signature. */
export function runProgress(
  stream: ProgressStream,
  { total, minimizes }: { readonly total: number; readonly minimizes: boolean },
): RunProgressDisplay {
  const began = performance.now()
  const seen = new Set<string>()
  let [runs, failed, undecided] = [0, 0, 0]
  let now = ''
  let minimizing: { readonly signature: string; readonly since: number } | undefined
  const counts = (): string =>
    [
      `runs ${grouped(runs)}/${grouped(total)}  ${Math.floor((runs / Math.max(1, total)) * 100)}%`,
      `failed ${grouped(failed)}`,
      ...(undecided === 0 ? [] : [`undecided ${grouped(undecided)}`]),
      `elapsed ${clock(performance.now() - began)}`,
    ].join('  ')
  const doing = (): string =>
    minimizing === undefined
      ? now
      : `minimizing ${visibleText(minimizing.signature, 120)}  ${clock(performance.now() - minimizing.since)}`
  const live = new LiveProgress(stream, {
    block: () => (doing() === '' ? [counts()] : [counts(), `  ${doing()}`]),
    line: () => (doing() === '' ? counts() : `${counts()}  ${doing()}`),
  })
  return {
    live,
    onProgress: ({ scenario, seed, at, of }) => {
      const planned = grouped(Math.ceil(of))
      // who is slow to recover gets more time than planned
      const far = at > of ? `virtual seconds, ${planned} planned` : `of ${planned} virtual seconds`
      now = `${visibleText(scenario, 60)}  seed ${visibleText(seed, 40)}  ${grouped(Math.floor(at))} ${far}`
    },
    run: ({ scenario, seed, status, signature }) => {
      runs++
      if (status === 'unknown') undecided++
      now = `${visibleText(scenario, 60)}  seed ${visibleText(seed, 40)}`
      if (signature === undefined) return
      failed++
      if (minimizes && !seen.has(signature)) minimizing = { signature, since: performance.now() }
      seen.add(signature)
    },
    reported: () => {
      minimizing = undefined
    },
  }
}

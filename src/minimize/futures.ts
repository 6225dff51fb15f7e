import { RandomStream } from '../base/random.ts'
import type { Script } from '../record/decision.ts'
import type { FuturesAfter } from '../record/run-record.ts'
import { breachOf, type Violation } from '../record/verdict.ts'
import type { Plan } from '../run/plan.ts'
import { randomFuture } from '../run/scripted/random-future.ts'
import type { Runner } from './candidate-runs.ts'
import { stepsAfter } from './steps-after.ts'

/** Parts of the script from which futures are drawn: all, or so many of a longer one, and its end. */
const POINTS = 40
/** Futures from each. */
const RUNS = 40
/** Decisions of a future, beside as many as the script has. */
const LENGTH = 30
/** Decisions carried out for all futures together: of a long script fewer are drawn. */
const DECISIONS = 150_000

/**
 * From when on a failure was to be expected: after each part of its script so many random futures are run, and it is counted
 * how many break the same property in the same form. Where the share jumps, something happened from which a Raft with
 * this bug rarely recovers: in Figure 8, the commit of an entry of an old term. The same script has the same curve on any
 * machine, or none.
 * @param goesOn whether there is time for it. Default: always.
 * @returns empty: the script is too long; undefined: the time was over.
 */
export function futuresOf(
  script: Script,
  plan: Plan,
  violation: Violation,
  runner: Runner,
  goesOn: () => boolean = () => true,
): readonly FuturesAfter[] | undefined {
  const length = LENGTH + script.length
  const stride = Math.ceil((script.length + 1) / POINTS)
  const parts = Array.from({ length: Math.ceil(script.length / stride) }, (_, at) => at * stride)
  const points = [...parts, script.length]
  const runs = Math.min(RUNS, Math.floor(DECISIONS / points.length / (1.5 * script.length + LENGTH)))
  if (runs < 10) return []
  const random = new RandomStream(plan.seed).fork('futures')
  const steps = stepsAfter(script, plan, runner)
  const futures: FuturesAfter[] = []
  for (const decisions of points) {
    const begun = script.slice(0, decisions)
    let failed = 0
    for (let run = 0; run < runs; run++) {
      if (!goesOn()) return undefined
      const future = randomFuture(script, decisions, random.fork(`${decisions}.${run}`), length)
      const result = runner.scripted(plan, begun, false, future)
      if (result.violation !== undefined && breachOf(result.violation) === breachOf(violation)) failed++
    }
    futures.push({ decisions, step: steps[decisions] ?? 0, runs, failed })
  }
  return futures
}

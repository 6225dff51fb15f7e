import { defined } from '../base/defined.ts'
import { isSameBug, type Violation } from '../record/verdict.ts'
import { limitsOf } from '../run/limits-of-plan.ts'
import type { MadeRun } from '../run/made-run.ts'
import type { Plan } from '../run/plan.ts'
import type { RunResult } from '../run/run-result.ts'
import type { Limits } from '../sim/limits.ts'
import type { CandidateRuns, Runner } from './candidate-runs.ts'
import { goesOnByItself } from './causal-chain.ts'

/** Properties that break when a limit of the run is passed. */
const limited = new Set(['livelock', 'storm'])

/** The limits are divided by the first of these with which what passes them is still the same. */
const divisors = [300, 100, 30, 10, 3]
/** What is seen under lower limits must go on for so many times as long, or up to the usual ones. */
const GOES_ON = 10

/** With so many events, and so many in a millisecond, a cluster stands still in a loop, and not at the pace of its timers. */
const BUSY = 10_000
const BUSY_A_MILLISECOND = 4

/**
 * A failure whose events never end, seen sooner: a loop of three messages need not go round 30,000 times in each run that is tried, nor in the trace
 * that is read. That it is no mere burst, such as a log that is sent in a moment, the run with the usual limits says.
 */
export interface SeenSooner {
  readonly start: MadeRun
  /** Draws its small runs with the lower limits. */
  readonly runner: Runner
  /** The same run with the usual limits, if it does not come out of what the lower ones were passed by. */
  confirmed(small: MadeRun): Promise<RunResult | undefined>
}

/** Whether events never end: a limit is passed, or the cluster is as busy until its time is up. */
export const isEndless = ({ violation, counts }: RunResult): boolean =>
  violation !== undefined &&
  (limited.has(violation.property) ||
    (violation.property === 'liveness' &&
      counts.steps >= Math.max(BUSY, BUSY_A_MILLISECOND * counts.virtualMs)))

/** From which step on there was too much; undefined: that is not known, or no limit was passed. */
export const tooManySince = ({ property, facts }: Violation): number | undefined =>
  limited.has(property) && facts.length > 1 ? facts[0]?.step : undefined

/** From the lowest limits on, each with which the failure is the same. */
export async function* seenSooner(
  failing: MadeRun,
  runner: Runner,
  runs: CandidateRuns,
): AsyncGenerator<SeenSooner> {
  const { wanted } = runs
  if (!isEndless(failing.result)) return
  const { limits: given } = failing.plan
  const usual = ({ limits: _, ...plan }: Plan): Plan => ({ ...plan, ...defined({ limits: given }) })
  // these runs are few: they are made whatever is left for the search
  const made = async (plan: Plan, traced = false): Promise<RunResult> =>
    runs.counted(await runner.timed(plan, traced))
  for (const divisor of divisors) {
    const lowered = (plan: Plan): Plan => ({ ...plan, limits: divided(limitsOf(usual(plan)), divisor) })
    const start = lowered(failing.plan)
    const result = await made(start, true)
    const { violation } = result
    if (violation === undefined || !limited.has(violation.property) || !isSameBug(wanted, violation)) continue
    const confirmed = async ({ plan, result: shown }: MadeRun): Promise<RunResult | undefined> => {
      const eventsPerSecond = plan.limits?.eventsPerSecond ?? 0
      const higher = divided(limitsOf(usual(plan)), Math.max(1, divisor / GOES_ON))
      const longer = await made({ ...plan, limits: { ...higher, eventsPerSecond } }, true)
      if (!isLoop(longer, shown.counts.steps)) return undefined
      const whole = await made(usual(plan))
      return isEndless(whole) ? whole : undefined
    }
    if ((await confirmed({ plan: start, result })) === undefined) continue
    const { small } = runner
    const confirms = async (found: MadeRun): Promise<boolean> => (await confirmed(found)) !== undefined
    yield {
      start: { plan: start, result },
      confirmed,
      runner: {
        ...runner,
        confirms,
        ...defined({ small: small && ((number: number) => lowered(small(number))) }),
      },
    }
  }
}

/** What is shown of a loop ends with so many steps of it, at least. */
const SHOWN_OF_LOOP = 100

/** Whether a traced run passes a limit by what goes on by itself, in the last steps of those that are shown and in all that follow. */
function isLoop({ violation, trace }: RunResult, shown: number): boolean {
  if (violation === undefined || !limited.has(violation.property) || trace === undefined) return false
  const first = { steps: trace.steps.slice(0, shown) }
  return goesOnByItself(first, shown - SHOWN_OF_LOOP) && goesOnByItself(trace, shown)
}

const divided = ({ events, eventsPerSecond, queue, instant }: Limits, divisor: number): Limits => ({
  events: Math.ceil(events / divisor),
  eventsPerSecond: Math.ceil(eventsPerSecond / divisor),
  queue: Math.ceil(queue / divisor),
  instant: Math.ceil(instant / divisor),
})

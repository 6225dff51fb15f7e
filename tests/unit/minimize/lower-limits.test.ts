import { describe, expect, test } from 'vitest'
import { scenarios } from '../../../scenarios/index.ts'
import { CandidateRuns, type Runner } from '../../../src/minimize/candidate-runs.ts'
import { seenSooner } from '../../../src/minimize/lower-limits.ts'
import { shortestOfTimed } from '../../../src/minimize/shortest-of-timed.ts'
import { tracing } from '../../../src/minimize/shrink-run.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import { limitsOf } from '../../../src/run/limits-of-plan.ts'
import type { TraceStep } from '../../../src/record/trace.ts'
import type { Plan } from '../../../src/run/plan.ts'
import type { RunResult } from '../../../src/run/run-result.ts'
import { runPlan } from '../../../src/run/run-plan.ts'
import { LimitReached } from '../../../src/sim/limits.ts'
import { Pace } from '../../../src/sim/pace.ts'
import { limitFailure } from '../../../src/sim/subject-failure.ts'
import { builtInRaft } from '../../../src/subject/built-in-raft/built-in-raft.ts'
import { violation } from './made-up-violation.ts'

const drawn = drawPlan(scenarios[0]!, 'limits', builtInRaft())
const passed = runPlan(drawn, builtInRaft())
const crash = { kind: 'crash', when: { at: 400 }, for: 1000 } as const
const plan: Plan = { ...drawn, faults: [crash, crash] }

/** Ten virtual seconds: an event a millisecond, so many more at once after the first, and from the third on a loop. */
interface MadeUp {
  readonly burst: number
  readonly aMillisecond: number
}

/** When each event happens, in microseconds: the timer of each millisecond, and what comes of it. */
function* times({ burst, aMillisecond }: MadeUp): Generator<Pick<TraceStep, 'time' | 'kind'>> {
  for (let milli = 0; milli < 10_000; milli++) {
    const events = milli === 1000 ? burst : milli < 3000 ? 1 : aMillisecond
    for (let at = 0; at < events; at++) {
      const isLoop = at > 0 || (milli > 3000 && aMillisecond > MANY)
      yield { time: milli * 1000 + Math.floor((at * 1000) / events), kind: isLoop ? 'deliver' : 'timer' }
    }
  }
}

/** So many events a millisecond, and more, come of themselves. */
const MANY = 4

/** The made-up run under the limits of its plan, with the bound that watches each run. */
function run(one: Plan, what: MadeUp): RunResult {
  const pace = new Pace(limitsOf(one), undefined)
  const steps: TraceStep[] = []
  let step = 0
  let now = 0
  const ended = (): RunResult => ({
    ...passed,
    counts: { ...passed.counts, steps: step, virtualMs: now / 1000 },
    trace: { steps, messages: [] },
  })
  try {
    for (const { time, kind } of times(what)) {
      now = time
      pace.event(now, step, () => 'n1 spins')
      step++
      if (step < 50_000)
        steps.push({ step, time, kind, text: '', ...(kind === 'deliver' && { cause: step - 1 }) })
    }
  } catch (error) {
    if (!(error instanceof LimitReached)) throw error
    return { ...ended(), violation: limitFailure(error, step, now) }
  }
  const stalls = what.aMillisecond > 1
  return stalls ? { ...ended(), violation: { ...violation, property: 'liveness', step } } : ended()
}

const loop = { burst: 0, aMillisecond: 200 }

const runnerOf = (of: (one: Plan) => MadeUp): Runner => ({
  timed: (one) => run(one, of(one)),
  scripted: () => passed,
  scriptable: false,
})

/** What the first limits that are low enough show. */
async function firstSeen(of: (one: Plan) => MadeUp) {
  const runner = runnerOf(of)
  const result = await runner.timed(plan, false)
  const runs = new CandidateRuns(result.violation!, { runs: 1000 })
  const { value: seen } = await seenSooner({ plan, result }, runner, runs).next()
  return { seen, result }
}

describe('lower limits', () => {
  test('a loop is seen after a few hundred events in the place of a hundred thousand', async () => {
    const { seen, result } = await firstSeen(() => loop)
    expect(result.counts.steps).toBeGreaterThan(100_000)
    const { violation: shown, counts } = seen!.start.result
    expect(shown).toMatchObject({ property: 'livelock' })
    expect(counts.steps).toBeLessThan(8000)
    expect(counts.steps).toBeGreaterThan(3000)
  })

  test('a burst that ends is not taken for the loop that comes later', async () => {
    const { seen } = await firstSeen(() => ({ ...loop, burst: 600 }))
    expect(seen!.start.result.counts.steps).toBeGreaterThan(3600)
  })

  test('a loop that is slower than the usual limits is one where it lasts until the time is up', async () => {
    const seenAt = async (aMillisecond: number) => {
      const runner = runnerOf(() => ({ burst: 0, aMillisecond }))
      const result = { ...run(plan, { burst: 0, aMillisecond }) }
      // both are told by one cause
      const told = { ...result, violation: { ...result.violation!, cause: 'messages-without-end' } }
      const timed = async (one: Plan): Promise<RunResult> => {
        const made = await runner.timed(one, false)
        return { ...made, violation: { ...made.violation!, cause: 'messages-without-end' } }
      }
      const runs = new CandidateRuns(told.violation, { runs: 1000 })
      return (await seenSooner({ plan, result: told }, { ...runner, timed }, runs).next()).value
    }
    expect(run(plan, { burst: 0, aMillisecond: 8 }).violation).toMatchObject({ property: 'liveness' })
    expect((await seenAt(8))!.start.result.violation).toMatchObject({ property: 'livelock' })
    // heartbeats are no loop
    expect(await seenAt(2)).toBeUndefined()
  })

  test('of a failure whose events end nothing is seen sooner', async () => {
    const result = { ...passed, violation }
    const runs = new CandidateRuns(violation, { runs: 1000 })
    const { done } = await seenSooner(
      { plan, result },
      runnerOf(() => loop),
      runs,
    ).next()
    expect(done).toBe(true)
  })

  test('what is made smaller keeps what the loop needs, and says what came of it with the usual limits', async () => {
    const runner = runnerOf(({ faults }) => (faults.length > 0 ? loop : { burst: 2000, aMillisecond: 1 }))
    const result = await runner.timed(plan, false)
    const runs = new CandidateRuns(result.violation!, { runs: 1000 })
    const small = await shortestOfTimed({ plan, result }, runner, runs, [])
    expect(small.plan.plan.faults).toHaveLength(1)
    expect(small.plan.result.counts.steps).toBeLessThan(8000)
    expect(small.usual?.counts.steps).toBeGreaterThan(100_000)
  })

  test('a small run with a mere burst is no start', async () => {
    const small = (): Plan => ({ ...plan, faults: [] })
    const runner = {
      ...runnerOf(({ faults }) => (faults.length > 0 ? loop : { burst: 2000, aMillisecond: 1 })),
      small,
    }
    const result = await runner.timed(plan, false)
    const runs = new CandidateRuns(result.violation!, { runs: 1000 })
    const { plan: shown, usual } = await shortestOfTimed({ plan, result }, runner, runs, [])
    expect(shown.plan.faults.length).toBeGreaterThan(0)
    expect(usual?.violation).toMatchObject({ property: 'livelock' })
  })

  test('where no run is left to confirm the smallest, the one that was given is shown with lower limits', async () => {
    // each fault that goes takes the loop with it once the limits are the usual ones
    const runner = runnerOf(({ faults, limits }) =>
      faults.length === 2 || limits !== undefined ? loop : { burst: 0, aMillisecond: 1 },
    )
    const result = await runner.timed(plan, false)
    const runs = new CandidateRuns(result.violation!, { runs: 12 })
    const small = await shortestOfTimed({ plan, result }, runner, runs, [])
    expect(small.plan.plan.faults).toHaveLength(2)
    expect(small.plan.result.counts.steps).toBeLessThan(8000)
  })
})

describe('what is traced of a failure', () => {
  const counts = { steps: 300_000 }
  const livelock = { ...violation, property: 'livelock', step: 300_000 }

  test('of a livelock its beginning, however late that is', () => {
    const begun = { ...livelock, facts: [{ step: 700 }, { step: 300_000 }] }
    expect(tracing({ counts, violation: begun })).toEqual([true, 10_700])
    const late = { ...begun, step: 900_000, facts: [{ step: 480_000 }, { step: 900_000 }] }
    expect(tracing({ counts: { steps: 900_000 }, violation: late })).toEqual([true, 490_000])
    // its process would not have the memory
    const tooLate = { ...late, facts: [{ step: 600_000 }, { step: 900_000 }] }
    expect(tracing({ counts: { steps: 900_000 }, violation: tooLate })).toEqual([false])
  })

  test('all of it where it is short, or where its beginning is not known', () => {
    expect(tracing({ counts: { steps: 5000 }, violation: { ...livelock, step: 5000 } })).toEqual([true])
    expect(tracing({ counts, violation: { ...livelock, facts: [{ step: 300_000 }] } })).toEqual([true])
  })
})

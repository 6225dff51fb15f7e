import { describe, expect, test } from 'vitest'
import { scenarios } from '../../../scenarios/index.ts'
import { CandidateRuns, type Runner, type SearchBounds } from '../../../src/minimize/candidate-runs.ts'
import { futuresOf } from '../../../src/minimize/futures.ts'
import { minimize } from '../../../src/minimize/minimize.ts'
import { necessityOfDecisions } from '../../../src/minimize/necessity.ts'
import { preventingMessages } from '../../../src/minimize/preventing.ts'
import type { Script } from '../../../src/record/decision.ts'
import type { TraceMessage } from '../../../src/record/trace.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import { runPlan } from '../../../src/run/run-plan.ts'
import type { RunResult } from '../../../src/run/run-result.ts'
import { builtInRaft } from '../../../src/subject/built-in-raft/built-in-raft.ts'
import { violation } from './made-up-violation.ts'

const plan = drawPlan(scenarios[0]!, 'candidate', builtInRaft())
const held = runPlan(plan, builtInRaft())
const ofSteps = (result: RunResult, steps: number): RunResult => ({
  ...result,
  counts: { ...result.counts, steps },
})
const undecided: RunResult = { ...held, status: 'unknown', because: 'the search gave up' }
const unanswered: RunResult = { ...undecided, counts: { ...held.counts, ok: 0 } }

/** Every run that it makes comes out so. */
const always = (result: RunResult): Runner => ({
  timed: () => result,
  scripted: () => result,
  scriptable: true,
})

const crashes: Script = Array.from({ length: 20 }, () => ({ do: 'crash', node: 'n1' }))

describe('what a search may spend', () => {
  test('steps of the runs count beside the runs, the second of one that broke as well', async () => {
    const runs = new CandidateRuns({ ...violation, cause: 'vote-not-on-disk' }, { runs: 100, steps: 1000 })
    const broken = ofSteps({ ...held, violation }, 500)
    expect(runs.spent).toBe(false)
    await runs.timed(plan, always(broken))
    expect(runs.take()).toBe(false)
    expect(runs.ended).toBe('steps')
  })

  test('a part of the search that the clock ended is said, though there is time for the rest', () => {
    const runs = new CandidateRuns(violation, { runs: 100, elapsed: () => 0.4 })
    expect(runs.within(0.5)).toBe(true)
    expect(runs.ended).toBeUndefined()
    expect(runs.within(0.3)).toBe(false)
    expect(runs.spent).toBe(false)
    expect(runs.ended).toBe('time')
  })

  test('a share of runs or of steps that is used up is no matter of time', () => {
    const runs = new CandidateRuns(violation, { runs: 10, elapsed: () => 0.4 })
    for (let made = 0; made < 3; made++) runs.take()
    expect(runs.within(0.3)).toBe(false)
    expect(runs.ended).toBeUndefined()
  })

  test('how fast the machine is decides nothing as long as there is time', async () => {
    const minimized = async (bounds: SearchBounds) => {
      const made = {
        plan,
        result: { ...held, violation, script: crashes, trace: { steps: [], messages: [] } },
      }
      const fails = (script: Script): boolean => script.length >= 3
      const runner: Runner = {
        ...always(made.result),
        scripted: (_plan, script) => (fails(script) ? made.result : held),
      }
      const { replays, script, ended } = await minimize(made, runner, bounds)
      return { replays, length: script?.length, ended }
    }
    let now = 0
    const slow = await minimized({ runs: 500, steps: 30_000, elapsed: () => (now += 0.0001) })
    expect(slow).toEqual(await minimized({ runs: 500, steps: 30_000 }))
    expect(slow).toMatchObject({ length: 3, ended: 'steps' })
  })
})

describe('a run that proves nothing', () => {
  const outcome = (result: RunResult) => new CandidateRuns(violation, { runs: 1 }).outcome(result)

  test('does not say what happens without a fault, unless nobody was answered', () => {
    expect(outcome(held)).toBe('passes')
    expect(outcome(unanswered)).toBe('passes')
    expect(outcome(undecided)).toBeUndefined()
    const runs = new CandidateRuns(violation, { runs: 1 })
    expect(necessityOfDecisions(crashes, plan, always(undecided), runs)).toEqual([])
    expect(necessityOfDecisions(crashes, plan, always(held), runs)).toHaveLength(20)
  })

  test('proves no message to prevent a failure', () => {
    const message = {
      id: 3,
      from: 'n1',
      to: 'n2',
      sentIn: 1,
      arrivals: [],
      text: '',
      body: null,
    } as TraceMessage
    const preventing = (result: RunResult) =>
      preventingMessages(crashes, plan, { steps: [], messages: [message] }, always(result))
    expect(preventing(held)).toEqual([3])
    expect(preventing({ ...held, status: 'invalid', violation })).toEqual([])
    expect(preventing(undecided)).toEqual([])
    expect(preventing(unanswered)).toEqual([])
  })
})

describe('runs that explain', () => {
  test('are drawn behind parts of a long script, and behind the whole of it', () => {
    const of = (length: number) => {
      const script: Script = Array.from({ length }, () => ({ do: 'crash', node: 'n1' }))
      return futuresOf(script, plan, violation, always(held))?.map(({ decisions }) => decisions)
    }
    expect(of(3)).toEqual([0, 1, 2, 3])
    expect(of(101)?.slice(0, 3)).toEqual([0, 3, 6])
    expect(of(101)?.slice(-2)).toEqual([99, 101])
    expect(of(119)?.slice(-2)).toEqual([117, 119])
  })

  test('go beyond the time a little, and say when that is over as well; a part of a curve is none', () => {
    let share = 1.2
    const runs = new CandidateRuns(violation, { runs: 1, elapsed: () => share })
    const script: Script = crashes.slice(0, 3)
    const futures = () => futuresOf(script, plan, violation, always(held), () => runs.explains())
    expect(futures()).toHaveLength(4)
    expect(runs.unexplained).toBe(false)
    share = 1.6
    expect(futures()).toBeUndefined()
    expect(necessityOfDecisions(crashes, plan, always(held), runs)).toEqual([])
    expect(runs.unexplained).toBe(true)
  })

  test('without one of many faults of a long script each are bounded by their steps', () => {
    const runs = new CandidateRuns(violation, { runs: 1 })
    expect(necessityOfDecisions(crashes, plan, always(ofSteps(held, 100_000)), runs)).toHaveLength(5)
  })
})

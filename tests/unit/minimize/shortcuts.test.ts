import { expect, test } from 'vitest'
import { scenarios } from '../../../scenarios/index.ts'
import { CandidateRuns, type Runner } from '../../../src/minimize/candidate-runs.ts'
import { shortcut } from '../../../src/minimize/shortcuts.ts'
import type { Decision, Script } from '../../../src/record/decision.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import { runPlan } from '../../../src/run/run-plan.ts'
import { builtInRaft } from '../../../src/subject/built-in-raft/built-in-raft.ts'
import { violation } from './made-up-violation.ts'

const plan = drawPlan(scenarios[0]!, 'shortcut', builtInRaft())
const passed = runPlan(plan, builtInRaft())
const fire = (timer: string): Decision => ({ do: 'fire', node: 'n1', timer })
const script: Script = ['a', 'b', 'c', 'd'].map(fire)

/** The first shorter way where only these could happen at any time; `needs`: of which timers a run fails. */
function found(possible: readonly string[], needs: (timers: string) => boolean, most = 1000) {
  const runner: Runner = {
    timed: () => passed,
    scripted: (_plan, _script, _traced, continued) => {
      continued?.next({ possible: () => ({ deliveries: [], timers: possible.map(fire) }) } as never)
      return passed
    },
    scriptable: true,
  }
  const fails = (one: Script): boolean =>
    needs(one.map((decision) => ('timer' in decision ? decision.timer : '')).join(''))
  const runs = new CandidateRuns(violation, { runs: 10_000 })
  const shorter = shortcut(script, plan, runner, fails, runs, most)
  return { timers: shorter?.map((one) => ('timer' in one ? one.timer : '')).join(''), runs: runs.runs }
}

test('some neighbours are replaced by one decision that is no part of the script', () => {
  expect(found(['x', 'y'], (timers) => timers === 'abcd' || timers === 'ayd').timers).toBe('ayd')
})

test('three are replaced by two', () => {
  expect(found(['x', 'y'], (timers) => timers === 'abcd' || timers === 'axy').timers).toBe('axy')
})

test('where no way is shorter, none is found; and it ends at its runs', () => {
  expect(found(['x'], (timers) => timers === 'abcd').timers).toBeUndefined()
  const { timers, runs } = found(['x', 'y'], (timers) => timers === 'ayd', 3)
  expect(timers).toBeUndefined()
  expect(runs).toBeLessThanOrEqual(4)
})

import { expect, test } from 'vitest'
import { scenarios } from '../../scenarios/index.ts'
import { present } from '../../src/base/assert.ts'
import { isSameBug } from '../../src/record/verdict.ts'
import { drawPlan } from '../../src/run/drawing/draw-plan.ts'
import { runPlan } from '../../src/run/run-plan.ts'
import { runScript } from '../../src/run/scripted/scripted-run.ts'
import { builtInRaft } from '../../src/subject/built-in-raft/built-in-raft.ts'
import { plantedTarget } from '../../src/testcase/targets.ts'
import { plantedBugs } from '../planted/planted-runs.ts'

const scenario = present(
  scenarios.find(({ name }) => name === 'rare-schedules'),
  'a scenario',
)
const bug = present(
  plantedBugs.find(({ id }) => id === 'commit-old-term'),
  'a bug',
)

// a client of theirs has up to twenty calls open, which arrive in another order than it made them: each keeps its number in the session
test.each(['notes.3.0', 'notes.3.22', 'notes.3.55'])(
  'a run in which calls overtake each other fails without a clock as well: seed %s',
  (seed) => {
    const plan = { ...drawPlan(scenario, seed, builtInRaft()), settings: {} }
    const make = plantedTarget(bug)
    const { violation, script } = runPlan(plan, make(plan), { ...scenario, traced: true })
    const again = runScript(plan, make(plan), present(script, 'its decisions'), { traced: true }).violation
    expect(violation).toBeDefined()
    expect(again && violation && isSameBug(violation, again)).toBe(true)
    const numbered = script?.filter((one) => one.do === 'submit' && one.sequence !== undefined)
    expect(numbered?.length).toBeGreaterThan(0)
  },
)

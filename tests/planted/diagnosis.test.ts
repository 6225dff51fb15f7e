import { describe, expect, test } from 'vitest'
import { diagnose } from '../../checkers/index.ts'
import { present } from '../../src/base/assert.ts'
import { nodeIds } from '../../src/base/node-id.ts'
import { runPlan } from '../../src/run/run-plan.ts'
import { judgedBy } from '../../src/testcase/judged-by.ts'
import { plantedTarget } from '../../src/testcase/targets.ts'
import { isEdge } from './expected-causes-edge.ts'
import { inRuns } from './expected-causes.ts'
import { find, plantedBugs } from './planted-runs.ts'

// of the bugs around the core a first run shows other breaches than the script: docs/diagnosis.md
const core = plantedBugs.filter(({ id }) => !isEdge(id))

describe.each(core)('$id, as it is found first', (bug) => {
  test('a long run of random faults is diagnosed as it is known to be', () => {
    const { plan, scenario } = present(find(bug), 'a failing run')
    const result = runPlan(plan, plantedTarget(bug)(plan), { ...judgedBy(scenario), traced: true })
    const { trace, violation, history } = result
    const found = diagnose(
      present(trace, 'the trace'),
      present(violation, 'the breach'),
      nodeIds(plan.nodes),
      history,
    )
    expect('diagnosis' in found ? found.diagnosis.cause : 'not told').toBe(inRuns(bug.id))
  })
})

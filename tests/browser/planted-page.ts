import { failurePage, type FailurePage } from '../../reports/index.ts'
import { recordOf } from '../../src/run/record.ts'
import { runScript } from '../../src/run/scripted/scripted-run.ts'
import { plantedTarget } from '../../src/testcase/targets.ts'
import { attempt, plantedBugs } from '../planted/planted-runs.ts'

/** The page of a planted bug's own example: a real run, traced. */
export function plantedPage(id: string): FailurePage {
  const bug = plantedBugs.find((one) => one.id === id)
  if (bug === undefined) throw new Error(`there is no planted bug ${id}`)
  const { nodes, script } = bug.example
  const plan = { ...attempt(bug, 0).plan, nodes, settings: { ...bug.example.settings } }
  const result = runScript(plan, plantedTarget(bug)(plan), script, { traced: true })
  return failurePage({
    record: recordOf(plan, result, `own-raft+${id}`, 'token'),
    replayCommand: 'npx whitewater replay token',
  })
}

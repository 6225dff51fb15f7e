/**
 * Prints what is diagnosed of the first failing runs of each planted bug under random seeds, not minimized: the figures of
 * docs/diagnosis.md. Takes some minutes: `node tests/planted/diagnosis-sweep.ts [bug...]`.
 */
import { diagnose } from '../../checkers/index.ts'
import { present } from '../../src/base/assert.ts'
import { nodeIds } from '../../src/base/node-id.ts'
import { runPlan } from '../../src/run/run-plan.ts'
import { judgedBy } from '../../src/testcase/judged-by.ts'
import { plantedTarget } from '../../src/testcase/targets.ts'
import { attempt, plantedBugs, type PlantedBug } from './planted-runs.ts'

const FAILURES = 20
const ATTEMPTS = 4000

function sweep(bug: PlantedBug): string {
  const causes = new Map<string, number>()
  let failures = 0
  let attempts = 0
  for (; attempts < ATTEMPTS && failures < FAILURES; attempts++) {
    const { plan, scenario } = attempt(bug, attempts)
    const { violation } = runPlan(plan, plantedTarget(bug)(plan), judgedBy(scenario))
    if (violation === undefined || !bug.breaks.includes(violation.property)) continue
    failures++
    const traced = runPlan(plan, plantedTarget(bug)(plan), { ...judgedBy(scenario), traced: true })
    const trace = present(traced.trace, 'the trace of a traced run')
    const result = diagnose(trace, violation, nodeIds(plan.nodes), traced.history)
    const cause = 'diagnosis' in result ? result.diagnosis.cause : 'none'
    causes.set(cause, (causes.get(cause) ?? 0) + 1)
  }
  const counts = [...causes]
    .sort(([, one], [, other]) => other - one)
    .map(([cause, count]) => `${cause} ${count}`)
  return `${bug.id}: ${failures} failures in ${attempts} runs: ${counts.join(', ')}`
}

const chosen = process.argv.slice(2)
for (const bug of plantedBugs) {
  if (chosen.length === 0 || chosen.includes(bug.id)) process.stdout.write(`${sweep(bug)}\n`)
}

import type { Script } from '../record/decision.ts'
import type { Plan } from '../run/plan.ts'
import { clientsIn } from '../run/scripted/scripted-run.ts'
import type { Runner } from './candidate-runs.ts'

/** The last step of the run when none of the decisions of its script has been carried out, one, and so on, to all. */
export function stepsAfter(script: Script, plan: Plan, runner: Runner): readonly number[] {
  const steps: number[] = []
  const { counts } = runner.scripted(plan, [], false, {
    clients: clientsIn(script),
    next: ({ cluster }) => {
      steps.push(cluster.step)
      return script[steps.length - 1]
    },
  })
  // what broke ended the run before it was asked again
  while (steps.length <= script.length) steps.push(counts.steps)
  return steps
}

import type { Script } from '../record/decision.ts'
import type { Plan } from '../run/plan.ts'
import type { CandidateRuns, Runner } from './candidate-runs.ts'
import type { ScriptedPlan } from './fewer-servers.ts'
import { judgedWhole } from './shrink-plan.ts'

/** Whether scripts fail the same way on the cluster of a plan. */
export function failsAsScript(plan: Plan, runner: Runner, runs: CandidateRuns): (script: Script) => boolean {
  return (script) => runs.scripted(plan, script, runner)
}

/** The plan without the settings that the script fails as well without, nor what is known if it does not show. */
export function usualSettings(
  { plan, script }: ScriptedPlan,
  runner: Runner,
  runs: CandidateRuns,
): ScriptedPlan {
  let best = plan
  const attempt = (smaller: Plan): void => {
    if (runs.take() && failsAsScript(smaller, runner, runs)(script)) best = smaller
  }
  for (const name of Object.keys(plan.settings)) {
    const { [name]: _, ...settings } = best.settings
    attempt({ ...best, settings })
  }
  if (best.judging !== undefined) attempt(judgedWhole(best))
  return { plan: best, script }
}

/** The script with the settings that make the shortest runs short, where it fails with them; undefined: it does not. */
export function withShortSettings(
  { plan, script }: ScriptedPlan,
  runner: Runner,
  runs: CandidateRuns,
): ScriptedPlan | undefined {
  const [shallow] = runner.shallow ?? []
  if (shallow === undefined) return undefined
  let best = plan
  for (const [name, value] of Object.entries(shallow.settings)) {
    if (best.settings[name] !== undefined) continue
    const other = { ...best, settings: { ...best.settings, [name]: value } }
    if (runs.take() && failsAsScript(other, runner, runs)(script)) best = other
  }
  return best === plan ? undefined : { plan: best, script }
}

import { elementAt } from '../base/element-at.ts'
import type { Script } from '../record/decision.ts'
import { decisionFaultText, faultOfDecision } from '../record/decision-fault.ts'
import type { Necessity } from '../record/run-record.ts'
import type { Plan } from '../run/plan.ts'
import type { MadeRun } from '../run/made-run.ts'
import type { CandidateRuns, Runner } from './candidate-runs.ts'

/** What the script would be had the fault not happened: a crash takes the restart that follows with it. */
function without(script: Script, position: number): Script {
  const decision = elementAt(script, position)
  const fault = faultOfDecision(decision)
  if (decision.do === 'crash') {
    const restart = script.findIndex(
      (one, at) => at > position && one.do === 'restart' && one.node === decision.node,
    )
    return script.filter((_, at) => at !== position && at !== restart)
  }
  if (fault === 'late sync' && 'hold' in decision) {
    const { hold: _, ...rest } = decision
    return script.with(position, rest)
  }
  return script.filter((_, at) => at !== position)
}

/** Steps of the runs without one of the faults, for all of them together: of many in a long run not each is tried. */
const STEPS = 500_000

/** Removes each fault that remains in a script once more, within a bound of steps, and records what happens without it. */
export function necessityOfDecisions(
  script: Script,
  plan: Plan,
  runner: Runner,
  runs: CandidateRuns,
): Necessity[] {
  let steps = 0
  return script.flatMap((decision, position) => {
    const text = decisionFaultText(decision)
    if (text === undefined || steps >= STEPS || !runs.explains()) return []
    const result = runner.scripted(plan, without(script, position), true)
    steps += result.counts.steps
    const outcome = runs.outcome(result)
    return outcome === undefined ? [] : [{ of: position, text, without: outcome }]
  })
}

/** As {@link necessityOfDecisions}, of the faults that remain in a plan. */
export async function necessityOfFaults(
  { plan, result }: MadeRun,
  runner: Runner,
  runs: CandidateRuns,
): Promise<Necessity[]> {
  const list: Necessity[] = []
  let steps = 0
  for (const [position, { kind }] of plan.faults.entries()) {
    if (steps >= STEPS || !runs.explains()) break
    const faults = plan.faults.filter((_, at) => at !== position)
    const record = result.faults[position]
    const made = await runner.timed({ ...plan, faults }, true)
    steps += made.counts.steps
    const without = runs.outcome(made)
    if (without === undefined) continue
    list.push({ of: record?.id ?? `f${position + 1}`, text: record?.text ?? kind, without })
  }
  return list
}

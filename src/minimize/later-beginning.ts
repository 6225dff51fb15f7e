import type { Decision, Script } from '../record/decision.ts'
import type { MinimizerPass } from '../record/run-record.ts'
import type { Plan } from '../run/plan.ts'
import { clientsIn } from '../run/scripted/scripted-run.ts'
import type { ScriptedWorld } from '../sim/scripted-world.ts'
import type { CandidateRuns, Runner } from './candidate-runs.ts'
import { failsAsScript } from './script-settings.ts'

/** A script of fewer decisions has no past that it can do without. */
const LONG = 100

/**
 * The shortest end of a long script that fails the same way, from a timer on. A run of many terms often needs the last few only, and no cut finds
 * them: with another past other messages are under way, and where one has other contents a script means the oldest of its kind, such as an
 * append that was never delivered and has fewer entries. Here it means the newest.
 * @returns undefined: it is short, or each end of it holds.
 */
export function laterBeginning(
  plan: Plan,
  script: Script,
  runner: Runner,
  runs: CandidateRuns,
  passes: MinimizerPass[],
): Script | undefined {
  if (script.length <= LONG) return undefined
  const ranBefore = runs.runs
  const fails = failsAsScript(plan, runner, runs)
  const found = ends(script).find((end) => {
    if (!runs.take()) return false
    const exact = withNewest(plan, end, runner)
    return exact.length < script.length && runs.take() && fails(exact)
  })
  const shorter = found && withNewest(plan, found, runner)
  const left = shorter?.length ?? script.length
  passes.push({ name: 'a later beginning', tried: runs.runs - ranBefore, kept: script.length - left, left })
  return shorter
}

/** What begins with a timer of the script, the shortest first. */
const ends = (script: Script): readonly Script[] =>
  script.flatMap((decision, at) => (decision.do === 'fire' && at > 0 ? [script.slice(at)] : [])).toReversed()

/** The decisions as they can be carried out, with the messages that they then mean. */
function withNewest(plan: Plan, script: Script, runner: Runner): Script {
  const exact: Decision[] = []
  let at = 0
  runner.scripted(plan, [], false, {
    clients: clientsIn(script),
    next: (world: ScriptedWorld) => {
      for (let decision = script[at++]; decision !== undefined; decision = script[at++]) {
        const meant = decision.do === 'deliver' && decision.again !== true ? world.alike(decision) : decision
        if (meant === undefined) continue
        exact.push(meant)
        return meant
      }
      return undefined
    },
  })
  return exact
}

import type { Script } from '../record/decision.ts'
import type { MinimizerPass } from '../record/run-record.ts'
import type { Plan } from '../run/plan.ts'
import { asCarriedOut } from './as-carried-out.ts'
import type { CandidateRuns, Runner } from './candidate-runs.ts'
import { onFewerServers, type ScriptedPlan } from './fewer-servers.ts'
import { laterBeginning } from './later-beginning.ts'
import { failsAsScript, usualSettings } from './script-settings.ts'
import { cutScript, settleScript } from './shrink-script.ts'

/** What a search of stretches may take for each decision of a script, its name, and the share of all that is gone when it ends. */
export const STRETCHES_OF_RUN = 'stretches of the run'
const STRETCHES_A_DECISION = 7_000
const SHARE_FOR_STRETCHES = 0.9
/** Servers of the smallest cluster that is tried unless a target needs more. */
const FEWEST_SERVERS = 2

/**
 * A script made shorter through the states that it leads to; see {@link Runner.stretches}.
 * @returns undefined where it cannot be searched so.
 */
async function stretchedScript(
  plan: Plan,
  given: Script,
  runner: Runner,
  runs: CandidateRuns,
  passes: MinimizerPass[],
): Promise<Script | undefined> {
  if (runner.stretches === undefined || !runs.within(SHARE_FOR_STRETCHES)) return undefined
  const script = exactly(plan, given, runner, runs)
  const found = await runner.stretches(plan, script, {
    effort: STRETCHES_A_DECISION * script.length,
    isWanted: (violation) => runs.isWanted(violation),
    stops: () => !runs.within(SHARE_FOR_STRETCHES),
  })
  if (found === undefined) return undefined
  const { states, script: shorter = script } = found
  passes.push({
    name: STRETCHES_OF_RUN,
    tried: states,
    of: 'states',
    kept: given.length - shorter.length,
    left: shorter.length,
  })
  return failsAsScript(plan, runner, runs)(shorter) ? shorter : script
}

/** The script as it was carried out, where that fails the same way. */
export function exactly(plan: Plan, script: Script, runner: Runner, runs: CandidateRuns): Script {
  if (!runs.take()) return script
  const { script: recorded } = runner.scripted(plan, script, true)
  const exact = recorded && asCarriedOut(script, recorded)
  return exact !== undefined && runs.take() && failsAsScript(plan, runner, runs)(exact) ? exact : script
}

/** Fewer decisions, fewer settings, fewer servers, in turn: what only served a snapshot, a lease or a larger majority can go. */
export async function shrinkScripted(
  { plan, script }: ScriptedPlan,
  runner: Runner,
  runs: CandidateRuns,
  passes: MinimizerPass[],
): Promise<ScriptedPlan> {
  let small: ScriptedPlan = { plan, script }
  for (;;) {
    let cut = cutScript(small.script, failsAsScript(small.plan, runner, runs), runs, passes)
    const later = laterBeginning(small.plan, cut, runner, runs, passes)
    if (later !== undefined) cut = cutScript(later, failsAsScript(small.plan, runner, runs), runs, passes)
    // a search of the states is worth more in a plainer cluster
    small = usualSettings({ ...small, script: cut }, runner, runs)
    const stretched = await stretchedScript(small.plan, cut, runner, runs, passes)
    const fails = failsAsScript(small.plan, runner, runs)
    let { script: left } = settleScript(stretched ?? cut, fails, runs, passes)
    // what a search could not follow, such as a sync that is late, may be gone now
    const again = stretched === undefined && left.length < cut.length
    const followed = again ? await stretchedScript(small.plan, left, runner, runs, passes) : undefined
    if (followed !== undefined) left = settleScript(followed, fails, runs, passes).script
    const fewer = onFewest(usualSettings({ ...small, script: left }, runner, runs), runner, runs, passes)
    if (fewer.plan === small.plan) return { ...small, script: left }
    small = fewer
  }
}

/** The script on the smallest cluster on which it, or what it becomes there, fails the same way. */
function onFewest(
  given: ScriptedPlan,
  runner: Runner,
  runs: CandidateRuns,
  passes: MinimizerPass[],
): ScriptedPlan {
  if (runner.fixed?.nodes !== undefined) return given
  const ranBefore = runs.runs
  let best = given
  for (const fewer of onFewerServers(given, Math.max(FEWEST_SERVERS, runner.fewestServers ?? 1))) {
    if (!runs.take()) break
    if (!failsAsScript(fewer.plan, runner, runs)(fewer.script)) continue
    best = fewer
    break
  }
  const kept = given.script.length - best.script.length
  passes.push({ name: 'servers', tried: runs.runs - ranBefore, kept, left: best.script.length })
  return best
}

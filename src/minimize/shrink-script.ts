import { defined } from '../base/defined.ts'
import { elementAt } from '../base/element-at.ts'
import type { Decision, Script } from '../record/decision.ts'
import { kindOfFingerprint } from '../sim/fingerprint.ts'
import type { MinimizerPass } from '../record/run-record.ts'
import type { CandidateRuns } from './candidate-runs.ts'
import { deltaDebug, removePairs, removeStretches, removeTriples } from './delta-debugging.ts'

/** Scripts longer than this are not searched for pairs: the square of it is how many runs that takes. */
const MAX_FOR_PAIRS = 60

/** Scripts longer than this are not searched for three decisions at a time. */
const MAX_FOR_TRIPLES = 25
/** Stretches tried wherever they begin; halving alone only finds those that begin at its own marks. */
const MAX_STRETCH = 10

/** The same decisions with disks that sync at once: most bugs do not need a disk that lags. */
export function syncAtOnce(script: Script): Script {
  return script.filter((decision) => decision.do !== 'sync').map(withoutHold)
}

function withoutHold(decision: Decision): Decision {
  if (!('hold' in decision)) return decision
  const { hold: _, ...rest } = decision
  return rest
}

type Fails = (script: Script) => boolean
type Stage = (name: string, step: (current: Script) => Script) => void

/** Passes over a script, one after the other, each noted. `left`: what is left of it. */
function stagesOf(script: Script, runs: CandidateRuns, passes: MinimizerPass[]) {
  const stages = { left: script }
  const stage: Stage = (name, step) => {
    const before = stages.left.length
    const ranBefore = runs.runs
    stages.left = step(stages.left)
    const { length: left } = stages.left
    passes.push({ name, tried: runs.runs - ranBefore, kept: before - left, left })
  }
  return { stages, stage }
}

/** Takes decisions out of a script, many at a time first, as long as it `fails` the same way. */
export function cutScript(
  script: Script,
  fails: Fails,
  runs: CandidateRuns,
  passes: MinimizerPass[],
): Script {
  const { stages, stage } = stagesOf(script, runs, passes)
  stage('kinds of decisions', (current) => dropKinds(current, fails, runs))
  stage('decisions of one server after a point', (current) => cutTails(current, fails, runs))
  stage('decisions', (current) => deltaDebug(current, fails, runs))
  return stages.left
}

/** Takes the last needless decisions out of a script of which most are needed, and simplifies the rest. */
export function settleScript(
  script: Script,
  fails: Fails,
  runs: CandidateRuns,
  passes: MinimizerPass[],
): { readonly script: Script; readonly oneMinimal: boolean } {
  const { stages, stage } = stagesOf(script, runs, passes)
  // Each pass can make another possible: goes on until all of them leave the script as it is.
  for (;;) {
    const before = stages.left
    stage('late syncs', (current) => simplifyEach(current, withoutHold, fails, runs))
    stage('lost writes', (current) => simplifyEach(current, withoutKept, fails, runs))
    stage('shared sessions', (current) => simplifyEach(current, withoutShared, fails, runs))
    stage('stretches of decisions', (current) => removeStretches(current, MAX_STRETCH, fails, runs))
    if (stages.left.length <= MAX_FOR_PAIRS)
      stage('pairs of decisions', (current) => removePairs(current, fails, runs))
    stage('decisions again', (current) => deltaDebug(current, fails, runs))
    if (stages.left === before || runs.spent) break
  }
  return { script: stages.left, oneMinimal: !runs.spent }
}

/** Takes decisions out of a script, and simplifies the rest, as long as it `fails` the same way. */
function shrinkScript(
  script: Script,
  fails: Fails,
  runs: CandidateRuns,
  passes: MinimizerPass[],
): { readonly script: Script; readonly oneMinimal: boolean } {
  return settleScript(cutScript(script, fails, runs, passes), fails, runs, passes)
}

/**
 * The last and dearest passes, for the best script only: three decisions at a time, and shorter ways from one point to another.
 * @param shorterWay of a script; see `shortcut`.
 * @returns `oneMinimal`: whether what they changed was searched to the end once more; absent where they changed nothing.
 */
export function polishScript(
  script: Script,
  fails: (script: Script) => boolean,
  runs: CandidateRuns,
  passes: MinimizerPass[],
  shorterWay: (script: Script) => Script | undefined,
): { readonly script: Script; readonly oneMinimal?: boolean } {
  let best = script
  let oneMinimal: boolean | undefined
  const stage = (name: string, step: (current: Script) => Script): boolean => {
    const ranBefore = runs.runs
    const shorter = step(best)
    const kept = best.length - shorter.length
    passes.push({ name, tried: runs.runs - ranBefore, kept, left: shorter.length })
    if (kept > 0) ({ script: best, oneMinimal } = shrinkScript(shorter, fails, runs, passes))
    return kept > 0
  }
  if (best.length <= MAX_FOR_TRIPLES)
    stage('three decisions', (current) => removeTriples(current, fails, runs))
  while (stage('shorter ways', (current) => shorterWay(current) ?? current));
  return { script: best, ...defined({ oneMinimal }) }
}

/** Each server falls silent as early as it can: its decisions go from a point on, found by halving. */
function cutTails(script: Script, fails: (script: Script) => boolean, runs: CandidateRuns): Script {
  let best = script
  for (const node of new Set(script.map(serverOf))) {
    const own = best.flatMap((decision, position) => (serverOf(decision) === node ? [position] : []))
    for (let keep = 0; keep < own.length; keep = Math.max(keep * 2, 1)) {
      const from = elementAt(own, keep)
      const rest = best.filter((decision, position) => position < from || serverOf(decision) !== node)
      if (!runs.take()) return best
      if (fails(rest)) {
        best = rest
        break
      }
    }
  }
  return best
}

/** All decisions of one kind at once, such as every heartbeat from one server to another. */
function dropKinds(script: Script, fails: (script: Script) => boolean, runs: CandidateRuns): Script {
  let best = script
  const kinds = new Map<string, number>()
  for (const decision of script) kinds.set(kindOf(decision), (kinds.get(kindOf(decision)) ?? 0) + 1)
  const byCount = [...kinds].sort((a, b) => b[1] - a[1]).map(([kind]) => kind)
  for (const kind of byCount) {
    const rest = best.filter((decision) => kindOf(decision) !== kind)
    if (rest.length === best.length) continue
    if (!runs.take()) return best
    if (fails(rest)) best = rest
  }
  return best
}

function kindOf(decision: Decision): string {
  switch (decision.do) {
    case 'deliver':
      return `deliver ${decision.from} ${decision.to} ${kindOfFingerprint(decision.message)} ${decision.again === true}`
    case 'fire':
      return `fire ${decision.node} ${decision.timer}`
    case 'submit':
      return `submit ${decision.client} ${decision.node} ${JSON.stringify((decision.call as { f?: unknown } | null)?.f)}`
    default:
      return `${decision.do} ${decision.node}`
  }
}

const serverOf = (decision: Decision): string => (decision.do === 'deliver' ? decision.to : decision.node)

function simplifyEach(
  script: Script,
  simplify: (decision: Decision) => Decision,
  fails: (script: Script) => boolean,
  runs: CandidateRuns,
): Script {
  let best = script
  for (let position = best.length - 1; position >= 0; position--) {
    const decision = elementAt(best, position)
    const simple = simplify(decision)
    if (simple === decision) continue
    const changed = best.with(position, simple)
    if (!runs.take()) return best
    if (fails(changed)) best = changed
  }
  return best
}

/** A client alone in its session needs no word on it. */
function withoutShared(decision: Decision): Decision {
  if (decision.do === 'retry' && decision.acknowledged !== undefined) {
    const { acknowledged: _, ...rest } = decision
    return rest
  }
  if (decision.do !== 'submit' || decision.session === undefined) return decision
  const { session: _, sequence: _sequence, acknowledged: _acknowledged, ...rest } = decision
  return rest
}

function withoutKept(decision: Decision): Decision {
  if (decision.do !== 'crash' || decision.kept === undefined) return decision
  return { do: 'crash', node: decision.node }
}

import {
  plantedBugs,
  plantedStalls,
  scenarios,
  type PlantedBug,
  type PlantedStall,
  type Scenario,
} from '../../scenarios/index.ts'
import type { Script } from '../../src/record/decision.ts'
import { drawPlan } from '../../src/run/drawing/draw-plan.ts'
import { withSafeReads } from '../../src/run/drawing/draw-settings.ts'
import type { Plan } from '../../src/run/plan.ts'
import type { RunResult } from '../../src/run/run-result.ts'
import { runScript } from '../../src/run/scripted/scripted-run.ts'
import { runPlan } from '../../src/run/run-plan.ts'
import { plantedTarget } from '../../src/testcase/targets.ts'
import { judgedBy } from '../../src/testcase/judged-by.ts'
import { builtInRaft, type BuiltInRaftOptions } from '../../src/subject/built-in-raft/built-in-raft.ts'
import type { Target } from '../../src/subject/target.ts'
import { edgeFirstAttempts } from './edge-first-attempts.ts'

export { plantedBugs, plantedStalls, type PlantedBug, type PlantedStall }

/** The scenarios that reach every bug of the catalogue but a few, in turn. */
export const wild: readonly Scenario[] = scenarios.filter(({ name }) =>
  ['contested-elections', 'everything-at-once', 'lease-reads', 'changing-members'].includes(name),
)

/** Where those few are reached, of which the others show none within thousands of runs. */
const reachedIn: { readonly [id: string]: string } = {
  'stale-append-reply-counted': 'canonical-schedules',
  'commit-checks-last-term': 'churn',
}

export const MAX_SEEDS = 2000

/**
 * The bugs of the suites that take seconds for each: those that were there first, each by a rule of its own, and one more of each
 * folder. The others are held by what is quick.
 */
export const chosenBugs: readonly PlantedBug[] = plantedBugs.filter(({ id }) =>
  [
    ...['vote-no-log-check', 'vote-index-before-term', 'vote-not-persisted', 'vote-twice', 'commit-old-term'],
    ...['truncate-on-any-append', 'no-truncate-on-conflict', 'reply-before-commit', 'local-leader-reads'],
    ...['read-before-own-commit', 'no-session-deduplication', 'sessions-not-in-snapshot'],
    ...['session-remembers-last-number', 'status-without-fence', 'session-expiry-by-local-clock'],
    ...['reconfigure-before-own-commit', 'joint-left-before-commit', 'apply-past-commit'],
    ...['acknowledge-before-fsync'],
    ...['vote-cleared-by-leader', 'heartbeat-cuts-log', 'commit-off-by-one'],
  ].includes(id),
)

/** The plan of one attempt, with the settings the bug needs. */
export function attempt(bug: PlantedStall, number: number): { scenario: Scenario; plan: Plan } {
  const only = reachedIn[bug.id]
  const where = only === undefined ? bug.scenarios : [only]
  const able = where === undefined ? wild : scenarios.filter(({ name }) => where.includes(name))
  const scenario = able[number % able.length]!
  const settings = { ...scenario.settings, ...bug.settings }
  return { scenario, plan: drawPlan({ ...scenario, settings }, `planted${number}`, builtInRaft()) }
}

export const correct =
  ({ settings: needed }: PlantedStall) =>
  ({ settings, faults = [] }: Pick<Plan, 'settings'> & Partial<Pick<Plan, 'faults'>>): Target =>
    builtInRaft(withSafeReads({ ...(settings as BuiltInRaftOptions), ...needed }, faults))

export interface Found {
  readonly scenario: Scenario
  readonly plan: Plan
  readonly result: RunResult
  readonly seeds: number
}

/**
 * The number of the first attempt that finds a rare bug, as measured: nothing is learned by making those before it again in
 * each suite. Where it finds nothing any more, the search goes on from here.
 */
const firstAttempt: { readonly [id: string]: number } = {
  'vote-index-before-term': 80,
  'joint-left-before-commit': 131,
  'commit-old-term': 1628,
  'vote-index-only': 80,
  'vote-reply-before-fsync': 63,
  'stale-vote-counted': 27,
  'dup-vote-counted': 489,
  'vote-not-restored': 44,
  'stale-term-append-accepted': 75,
  'newer-conflict-kept': 35,
  'truncate-on-step-down': 35,
  'answers-whatever-is-applied': 134,
  ...edgeFirstAttempts,
}

const known = new Map<string, Found | undefined>()

/** The first attempt from a number on that breaks what the bug is said to break; looked for once in a process. */
export function find(bug: PlantedStall, from = firstAttempt[bug.id] ?? 0): Found | undefined {
  const key = `${bug.id} ${from}`
  if (!known.has(key)) known.set(key, search(bug, from))
  return known.get(key)
}

function search(bug: PlantedStall, from: number): Found | undefined {
  for (let number = from; number < from + MAX_SEEDS; number++) {
    const { scenario, plan } = attempt(bug, number)
    if (bug.nodes !== undefined && !bug.nodes.includes(plan.nodes)) continue
    const result = runPlan(plan, plantedTarget(bug)(plan), judgedBy(scenario))
    if (result.violation !== undefined && bug.breaks.includes(result.violation.property)) {
      return { scenario, plan, result, seeds: number + 1 }
    }
  }
  return undefined
}

/** The bug's own example, on the Raft with the bug or on the correct one; without one decision if asked. */
export function runExample(
  bug: PlantedBug,
  planted: boolean,
  script: Script = bug.example.script,
): RunResult {
  const { plan: drawn } = attempt(bug, 0)
  const settings = { ...bug.example.settings }
  const plan = { ...drawn, nodes: bug.example.nodes, settings }
  return runScript(plan, (planted ? plantedTarget(bug) : correct(bug))(plan), script)
}

import { scenarios, type Scenario } from '../../scenarios/index.ts'
import { drawPlan } from '../../src/run/drawing/draw-plan.ts'
import type { Plan } from '../../src/run/plan.ts'
import type { RunResult } from '../../src/run/run-result.ts'
import type { RunSettings } from '../../src/run/run-settings.ts'
import { runPlan } from '../../src/run/run-plan.ts'
import { judgedBy } from '../../src/testcase/judged-by.ts'
import { builtInRaft, type BuiltInRaftOptions } from '../../src/subject/built-in-raft/built-in-raft.ts'

export { scenarios, type Scenario }

export const planOf = (scenario: Scenario, seed: string): Plan => drawPlan(scenario, seed, builtInRaft())

/** A run of a plan on the correct Raft, judged as its scenario asks. */
export function run(plan: Plan, settings: RunSettings = {}): RunResult {
  const scenario = scenarios.find(({ name }) => name === plan.scenario)
  const judging = scenario === undefined ? {} : judgedBy(scenario)
  return runPlan(plan, builtInRaft(plan.settings as BuiltInRaftOptions), { ...judging, ...settings })
}

export const seeds: readonly string[] = ['d1', 'd2']

/** What must be the same everywhere: each scenario and seed with the digest of its run. */
export function digests(
  list: readonly Scenario[] = scenarios,
  settings: RunSettings = {},
): { [run: string]: string } {
  return Object.fromEntries(
    list.flatMap((scenario) =>
      seeds.map((seed) => [`${scenario.name}/${seed}`, run(planOf(scenario, seed), settings).digest]),
    ),
  )
}

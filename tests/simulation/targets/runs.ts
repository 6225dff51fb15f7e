import { scenarios } from '../../../scenarios/index.ts'
import { withOptionsOf } from '../../../src/testcase/target-maker.ts'
import type { RunResult } from '../../../src/run/run-result.ts'
import type { Scenario } from '../../../src/run/scenario.ts'
import { served } from '../../../src/run/servable.ts'
import { TestCase } from '../../../src/testcase/test-case.ts'
import { offersOf } from '../../../src/subject/offers.ts'
import type { Target } from '../../../src/subject/target.ts'

/** Runs short enough for a test: a second and a half of faults. */
const short = { timeLimit: 1500 }

/** A sound cluster takes a tenth of it; one that floods ends soon. */
const limits = { events: 30_000 }

export interface Ran extends RunResult {
  readonly scenario: string
  readonly seed: string
}

/** The scenarios that a target can serve. */
export const servedBy = (target: Target): readonly Scenario[] =>
  served(scenarios, offersOf(target), {}).scenarios

/** Runs the seeds of every scenario that the target can serve, one after the other. */
export async function runAll(
  target: Target,
  seeds: readonly number[],
  chosen: readonly Scenario[] = servedBy(target),
): Promise<Ran[]> {
  const ran: Ran[] = []
  const make = withOptionsOf(target)
  for (const scenario of chosen) {
    for (const seed of seeds.map(String)) {
      const drawn = new TestCase({ scenario, target: target.name, make, seed, shape: short })
      const result = await drawn.withPlan({ ...drawn.plan(), limits: limits }).run()
      ran.push({ ...result, scenario: scenario.name, seed })
    }
  }
  return ran
}

/** What broke, with the run that shows it. */
export const violationsOf = (ran: readonly Ran[]): string[] =>
  ran.flatMap(({ violation, scenario, seed }) =>
    violation === undefined ? [] : [`${scenario} ${seed}: ${violation.property}: ${violation.headline}`],
  )

export const digestsOf = (ran: readonly Ran[]): string[] => ran.map(({ digest }) => digest)

export const seeds = (count: number, from = 0): number[] =>
  Array.from({ length: count }, (_, at) => from + at)

/** Runs seed after seed of some scenarios until one breaks one of the properties; returns what it says. */
export async function huntFor(
  property: string | readonly string[],
  target: Target,
  names: readonly string[],
): Promise<string | undefined> {
  const chosen = scenarios.filter(({ name }) => names.includes(name))
  for (let seed = 0; seed < 20; seed++) {
    const found = (await runAll(target, [seed], chosen)).find(
      ({ violation }) => violation !== undefined && [property].flat().includes(violation.property),
    )
    if (found !== undefined) return found.violation?.headline
  }
  return undefined
}

import { join } from 'node:path'
import {
  sides,
  type Comparison,
  type ComparedTarget,
  type LeftOutOfBoth,
  type Side,
} from '../../reports/comparison.ts'
import { comparisonText } from '../../reports/index.ts'
import { defined } from '../base/defined.ts'
import { InputError } from '../base/input-error.ts'
import { assertWhole, runsRange } from '../base/option-checks.ts'
import type { HostOptions } from '../isolation/host-options.ts'
import { makeOutputFolder } from '../record/formats/writers/output-folder.ts'
import type { RunRecord } from '../record/run-record.ts'
import { assertShape, shapeOf, type PlanShape } from '../run/drawing/plan-shape.ts'
import { needsText } from '../run/servable.ts'
import type { Target } from '../subject/target.ts'
import { noDigest } from '../testcase/ended-run.ts'
import { runScenarios, type ScenarioOutcome } from '../testcase/run-scenarios.ts'
import type { SubjectDescription } from '../testcase/subject-host.ts'
import { compareSignatures } from './compare-signatures.ts'
import { hostOfTarget, nameOfTarget } from './compared-target.ts'

/** What is compared, and how. */
export interface CompareOptions extends PlanShape, HostOptions {
  /**
   * By name or path, as `run` takes them: `own-raft`, `./my-raft.ts#name`, `lockstep:./my-raft`; then it runs where
   * `isolation` says. Or at hand, and then in this process.
   */
  readonly a: string | Target
  readonly b: string | Target
  /** By name or path. Default: all that ship with Whitewater and both can do. */
  readonly scenarios?: readonly string[]
  /** The first seed; the others are numbered from it. Default `1`. */
  readonly seed?: string
  /** Runs of each scenario on each target. Default 10. */
  readonly runs?: number
  /** Folder for the first failure of each signature: those of `a` go to the folder `a` in it. Default: nothing is written. */
  readonly output?: string
  /** Told of each run. */
  readonly onRun?: (side: Side, record: RunRecord) => void
}

/** How a comparison ended, from the best to the worst. */
export type ComparisonResult = 'held' | 'undecided' | 'violation' | 'not-deterministic'

/** A comparison in numbers, as `compare --json` prints it. */
export interface ComparisonVerdict extends Comparison {
  readonly version: 1
  readonly result: ComparisonResult
  /** What was fixed of the runs, and what they went on past. */
  readonly shape: PlanShape
}

export interface ComparisonReport {
  readonly verdict: ComparisonVerdict
  /** What `compare` prints. */
  readonly text: string
}

/** Runs of each scenario unless the user says otherwise. */
export const COMPARED_RUNS = 10

/**
 * Runs two targets on the same scenarios and seeds, and says which signatures each shows. A scenario that one of them
 * cannot do is left out for both. Nothing is minimized.
 *
 * @example
 * const { verdict, text } = await compare({ a: './raft-1.ts', b: './raft-2.ts', runs: 100 })
 * if (verdict.signatures.some(({ shownBy }) => shownBy === 'b')) console.log(text)
 * @throws InputError for an option that is wrong, a target or scenario that cannot be had, real servers, or when no scenario
 * is left that both can do.
 */
export async function compare(options: CompareOptions): Promise<ComparisonReport> {
  const { a, b, scenarios = [], seed = '1', runs = COMPARED_RUNS, output, isolation = 'process' } = options
  assertShape(options)
  assertWhole('runs', runs, runsRange)
  if (output !== undefined) makeOutputFolder(output)
  const shape = shapeOf(options)
  const choice = { scenarios, shape }
  const hosts = { a: hostOfTarget(a, choice, options), b: hostOfTarget(b, choice, options) }
  try {
    const described = { a: await hosts.a.describe(), b: await hosts.b.describe() }
    const { names, leftOut } = commonScenarios(described)
    const digests = { a: new Map<string, string>(), b: new Map<string, string>() }
    const run = (side: Side): Promise<ScenarioOutcome> =>
      runScenarios({
        ...{ host: hosts[side], target: nameOfTarget(options[side]), seed, runs, shape },
        ...{ scenarios: names, specs: described[side].specs },
        ...{ bail: 0, minimize: false, strict: false },
        output: output === undefined ? undefined : join(output, side),
        onRun: (record) => {
          digests[side].set(`${record.scenario} ${record.seed}`, record.digest)
          options.onRun?.(side, record)
        },
      })
    // in processes of their own they do not meet; in this one they would take turns in the midst of a run
    const isApart = isolation === 'process' && typeof a === 'string' && typeof b === 'string'
    const outcomes = isApart ? await both(run) : { a: await run('a'), b: await run('b') }
    const comparison: Comparison = {
      ...{ seed, runs, scenarios: names },
      alike: [...digests.a].filter(([run, digest]) => digest !== noDigest && digests.b.get(run) === digest)
        .length,
      a: comparedTarget(nameOfTarget(a), outcomes.a),
      b: comparedTarget(nameOfTarget(b), outcomes.b),
      signatures: compareSignatures({ a: outcomes.a.batches, b: outcomes.b.batches }),
      leftOut,
    }
    return {
      verdict: { version: 1, result: resultOf(comparison), shape, ...comparison },
      text: comparisonText(comparison),
    }
  } finally {
    await Promise.all([hosts.a.close(), hosts.b.close()])
  }
}

async function both(
  run: (side: Side) => Promise<ScenarioOutcome>,
): Promise<{ [side in Side]: ScenarioOutcome }> {
  const [a, b] = await Promise.all([run('a'), run('b')])
  return { a, b }
}

/** The scenarios that both can do, by name, and what is left out of both. */
function commonScenarios(described: { readonly [side in Side]: SubjectDescription }): {
  readonly names: readonly string[]
  readonly leftOut: readonly LeftOutOfBoth[]
} {
  const needs = (side: Side, scenario: string): readonly string[] | undefined =>
    described[side].leftOut.find((one) => one.scenario === scenario)?.needs.map((need) => needsText([need]))
  const out = new Set(sides.flatMap((side) => described[side].leftOut.map(({ scenario }) => scenario)))
  const leftOut = [...out].map((scenario) => ({
    scenario,
    ...defined({ a: needs('a', scenario), b: needs('b', scenario) }),
  }))
  const names = described.a.scenarios.map(({ name }) => name).filter((name) => !out.has(name))
  if (names.length > 0) return { names, leftOut }
  const why = leftOut.map(
    ({ scenario, a = [], b = [] }) => `${scenario} needs ${[...new Set([...a, ...b])].join(', ')}`,
  )
  throw new InputError(`there is no scenario that both targets can do: ${why.join('; ')}`)
}

const comparedTarget = (
  target: string,
  { batches, diverged, notMade, known }: ScenarioOutcome,
): ComparedTarget => ({
  target,
  runs: batches.reduce((sum, { runs }) => sum + runs, 0),
  failed: batches.reduce((sum, { failures }) => sum + failures.length, 0),
  undecided: batches.flatMap(({ scenario, unknown }) => unknown.map((one) => ({ scenario, ...one }))),
  ...(known.length === 0 ? {} : { known }),
  diverged,
  notMade,
})

function resultOf(comparison: Comparison): ComparisonResult {
  const targets = sides.map((side) => comparison[side])
  if (targets.some(({ diverged }) => diverged.length > 0)) return 'not-deterministic'
  if (targets.some(({ failed }) => failed > 0)) return 'violation'
  const isUndecided = targets.some(({ undecided, notMade }) => undecided.length > 0 || notMade.length > 0)
  return isUndecided ? 'undecided' : 'held'
}

import type { FailureReport } from '../../reports/index.ts'
import { divergenceBlock, failureBlock } from '../../reports/index.ts'
import type { KnownCount } from '../record/known-count.ts'
import type { Divergence } from '../record/divergence.ts'
import { defined } from '../base/defined.ts'
import { assertWhole, runsRange } from '../base/option-checks.ts'
import { assertShape, shapeOf, type PlanShape } from '../run/drawing/plan-shape.ts'
import type { Scenario } from '../run/scenario.ts'
import type { LeftOut } from '../run/servable.ts'
import { offersOf } from '../subject/offers.ts'
import type { ServerTarget } from '../subject/server.ts'
import type { Target } from '../subject/target.ts'
import { InProcessHost } from './in-process-host.ts'
import { runScenarios, type ScenarioOutcome } from './run-scenarios.ts'
import { chooseScenarios } from './scenario-choice.ts'
import { runOnServers } from './servers/run-on-servers.ts'
import { scenariosForServers } from './servers/server-scenarios.ts'
import { withOptionsOf } from './target-maker.ts'
import { DEFAULT_TARGET, defaultTarget } from './targets.ts'

/** What to run. */
export interface RunRequest extends PlanShape {
  /**
   * Simulated, or real servers made with `server`. Default: the built-in Raft, simulated, with settings drawn for each
   * run.
   */
  readonly target?: Target | ServerTarget
  /** By name, by path, or as defined; default: all that ship with Whitewater. */
  readonly scenarios?: readonly (string | Scenario)[]
  /** The first seed; the others are numbered from it. Default `1`. */
  readonly seed?: string
  /** Runs of each scenario. Default 10, on real servers 1. */
  readonly runs?: number
  /** Stop after so many failures; 0 goes on. Default 1. */
  readonly bail?: number
  /** Default true. Runs on real servers are never minimized. */
  readonly minimize?: boolean
  /** Catch servers that write to messages they sent or received. Default false. */
  readonly strict?: boolean
  /** Folder for reports, such as `runs`. Default: nothing is written. */
  readonly output?: string
}

/** What came of it. */
export interface RunReport {
  readonly runs: number
  /** Runs that proved nothing, with the reason. */
  readonly undecided: readonly {
    readonly scenario: string
    readonly seed: string
    readonly because: string
  }[]
  /** The first failure of each signature, minimized where its run can be made again, and what `report.txt` says of it. */
  readonly failures: readonly { readonly report: FailureReport; readonly text: string }[]
  /** Seeds that, run again, gave another digest: the target is not deterministic. */
  readonly diverged: readonly string[]
  /** Runs that went on past each signature that is `known`, 0 where none did; absent: nothing was known. */
  readonly known?: readonly KnownCount[]
  /** Scenarios that the target cannot serve, of those that ship with Whitewater, and what each needs. */
  readonly leftOut: readonly LeftOut[]
  /** Where they did, and the same in words. */
  readonly divergences: readonly { readonly divergence: Divergence; readonly text: string }[]
}

/**
 * Runs scenarios on a target, minimizes and explains what breaks.
 *
 * @example
 * const { failures } = await run({ target, scenarios: ['leader-isolated'], runs: 100, output: 'runs' })
 * for (const { text } of failures) console.log(text)
 * @throws InputError for an option that is wrong, a scenario that does not exist, or that is named and the target cannot serve.
 */
export async function run(request: RunRequest = {}): Promise<RunReport> {
  const { runs, bail } = request
  assertShape(request)
  if (runs !== undefined) assertWhole('runs', runs, runsRange)
  if (bail !== undefined) assertWhole('bail', bail, { low: 0, high: runsRange.high })
  const { target } = request
  if (target?.kind === 'server') return runServers(request, target)
  return runSimulated(request, target)
}

async function runSimulated(request: RunRequest, target: Target | undefined): Promise<RunReport> {
  const {
    target: _,
    scenarios = [],
    seed = '1',
    runs = 10,
    bail = 1,
    minimize = true,
    strict = false,
    output,
    ...fixed
  } = request
  const shape = shapeOf(fixed)
  const make = target === undefined ? defaultTarget : withOptionsOf(target)
  const name = target?.name ?? DEFAULT_TARGET
  const chosen = await chooseScenarios(scenarios, { name, offered: offersOf(make({ settings: {} })) }, shape)
  const failures: RunReport['failures'][number][] = []
  const outcome = await runScenarios({
    // a target at hand runs where it is: there is no module that another process could load
    host: new InProcessHost(() => Promise.resolve({ make, ...chosen }), name),
    scenarios: chosen.scenarios.map((one) => one.name),
    ...defined({ specs: chosen.specs }),
    target: name,
    seed,
    runs,
    shape,
    bail,
    minimize,
    strict,
    output,
    onFailure: (report) => failures.push({ report, text: failureBlock(report, { rows: Infinity }) }),
  })
  return reportOf(outcome, failures, chosen.leftOut)
}

async function runServers(request: RunRequest, target: ServerTarget): Promise<RunReport> {
  const {
    target: _,
    scenarios: chosen = [],
    seed = '1',
    runs = 1,
    bail = 1,
    minimize: __,
    strict: ___,
    output,
    ...wanted
  } = request
  const { scenarios, leftOut, shape } = await scenariosForServers(chosen, target, wanted)
  const failures: RunReport['failures'][number][] = []
  const outcome = await runOnServers({
    ...{ target, name: target.name, scenarios, seed, runs, shape, bail, output },
    onFailure: (report) => failures.push({ report, text: failureBlock(report, { rows: Infinity }) }),
  })
  return reportOf(outcome, failures, leftOut)
}

function reportOf(
  { batches, diverged, divergences, known }: ScenarioOutcome,
  failures: RunReport['failures'],
  leftOut: readonly LeftOut[],
): RunReport {
  return {
    runs: batches.reduce((sum, batch) => sum + batch.runs, 0),
    undecided: batches.flatMap(({ scenario, unknown }) => unknown.map((one) => ({ scenario, ...one }))),
    failures,
    diverged,
    ...(known.length === 0 ? {} : { known }),
    leftOut,
    divergences: divergences.map((divergence) => ({ divergence, text: divergenceBlock(divergence) })),
  }
}

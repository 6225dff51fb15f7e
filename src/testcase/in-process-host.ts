import type { FailureReport } from '../../reports/index.ts'
import { scenarios as builtIn } from '../../scenarios/index.ts'
import { emptyTally, tallyRun, type Tally } from './tally.ts'
import type { WorkOrder } from './work-order.ts'
import { drawPlan } from '../run/drawing/draw-plan.ts'
import type { Plan } from '../run/plan.ts'
import type { Replayable } from '../run/replay-token.ts'
import type { RunResult } from '../run/run-result.ts'
import type { RunSettings } from '../run/run-settings.ts'
import { countedCoverageMarks } from '../run/coverage-mark-needs.ts'
import type { Scenario } from '../run/scenario.ts'
import type { Served } from '../run/servable.ts'
import { InputError } from '../base/input-error.ts'
import { offersOf } from '../subject/offers.ts'
import type { ServerTarget } from '../subject/server.ts'
import { patchedResult } from './ended-run.ts'
import { minimizeFailure } from './minimize-failure.ts'
import { huntPlanted } from './planted-hunt.ts'
import { runnerOf, runOn } from './runner.ts'
import { chooseScenarios, resolveScenario } from './scenario-choice.ts'
import type {
  HuntAnswer,
  HuntOrder,
  MadeRun,
  MinimizeOrder,
  RunOrder,
  RunProgress,
  SubjectChoice,
  SubjectDescription,
  SubjectHost,
  TallySigns,
} from './subject-host.ts'
import { loadTarget, plantedBug, resolveTarget, type TargetMaker } from './targets.ts'
import { isPath } from './user-module.ts'

/** How long the runs of an order go on before anybody else in the process gets a turn. */
const TURN_MILLIS = 50

/** What a host works with once everything is loaded. */
export interface LoadedSubject extends Served {
  readonly make: TargetMaker
  /** Present when they are real servers, of which `make` makes nothing. */
  readonly servers?: ServerTarget
}

/** The longest run, in virtual milliseconds, of which the trace is kept though it may be fine: it takes memory. */
const MAX_KEPT = 120_000

const isShort = ({ healAt, settle }: Plan): boolean => healAt + settle <= MAX_KEPT

/** Loads what the user chose. */
export async function loadSubject(choice: SubjectChoice): Promise<LoadedSubject> {
  const { target, scenarios, shape = {} } = choice
  if (choice.servers === true && isPath(target)) {
    const loaded = await loadTarget(target)
    if (loaded.kind === 'server') return describedServers(loaded, target)
  }
  const make = await resolveTarget(target)
  const offered = offersOf(make({ settings: {} }))
  return { make, ...(await chooseScenarios(scenarios, { name: target, offered }, shape)) }
}

function describedServers(servers: ServerTarget, spec: string): LoadedSubject {
  const make = (): never => {
    throw new InputError('real servers are not simulated', { file: spec })
  }
  return { make, scenarios: [], leftOut: [], servers }
}

/** Runs subjects in this process: for objects at hand, for debugging, and inside a process of their own. */
export class InProcessHost implements SubjectHost {
  readonly #load: () => Promise<LoadedSubject>
  #loaded: Promise<LoadedSubject> | undefined
  readonly #others = new Map<string, Promise<TargetMaker>>()

  readonly #target: string
  readonly #replaced: () => string | undefined

  /**
   * `target`: what the loaded one is called in orders. `replaced` tells what of the language itself a subject
   * has replaced; default: nobody looks.
   */
  constructor(
    load: () => Promise<LoadedSubject>,
    target: string,
    replaced: () => string | undefined = () => undefined,
  ) {
    this.#load = load
    this.#target = target
    this.#replaced = replaced
  }

  async describe(): Promise<SubjectDescription> {
    const { make, scenarios, leftOut, servers } = await this.#subject()
    if (servers !== undefined)
      return { kind: 'server', name: servers.name, offered: servers.offers, leftOut, scenarios: [] }
    const usual = make({ settings: {} })
    return {
      kind: usual.kind,
      name: usual.name,
      offered: offersOf(usual),
      leftOut,
      scenarios: scenarios.map((one) => ({ name: one.name, coverageMarks: one.coverageMarks })),
    }
  }

  async plan({ scenario: name, seed, shape, target }: RunOrder): Promise<Plan> {
    const scenario = await this.#scenario(name)
    const make = await this.#maker(target)
    return drawPlan(scenario, seed, make({ settings: {} }), shape)
  }

  async run(order: RunOrder, onProgress?: (progress: RunProgress) => void): Promise<MadeRun> {
    const scenario = await this.#scenario(order.scenario)
    const make = await this.#maker(order.target)
    const plan = await this.plan(order)
    const settings: RunSettings = {
      traced: order.keep === 'trace' && isShort(plan),
      strict: order.strict === true,
      onProgress: (now) => onProgress?.({ at: now / 1e6, of: (plan.healAt + plan.settle) / 1000 }),
      ...judging(scenario),
    }
    const made = await this.#guarded(plan, () => runOn(make, plan, settings))
    return order.keep === 'digest' ? { ...made, result: withoutHistory(made.result) } : made
  }

  async replay(run: Replayable): Promise<MadeRun> {
    const make = await this.#maker(run.target)
    const scenario = await this.#scenarioOf(run)
    const plan =
      run.by === 'plan'
        ? run.plan
        : drawPlan(scenario as Scenario, run.seed, make({ settings: {} }), run.shape)
    const script = run.by === 'plan' ? run.script : undefined
    return this.#guarded(plan, () =>
      script === undefined
        ? runOn(make, plan, { traced: true, ...judging(scenario) })
        : runnerOf(make, 'linearizability', scenario, plan.seed).scripted(plan, script, true),
    )
  }

  async minimize({ failure, limits }: MinimizeOrder): Promise<FailureReport> {
    const make = await this.#maker(failure.target)
    const scenario = (await this.#known(failure.scenario)) ?? {
      name: failure.scenario,
      about: '',
      coverageMarks: [],
    }
    return minimizeFailure({ ...failure, scenario, make }, limits)
  }

  hunt({ bug, limits }: HuntOrder): Promise<HuntAnswer> {
    const { runs, millis, failure } = huntPlanted(plantedBug(bug), limits)
    if (failure === undefined) return Promise.resolve({ runs, millis })
    const { plan, result, scenario, target, token } = failure
    return Promise.resolve({
      runs,
      millis,
      failure: { plan, result, scenario: scenario.name, target, token },
    })
  }

  /** Makes the runs of an order, one after the other, and counts what came of them. */
  async tally(order: WorkOrder, signs: TallySigns): Promise<Tally> {
    const { seeds, shape, scenario: name, target } = order
    const tally = emptyTally()
    const began = performance.now()
    const scenario = await this.#scenario(name)
    const make = await this.#maker(target)
    const any = make({ settings: {} })
    const settings = judging(scenario)
    const coverageMarks = countedCoverageMarks(scenario)
    let turned = began
    for (const [position, seed] of seeds.entries()) {
      signs.began(position)
      const plan = drawPlan(scenario, seed, any, shape)
      const { result, ended } = await this.#guarded(plan, () => runOn(make, plan, settings))
      tallyRun(tally, result, { scenario: name, seed, coverageMarks })
      // its process is of no use any more
      if (ended !== undefined) break
      // a halt has to be heard, and what the subject left behind to come up
      if (performance.now() - turned > TURN_MILLIS) {
        await new Promise((resolve) => setImmediate(resolve))
        turned = performance.now()
      }
      if (signs.halted()) break
    }
    tally.millis = performance.now() - began
    return tally
  }

  close(): Promise<void> {
    return Promise.resolve()
  }

  /** A run in whose process the language itself may have been replaced: then whatever came of it is not to be trusted. */
  async #guarded(plan: Plan, make: () => RunResult | Promise<RunResult>): Promise<MadeRun> {
    try {
      const made = make()
      const result = made instanceof Promise ? await made : made
      const replaced = this.#replaced()
      return replaced === undefined
        ? { plan, result }
        : { plan, result: patchedResult(replaced), ended: 'died' }
    } catch (error) {
      const replaced = this.#replaced()
      if (replaced === undefined) throw error
      return { plan, result: patchedResult(replaced), ended: 'died' }
    }
  }

  #subject(): Promise<LoadedSubject> {
    return (this.#loaded ??= this.#load())
  }

  async #maker(target: string | undefined): Promise<TargetMaker> {
    if (target === undefined || target === this.#target) return (await this.#subject()).make
    const known = this.#others.get(target) ?? resolveTarget(target)
    this.#others.set(target, known)
    return known
  }

  async #known(name: string): Promise<Scenario | undefined> {
    const chosen = (await this.#subject()).scenarios
    return chosen.find((one) => one.name === name) ?? builtIn.find((one) => one.name === name)
  }

  async #scenario(name: string): Promise<Scenario> {
    return (await this.#known(name)) ?? resolveScenario(name)
  }

  /** A plan runs without its scenario, only unjudged by it; a seed needs it. */
  async #scenarioOf(run: Replayable): Promise<Scenario | undefined> {
    return run.by === 'seed' ? this.#scenario(run.scenario) : this.#known(run.plan.scenario)
  }
}

const judging = (scenario: Scenario | undefined): Pick<RunSettings, 'judge'> =>
  scenario?.judge === undefined ? {} : { judge: scenario.judge.bind(scenario) }

/** A run that held is known by its numbers; where one did not, its history may explain it. */
const withoutHistory = (result: RunResult): RunResult =>
  result.status === 'valid' ? { ...result, history: [] } : result

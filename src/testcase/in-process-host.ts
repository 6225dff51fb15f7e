import type { FailureReport } from '../../reports/index.ts'
import { scenarioNamed } from '../../scenarios/index.ts'
import { emptyTally, tallyRun, type Tally } from './tally.ts'
import type { WorkOrder } from './work-order.ts'
import type { MadeRun } from '../run/made-run.ts'
import type { Plan } from '../run/plan.ts'
import type { Replayable } from '../run/replay-token.ts'
import type { RunResult } from '../run/run-result.ts'
import { countedCoverageMarks } from '../run/coverage-mark-needs.ts'
import type { Scenario } from '../run/scenario.ts'
import type { Served } from '../run/servable.ts'
import { defined } from '../base/defined.ts'
import { InputError } from '../base/input-error.ts'
import { offersOf } from '../subject/offers.ts'
import type { ServerTarget } from '../subject/server.ts'
import { judgedEnd, noDigest, patchedResult } from './ended-run.ts'
import { exploreTarget, type Explored, type SearchProgress } from './explored.ts'
import { huntPlanted, type Hunt } from './planted-hunt.ts'
import { chooseScenarios, resolveScenario } from './scenario-choice.ts'
import type {
  ExploreOrder,
  HuntOrder,
  MinimizeOrder,
  RunOrder,
  RunProgress,
  SubjectChoice,
  SubjectDescription,
  SubjectHost,
  TallySigns,
} from './subject-host.ts'
import { guidedCase, Guides } from './guides.ts'
import { madeInTurn } from './made-in-turn.ts'
import { RunsAhead } from './runs-ahead.ts'
import type { TargetMaker } from './target-maker.ts'
import { loadTarget, plantedBug, resolveTarget } from './targets.ts'
import { TestCase, type TestCaseParts } from './test-case.ts'
import { fixedIn, type TestCaseId } from './test-case-id.ts'
import { TurnOfOthers } from './turn-of-others.ts'
import { isPath } from './user-module.ts'

/** What a host works with once everything is loaded. */
export interface LoadedSubject extends Served {
  readonly make: TargetMaker
  /** Present when they are real servers, of which `make` makes nothing. */
  readonly servers?: ServerTarget
}

/** The longest run, in virtual milliseconds, of which the trace is kept though it may be fine: it takes memory. */
const MAX_KEPT = 120_000

const isShort = ({ healAt, settle }: Plan): boolean => healAt + settle <= MAX_KEPT

/** A test case by name, on the host's own target unless it names another. */
type NamedCase = Omit<TestCaseId, 'target'> & { readonly target?: string }

/** A test case by its plan. */
type RecordedCase = Pick<TestCaseParts, 'target' | 'script' | 'shape'> & { readonly plan: Plan }

/** Loads what the user chose. */
export async function loadSubject(choice: SubjectChoice): Promise<LoadedSubject> {
  const { target, scenarios, shape = {}, leaveOut = false } = choice
  if (choice.servers === true && isPath(target)) {
    const loaded = await loadTarget(target)
    if (loaded.kind === 'server') return describedServers(loaded, target)
  }
  const make = await resolveTarget(target)
  const offered = offersOf(make({ settings: {} }))
  return { make, ...(await chooseScenarios(scenarios, { name: target, offered }, shape, { leaveOut })) }
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
  readonly #ahead = new RunsAhead()
  readonly #guides = new Guides()

  readonly #target: string
  readonly #replaced: () => string | undefined
  readonly #isWorn: () => boolean

  /**
   * `target`: what the loaded one is called in orders. `replaced` tells what of the language itself a subject
   * has replaced; default: nobody looks. `worn` tells whether another process should go on; default: there is none.
   */
  constructor(
    load: () => Promise<LoadedSubject>,
    target: string,
    replaced: () => string | undefined = () => undefined,
    worn: () => boolean = () => false,
  ) {
    this.#load = load
    this.#target = target
    this.#replaced = replaced
    this.#isWorn = worn
  }

  async describe(): Promise<SubjectDescription> {
    const { make, scenarios, leftOut, servers, specs = {} } = await this.#subject()
    if (servers !== undefined)
      return { kind: 'server', name: servers.name, offered: servers.offers, leftOut, scenarios: [], specs }
    const usual = make({ settings: {} })
    return {
      kind: usual.kind,
      name: usual.name,
      offered: offersOf(usual),
      leftOut,
      specs,
      scenarios: scenarios.map((one) => ({ name: one.name, coverageMarks: one.coverageMarks })),
    }
  }

  async plan(order: RunOrder): Promise<Plan> {
    return (await this.#case(order)).plan()
  }

  async run(order: RunOrder, onProgress?: (progress: RunProgress) => void): Promise<MadeRun> {
    const testCase = await this.#case(order)
    const plan = testCase.plan()
    if (order.ahead !== undefined) await this.#makeAhead(order, order.ahead)
    const held = this.#ahead.taken(order)
    const of = (plan.healAt + plan.settle) / 1000
    const onMade = (): void => onProgress?.({ at: of, of, made: true })
    if (held !== undefined) return { plan, result: await testCase.explained(held, { onMade }) }
    const settings = {
      traced: order.keep === 'trace' && isShort(plan),
      strict: order.strict === true,
      onProgress: (now: number) => onProgress?.({ at: now / 1e6, of }),
      onMade,
    }
    const made = await this.#guarded(plan, () =>
      order.unexplained === true ? testCase.unexplained(settings) : testCase.run(settings),
    )
    this.#ahead.compare(order, made.result)
    return order.keep === 'digest' ? { ...made, result: withoutHistory(made.result) } : made
  }

  async replay(run: Replayable): Promise<MadeRun> {
    const testCase = run.by === 'seed' ? await this.#case(run) : await this.#recorded(run)
    return this.#guarded(testCase.plan(), () => testCase.run({ traced: true }))
  }

  async minimize({ failure, limits }: MinimizeOrder): Promise<FailureReport> {
    const { target, plan, result, token } = failure
    const testCase = await this.#recorded({ target, plan, shape: fixedIn(failure) })
    return testCase.minimize(result, limits, token)
  }

  hunt({ bug, limits }: HuntOrder): Promise<Hunt> {
    return huntPlanted(plantedBug(bug), limits)
  }

  async explore(
    { scenario: name, seed, shape, limits }: ExploreOrder,
    onProgress: (progress: SearchProgress) => void = () => undefined,
  ): Promise<Explored> {
    const scenario = await this.#scenario(name)
    const { make } = await this.#subject()
    const target = this.#target
    return exploreTarget({ scenario, target, make, seed, shape }, limits, onProgress)
  }

  /** Makes the runs of an order, one after the other, and counts what came of them. */
  async tally(order: WorkOrder, signs: TallySigns): Promise<Tally> {
    const { seeds, shape, scenario: name, target = this.#target } = order
    const tally = emptyTally()
    const began = performance.now()
    const scenario = await this.#scenario(name)
    const make = await this.#maker(target)
    const coverageMarks = countedCoverageMarks(scenario)
    const cases = seeds.map((seed) => new TestCase({ scenario, target, make, seed, shape }))
    const others = new TurnOfOthers()
    const rest = (): boolean | Promise<boolean> =>
      others.isDue ? others.give().then(() => !signs.halted()) : true
    const guide = this.#guides.of(name, order.guided)
    // what comes next is known when a run is over
    const inTurn = guide === undefined ? await madeInTurn(cases, make, rest) : undefined
    for (const [position, drawn] of cases.entries()) {
      signs.began(position)
      const { testCase, mutant } = guidedCase(drawn, guide)
      if (mutant !== undefined) signs.planned?.(testCase.token(noDigest))
      const held = inTurn?.taken(position)
      const { result, ended } =
        held === undefined
          ? await this.#guarded(testCase.plan(), () => testCase.run({ features: guide !== undefined }))
          : { result: await testCase.explained(held) }
      if (held === undefined) inTurn?.compare(position, result)
      tallyRun(tally, result, {
        ...{ scenario: name, seed: testCase.seed, coverageMarks },
        ...defined({ plan: mutant }),
      })
      const kept = guide?.learn(testCase.plan(), result)
      if (kept !== undefined) (tally.kept ??= []).push(kept)
      // its process is of no use any more, or another should go on
      if (ended !== undefined || this.#isWorn()) break
      if (others.isDue) await others.give()
      if (signs.halted()) break
    }
    tally.millis = performance.now() - began
    return tally
  }

  close(): Promise<void> {
    return Promise.resolve()
  }

  /** A run in whose process the language itself may have been replaced: then whatever came of it is not to be trusted. */
  async #guarded(plan: Plan, run: () => RunResult | Promise<RunResult>): Promise<MadeRun> {
    try {
      const made = run()
      const result = made instanceof Promise ? await made : made
      const replaced = this.#replaced()
      return replaced === undefined
        ? { plan, result }
        : { plan, result: judgedEnd(patchedResult(replaced), plan), ended: 'died' }
    } catch (error) {
      const replaced = this.#replaced()
      if (replaced === undefined) throw error
      return { plan, result: judgedEnd(patchedResult(replaced), plan), ended: 'died' }
    }
  }

  async #makeAhead(order: RunOrder, ahead: readonly string[]): Promise<void> {
    const cases = await Promise.all([order.seed, ...ahead].map((seed) => this.#case({ ...order, seed })))
    await this.#ahead.make(order, cases, await this.#maker(order.target ?? this.#target))
  }

  /** The test case of these names. */
  async #case({ scenario: name, target = this.#target, seed, shape }: NamedCase): Promise<TestCase> {
    const scenario = await this.#scenario(name)
    return new TestCase({ scenario, target, make: await this.#maker(target), seed, shape })
  }

  /** The test case of a plan. It runs without its scenario, too: nobody but the checkers judges it then. */
  async #recorded(parts: RecordedCase): Promise<TestCase> {
    const { scenario: name, seed } = parts.plan
    const make = await this.#maker(parts.target)
    const scenario = (await this.#known(name)) ?? { name, about: '', coverageMarks: [] }
    return new TestCase({ ...parts, scenario, make, seed })
  }

  #subject(): Promise<LoadedSubject> {
    return (this.#loaded ??= this.#load())
  }

  async #maker(target: string): Promise<TargetMaker> {
    if (target === this.#target) return (await this.#subject()).make
    const known = this.#others.get(target) ?? resolveTarget(target)
    this.#others.set(target, known)
    return known
  }

  async #known(name: string): Promise<Scenario | undefined> {
    const chosen = (await this.#subject()).scenarios
    return chosen.find((one) => one.name === name) ?? scenarioNamed(name)
  }

  async #scenario(name: string): Promise<Scenario> {
    return (await this.#known(name)) ?? resolveScenario(name)
  }
}

/** A run that held is known by its numbers; where one did not, its history may explain it. */
const withoutHistory = (result: RunResult): RunResult =>
  result.status === 'valid' ? { ...result, history: [] } : result

import { defined } from '../base/defined.ts'
import { InputError } from '../base/input-error.ts'
import { assertMillis, assertSeed, assertWhole } from '../base/option-checks.ts'
import type { Millis } from '../base/time.ts'
import { boundNames, type Bounds } from '../explore/bounds.ts'
import { assertShape, shapeOf, type PlanShape } from '../run/drawing/plan-shape.ts'
import type { Scenario } from '../run/scenario.ts'
import type { Target } from '../subject/target.ts'
import { boundRange, type Explored, type SearchProgress } from '../testcase/explored.ts'
import { InProcessHost } from '../testcase/in-process-host.ts'
import { writeRunFolder } from '../testcase/run-folder.ts'
import { chooseScenarios } from '../testcase/scenario-choice.ts'
import type { SubjectHost } from '../testcase/subject-host.ts'
import { withOptionsOf } from '../testcase/target-maker.ts'
import { DEFAULT_TARGET } from '../testcase/targets.ts'
import { offersOf } from '../subject/offers.ts'
import { exploreText, exploreVerdict, type ExploreVerdict } from './explore-verdict.ts'
import { hostFor, type HostOptions } from './host-options.ts'

/** How all runs of a target within bounds are searched. */
export interface ExploreOptions
  extends HostOptions, Partial<Bounds>, Pick<PlanShape, 'nodes' | 'nemesis' | 'known' | 'ignore'> {
  /** What is searched: a name, the path of a module, or a target at hand, which then runs in this process. Default `own-raft`. */
  readonly target?: string | Target
  /** Names the draws of servers. Default `1`. */
  readonly seed?: string
  /** Events of a run, at most. Default 64. */
  readonly depth?: number
  /** States of one round, at most. Default 4,000,000. */
  readonly maxStates?: number
  /** Wall time of all rounds. Default 60,000. */
  readonly timeLimit?: Millis
  /** Whether servers differ by nothing but their names. Default: only those of `own-raft`. */
  readonly symmetric?: boolean
  /** A file to which it writes where it stopped, for want of time or states. Default: that of `resume`, or nothing. */
  readonly save?: string
  /** A file that a search of the same wrote with `save`: this one goes on from there. Default: it begins. */
  readonly resume?: string
  /** Folder for the report, such as `runs`. Default: nothing is written. */
  readonly output?: string
  /** Told now and then how far the search is. */
  readonly onProgress?: (progress: SearchProgress) => void
}

/** What came of a search. */
export interface ExploreReport {
  readonly explored: Explored
  /** What `explore --json` prints. */
  readonly verdict: ExploreVerdict
  /** The same in words. */
  readonly text: string
}

const DEPTH = 64
const MAX_DEPTH = 10_000
const MAX_STATES = 4_000_000
const MOST_STATES = 1_000_000_000
const TIME_LIMIT: Millis = 60_000

/**
 * Searches all runs of a cluster within bounds, shortest first, over the code of the target itself: messages arrive in any
 * order or not at all, timers fire at any time, servers restart. The bounds become wider round after round, until a run
 * breaks a property or the limits are reached; those that are given stay as they are.
 * @param scenario says what may happen, with what settings: a name, the path of a module, or a scenario at hand.
 * @throws InputError for a scenario or a target that cannot be had, a target that goes on by promises of its own, an option
 * that is wrong, a file to go on from that is damaged, or of another search, or of a target that does something else now.
 *
 * @example
 * const { verdict, text } = await explore('steady-cluster', { target: './my-raft.ts', timeouts: 3, operations: 1 })
 * console.log(verdict.result, text)
 */
export async function explore(
  scenario: string | Scenario,
  options: ExploreOptions = {},
): Promise<ExploreReport> {
  const { seed = '1', depth = DEPTH, maxStates = MAX_STATES, timeLimit = TIME_LIMIT, output } = options
  assertSeed('seed', seed)
  assertWhole('depth', depth, { low: 1, high: MAX_DEPTH })
  assertWhole('maxStates', maxStates, { low: 1, high: MOST_STATES })
  assertMillis('timeLimit', timeLimit)
  const bounds: Partial<Bounds> = Object.fromEntries(
    boundNames.flatMap((name) => {
      const bound = options[name]
      if (bound === undefined) return []
      assertWhole(name, bound, boundRange)
      return [[name, bound]]
    }),
  )
  const shape = shapeOf(options)
  assertShape(shape)
  const { host, name, target } = opened(scenario, options, shape)
  try {
    const described = await host.describe()
    if (described.kind === 'server')
      throw new InputError('it is a target of real servers: explore searches simulated ones', {
        file: target,
      })
    const symmetric = options.symmetric === undefined ? {} : { symmetric: options.symmetric }
    const { save, resume } = options
    const limits = { bounds, depth, maxStates, millis: timeLimit, ...symmetric, ...defined({ save, resume }) }
    const asked = described.scenarios[0]?.name ?? name
    const explored = await host.explore({ scenario: asked, seed, shape, limits }, options.onProgress)
    const { failure } = explored
    const written =
      failure === undefined || output === undefined
        ? failure
        : await writeRunFolder(output, failure, new Date())
    const all = { ...explored, ...(written !== undefined && { failure: written }) }
    const verdict = exploreVerdict(all, { scenario: asked, target, limits: { ...limits, bounds } })
    return { explored: all, verdict, text: exploreText(all) }
  } finally {
    await host.close()
  }
}

interface Opened {
  readonly host: SubjectHost
  readonly name: string
  readonly target: string
}

function opened(scenario: string | Scenario, options: ExploreOptions, shape: PlanShape): Opened {
  const { target = DEFAULT_TARGET } = options
  const name = typeof scenario === 'string' ? scenario : scenario.name
  if (typeof target === 'string' && typeof scenario === 'string') {
    const choice = { target, scenarios: [scenario], shape, servers: true }
    return { host: hostFor(options, choice), name, target }
  }
  if (typeof target === 'string')
    throw new InputError('a scenario at hand needs a target at hand: { target: inProcess({ ... }) }', {
      option: 'target',
    })
  const make = withOptionsOf(target)
  const load = async () => ({
    make,
    ...(await chooseScenarios([scenario], { name: target.name, offered: offersOf(target) }, shape)),
  })
  return { host: new InProcessHost(load, target.name), name, target: target.name }
}

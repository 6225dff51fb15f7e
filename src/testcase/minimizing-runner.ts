import { composeFaults } from '../../nemesis/index.ts'
import { exploredPlan } from '../explore/explored-plan.ts'
import { shorterStretches } from '../explore/shorter-stretches.ts'
import { defined } from '../base/defined.ts'
import { elementAt } from '../base/element-at.ts'
import type { Runner } from '../minimize/candidate-runs.ts'
import { withoutOperator } from '../minimize/plainer-runs.ts'
import { drawPlan } from '../run/drawing/draw-plan.ts'
import type { PlanShape } from '../run/drawing/plan-shape.ts'
import { needsCauses } from '../run/judging.ts'
import type { Plan } from '../run/plan.ts'
import type { RunSettings } from '../run/run-settings.ts'
import type { Scenario } from '../run/scenario.ts'
import { runScript } from '../run/scripted/scripted-run.ts'
import { fewestServersOf, offersOf } from '../subject/offers.ts'
import type { Target } from '../subject/target.ts'
import { asKnown } from './module-state.ts'
import { judgedBy } from './judged-by.ts'
import { runOn, waitsForPromises } from './run-on.ts'
import { withOwnEntry } from './shallow.ts'
import type { TargetMaker } from './target-maker.ts'

const SMALL_CLUSTER = 3
const SMALL_CHAOS = 1200
/** So many small plans at first are wild. */
const WILD = 1000
/** So many are the same for each failure; after them each has its own. */
const SHARED = 1500

/** How the minimizer of a failure runs what it tries. `property` is what broke, `seed` where, `fixed` what the user fixed. */
export function minimizingRunner(
  make: TargetMaker,
  property: string,
  scenario: Scenario,
  seed: string,
  fixed: PlanShape = {},
): Runner {
  const judge = judgedBy(scenario)
  // While an invariant is what broke, the history need not be checked again and again.
  const skipHistory = property !== 'linearizability'
  const target = make({ settings: {} })
  const shallow = shallowPlans(scenario, target, fixed)
  const plainest = elementAt(shallow, shallow.length - 1).settings
  return {
    timed: (plan, traced, until) =>
      runOn(asKnown(make(plan)), plan, { ...judge, ...keeping(plan, traced), ...defined({ until }) }),
    scripted: (plan, script, traced, continued) => {
      const settings = { ...keeping(plan, traced), skipHistory }
      return runScript(plan, asKnown(make(plan)), script, settings, continued)
    },
    scriptable: !waitsForPromises(target),
    stretches: (plan, script, limits) => shorterStretches(plan, () => asKnown(make(plan)), script, limits),
    fixed,
    fewestServers: fewestServersOf(offersOf(target)),
    shallow,
    shorter: shallow.filter(({ settings }) => settings['noop'] === false).map(withOwnEntry),
    small: (number) => {
      const plan = smallPlan(scenario, number, seed, make, fixed)
      if (number % 2 === 0) return plan
      const plain = { ...plan, settings: { ...plan.settings, ...plainest } }
      // what an operator does makes a script long, and most bugs do not need it
      return number % 4 === 1 ? withoutOperator(plain) : plain
    },
  }
}

/** First without what the scenario fixes, which most bugs can do without; then with it. */
function shallowPlans(scenario: Scenario, target: Target, fixed: PlanShape): readonly Plan[] {
  const { settings, nodes: _nodes, servers: _servers, ...rest } = scenario
  const bare = exploredPlan(rest, 'small', target, fixed)
  return settings === undefined ? [bare] : [bare, exploredPlan(scenario, 'small', target, fixed)]
}

/** What is known by its rule only a trace tells, which nobody needs besides. */
const keeping = ({ judging }: Plan, traced: boolean): Pick<RunSettings, 'traced' | 'explaining'> =>
  traced ? { traced } : { traced: needsCauses(judging), explaining: true }

/**
 * A plan with little in it: a short run of few clients on three servers. At first the same whatever seed failed, so that the same bug is made
 * small from the same runs; what none of these shows is left to luck. The first ones and every other one of the rest have faults of all kinds: what broke here by luck may break
 * there by aim. They bear no name of a scenario, so that those which differ by their faults alone have the same. What the user fixed
 * is as it was fixed.
 */
function smallPlan(
  scenario: Scenario,
  number: number,
  failed: string,
  make: TargetMaker,
  fixed: PlanShape,
): Plan {
  const clients = fixed.clients ?? 1 + (number % 3)
  const shape = {
    nodes: Math.max(SMALL_CLUSTER, Math.min(...(scenario.nodes ?? [0]))),
    clients,
    rate: 10 * clients,
    timeLimit: SMALL_CHAOS,
    ...fixed,
  }
  const target = make({ settings: {} })
  const seed = number < SHARED ? `small${number}` : `${failed}*${number}`
  if (number >= WILD && number % 2 === 0) return drawPlan(scenario, seed, target, shape)
  const wild: Scenario = { ...scenario, name: 'wild', faults: (context) => composeFaults(context) }
  return { ...drawPlan(wild, seed, target, shape), scenario: scenario.name }
}

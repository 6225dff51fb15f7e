import type { PlantedBug } from '../../scenarios/index.ts'
import { scenarios } from '../../scenarios/index.ts'
import { drawPlan } from '../run/drawing/draw-plan.ts'
import { tokenOf } from '../run/replay-token.ts'
import { runPlan } from '../run/timed-run.ts'
import type { Failure } from './minimize-failure.ts'
import { plantedTarget, DEFAULT_TARGET } from './targets.ts'

/** What came of hunting one planted bug. */
export interface Hunt {
  readonly bug: PlantedBug
  /** The first run that broke a property the bug is known to break. */
  readonly failure?: Failure
  readonly scenario?: string
  readonly runs: number
  readonly millis: number
}

export interface HuntLimits {
  /** Names the seeds. Default `planted`. */
  readonly seed?: string
  /** Most runs. Default 20,000. */
  readonly runs?: number
  /** Most wall-clock time in milliseconds. Default 60,000. */
  readonly millis?: number
}

/** Hunts a planted bug with all scenarios that can show it in turn. */
export function huntPlanted(bug: PlantedBug, limits: HuntLimits = {}): Hunt {
  const { seed: base = 'planted', runs: most = 20_000, millis = 60_000 } = limits
  const make = plantedTarget(bug)
  const usual = make({ settings: {} })
  const target = `${DEFAULT_TARGET}+${bug.id}`
  const began = performance.now()
  const elapsed = (): number => performance.now() - began
  const able = scenarios.filter(({ name }) => bug.scenarios?.includes(name) ?? true)
  // the wildest finds most
  const fromWildToCalm = able.toReversed()
  let runs = 0
  for (; runs < most && elapsed() < millis; runs++) {
    const scenario = fromWildToCalm[runs % fromWildToCalm.length]
    if (scenario === undefined) break
    const seed = `${base}.${runs}`
    const plan = drawPlan(scenario, seed, usual)
    if (bug.nodes !== undefined && !bug.nodes.includes(plan.nodes)) continue
    const judge = scenario.judge === undefined ? {} : { judge: scenario.judge.bind(scenario) }
    const result = runPlan(plan, make(plan), judge)
    if (result.violation === undefined || !bug.breaks.includes(result.violation.property)) continue
    const token = tokenOf({
      by: 'seed',
      scenario: scenario.name,
      seed,
      target,
      shape: {},
      digest: result.digest,
    })
    const failure = { plan, result, scenario, target, make, token }
    return { bug, failure, scenario: scenario.name, runs: runs + 1, millis: elapsed() }
  }
  return { bug, runs, millis: elapsed() }
}

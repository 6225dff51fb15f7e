/** Entry file of a campaign's worker threads: makes runs and answers with numbers. */
import type { Json } from '../base/json.ts'
import { serveOrders, type RunMaker } from '../campaign/serve-orders.ts'
import { drawPlan, type PlanShape } from '../run/draw-plan.ts'
import { countedLandmarks } from '../run/landmark-needs.ts'
import { runOn } from '../harness/runner.ts'
import { resolveScenario } from '../harness/scenario-choice.ts'
import { resolveTarget } from '../harness/targets.ts'

/** What all workers of a campaign are told at their start. */
export interface CampaignWorkerSetup {
  /** How the user named a scenario, by its own name: a path for one that is not built in. */
  readonly choices: { readonly [scenario: string]: string }
  readonly target: string
  readonly shape: PlanShape
}

await serveOrders((json: Json) => {
  const setup = json as unknown as CampaignWorkerSetup
  const makers = new Map<string, Promise<RunMaker>>()
  return (name, target) => {
    const key = `${name} on ${target ?? ''}`
    const maker = makers.get(key) ?? runMaker(setup, name, target)
    makers.set(key, maker)
    return maker
  }
})

/** Loads what the runs of one scenario need; kept for all orders. */
async function runMaker(
  { choices, target: usual, shape }: CampaignWorkerSetup,
  name: string,
  planted: string | undefined,
): Promise<RunMaker> {
  const scenario = await resolveScenario(choices[name] ?? name)
  const make = await resolveTarget(planted ?? usual)
  const any = make({ settings: {} })
  const judge = scenario.judge === undefined ? {} : { judge: scenario.judge.bind(scenario) }
  const drawnShape = planted === undefined ? shape : {}
  return {
    landmarks: countedLandmarks(scenario),
    run: (seed) => runOn(make, drawPlan(scenario, seed, any, drawnShape), judge),
  }
}

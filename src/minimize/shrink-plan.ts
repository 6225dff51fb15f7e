import type { FaultPlan } from '../../nemesis/index.ts'
import type { MinimizerPass } from '../history/run-record.ts'
import type { Plan } from '../run/plan.ts'
import type { RunResult } from '../run/run-result.ts'
import type { CandidateRuns, Runner } from './candidate-runs.ts'

/** How many other seeds are tried when a change of the plan makes the failure disappear. */
const OTHER_SEEDS = 12
/** A plan and the run it gave, which fails as the original did. */
export interface FailingPlan {
  readonly plan: Plan
  readonly result: RunResult
}

/**
 * Makes the plan of a failing run smaller, and looks for seeds that fail sooner. A shorter run makes
 * everything that comes after cheaper.
 */
export async function shrinkPlan(
  start: FailingPlan,
  runner: Runner,
  runs: CandidateRuns,
  passes: MinimizerPass[],
): Promise<FailingPlan> {
  let best = start
  const attempt = async (plan: Plan): Promise<boolean> => {
    if (!runs.take()) return false
    const result = await runner.timed(plan, false)
    if (!runs.same(result)) return false
    best = { plan, result }
    return true
  }
  const stage = async (name: string, work: () => Promise<void>): Promise<void> => {
    const ranBefore = runs.runs
    const before = sizeOf(best.plan)
    await work()
    const left = sizeOf(best.plan)
    passes.push({ name, tried: runs.runs - ranBefore, kept: before - left, left })
  }

  await stage('time after the failure', async () => {
    await attempt(endSoonAfter(best))
  })
  await stage('faults', async () => {
    await dropEach(
      () => best.plan.faults,
      (faults) => attempt({ ...best.plan, faults }),
    )
  })
  await stage('fewer servers', async () => {
    for (const nodes of [2, 3, 4]) {
      if (nodes >= best.plan.nodes) break
      if (
        await anySeed(
          { ...best.plan, nodes: nodes, faults: withoutForeignIds(best.plan.faults, nodes) },
          attempt,
        )
      )
        break
    }
  })
  await stage('operations', async () => {
    const { workload } = best.plan
    await dropEach(
      () => best.plan.workload.operations,
      (operations) => attempt({ ...best.plan, workload: { ...workload, operations } }),
    )
  })
  await stage('a plain network', async () => {
    const { world } = best.plan
    const network = { ...world.network, drop: 0, duplicate: 0 }
    await attempt({ ...best.plan, world: { ...world, network } })
  })
  await stage('seeds that fail sooner', async () => {
    for (let number = 1; number <= OTHER_SEEDS; number++) {
      const before = best
      const sooner = await attempt({ ...best.plan, seed: `${start.plan.seed}+${number}` })
      if (sooner && best.result.counts.steps >= before.result.counts.steps) best = before
    }
    await attempt(endSoonAfter(best))
  })
  return best
}

const sizeOf = (plan: Plan): number => plan.faults.length + plan.workload.operations.length

function endSoonAfter({ plan, result }: FailingPlan): Plan {
  const at = Math.ceil((result.violation?.time ?? 0) / 1000) + 1
  return at < plan.healAt ? { ...plan, healAt: at } : plan
}

async function anySeed(plan: Plan, attempt: (plan: Plan) => Promise<boolean>): Promise<boolean> {
  if (await attempt(plan)) return true
  for (let number = 1; number <= OTHER_SEEDS; number++) {
    if (await attempt({ ...plan, seed: `${plan.seed}~${number}` })) return true
  }
  return false
}

/** Faults that name a server by its id lose their aim when that server is gone. */
function withoutForeignIds(faults: readonly FaultPlan[], nodes: number): readonly FaultPlan[] {
  const text = (fault: FaultPlan): string => JSON.stringify(fault)
  return faults.filter((fault) =>
    [...text(fault).matchAll(/"n(\d+)"/g)].every(([, number]) => Number(number) <= nodes),
  )
}

/** Takes parts out of a list, large ones first, as long as the rest still fails. */
async function dropEach<T>(
  list: () => readonly T[],
  attempt: (rest: readonly T[]) => Promise<boolean>,
): Promise<void> {
  for (let size = Math.max(1, list().length); ; size >>= 1) {
    for (let end = list().length; end > 0; end -= size) {
      const start = Math.max(0, end - size)
      const current = list()
      await attempt([...current.slice(0, start), ...current.slice(end)])
    }
    if (size <= 1) return
  }
}

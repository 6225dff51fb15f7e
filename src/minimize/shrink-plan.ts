import type { MinimizerPass } from '../record/run-record.ts'
import type { MadeRun } from '../run/made-run.ts'
import type { Plan } from '../run/plan.ts'
import type { Step } from '../run/schedule/step.ts'
import { isTimed } from './timed-properties.ts'
import { withServers } from './with-servers.ts'
import type { CandidateRuns, Runner } from './candidate-runs.ts'

/** How many other seeds are tried when a change of the plan makes the failure disappear. */
const OTHER_SEEDS = 12
/** Of what stays a plan each step is read: one with less in it is no smaller where its run has so many times the steps. */
const GROWTH = 1.5

/**
 * Makes the plan of a failing run smaller, and looks for seeds that fail sooner. A shorter run makes
 * everything that comes after cheaper.
 */
export async function shrinkPlan(
  start: MadeRun,
  runner: Runner,
  runs: CandidateRuns,
  passes: MinimizerPass[],
): Promise<MadeRun> {
  let best = start
  const attempt = async (plan: Plan): Promise<boolean> => {
    if (!runs.take()) return false
    const result = await runs.timed(plan, runner)
    if (result === undefined) return false
    if (isTimed(runs.wanted) && result.counts.steps > GROWTH * best.result.counts.steps) return false
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
    if (runner.fixed?.timeLimit === undefined) await attempt(endSoonAfter(best))
  })
  await stage('schedules', async () => {
    await dropEach(
      () => schedulesIn(best.plan.steps ?? []),
      (schedules) => attempt({ ...best.plan, steps: schedules.flat() }),
    )
  })
  await stage('usual settings', async () => {
    await withUsualSettings(() => best.plan, attempt)
  })
  await stage('faults', async () => {
    await dropEach(
      () => best.plan.faults,
      (faults) => attempt({ ...best.plan, faults }),
    )
  })
  await stage('fewer servers', async () => {
    if (runner.fixed?.nodes !== undefined) return
    for (const nodes of [2, 3, 4]) {
      if (nodes >= best.plan.nodes) break
      if (nodes < (runner.fewestServers ?? 1)) continue
      if (await anySeed(withServers(best.plan, nodes), attempt)) break
    }
  })
  await stage('operations', async () => {
    const { workload } = best.plan
    await dropEach(
      () => best.plan.workload.operations,
      (operations) => attempt({ ...best.plan, workload: { ...workload, operations } }),
    )
  })
  await stage('calls of the operator', async () => {
    if (best.plan.workload.operator === undefined) return
    const { operator: _, ...workload } = best.plan.workload
    if (await attempt({ ...best.plan, workload })) return
    await dropEach(
      () => best.plan.workload.operator ?? [],
      (operator) => attempt({ ...best.plan, workload: { ...workload, operator } }),
    )
  })
  await stage('a session for each client', async () => {
    const { share, ...workload } = best.plan.workload
    if (share !== undefined) await attempt({ ...best.plan, workload })
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
  if (best.plan.judging !== undefined) {
    await stage('what is known', async () => {
      await attempt(judgedWhole(best.plan))
    })
  }
  return best
}

/** The plan that goes on past nothing: a failure that shows without what is known is told without it. */
export function judgedWhole({ judging: _, ...plan }: Plan): Plan {
  return plan
}

/** The steps of each schedule that a run plays. */
function schedulesIn(steps: readonly Step[]): readonly (readonly Step[])[] {
  const begins = steps.flatMap(({ do: what }, at) => (what === 'schedule' && at > 0 ? [at] : []))
  return steps.length === 0 ? [] : [0, ...begins].map((from, at) => steps.slice(from, begins[at]))
}

const sizeOf = ({ faults, workload, steps = [] }: Plan): number =>
  faults.length + steps.length + workload.operations.length + (workload.operator?.length ?? 0)

function endSoonAfter({ plan, result }: MadeRun): Plan {
  const at = Math.ceil((result.violation?.time ?? 0) / 1000) + 1
  return at < plan.healAt ? { ...plan, healAt: at } : plan
}

/**
 * Takes settings of the subject out, all or one by one: without them it is as it is by default. What is drawn
 * beside the point (snapshots, reads, flow control) makes a run longer and its trace harder to read.
 */
async function withUsualSettings(plan: () => Plan, attempt: (plan: Plan) => Promise<boolean>): Promise<void> {
  if (await anySeed({ ...plan(), settings: {} }, attempt)) return
  for (const name of Object.keys(plan().settings)) {
    const { [name]: _, ...settings } = plan().settings
    await anySeed({ ...plan(), settings }, attempt)
  }
}

async function anySeed(plan: Plan, attempt: (plan: Plan) => Promise<boolean>): Promise<boolean> {
  if (await attempt(plan)) return true
  for (let number = 1; number <= OTHER_SEEDS; number++) {
    if (await attempt({ ...plan, seed: `${plan.seed}~${number}` })) return true
  }
  return false
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

import { z } from 'zod'
import { faultPlanSchema, type FaultPlan } from '../../nemesis/index.ts'
import { InputError } from '../base/input-error.ts'
import type { Millis } from '../base/time.ts'
import type { Json } from '../base/json.ts'
import type { WorldPlan } from '../sim/world-plan.ts'
import type { Judging } from './judging.ts'
import { stepSchema, type Step } from './schedule/step.ts'
import type { Limits } from '../sim/limits.ts'
import { workloadPlanSchema, type WorkloadPlan } from '../workload/index.ts'

/**
 * Everything that decides a run. The same plan gives the same run, byte for byte, on any machine.
 * It is JSON: it can be stored, sent, shrunk and edited by hand.
 */
export interface Plan {
  readonly version: 1
  readonly scenario: string
  /** Seeds every stream of random draws in the world. */
  readonly seed: string
  readonly nodes: number
  /** Settings of the built-in Raft; other targets ignore them. */
  readonly settings: { readonly [setting: string]: Json }
  readonly world: WorldPlan
  readonly workload: WorkloadPlan
  readonly faults: readonly FaultPlan[]
  /** Carried out one after the other from the begin on; the chaos phase ends with them. Default: none. */
  readonly steps?: readonly Step[]
  /** When the last fault is healed, whatever the plan says of it. */
  readonly healAt: Millis
  /** How long after the heal the cluster may take to answer and to agree. */
  readonly settle: Millis
  /**
   * Once a write has succeeded after the heal nobody writes any more, unless another leader is elected: who lags
   * has to catch up by itself. Default false: now and then somebody writes, until all agree.
   */
  readonly quiet?: boolean
  /**
   * Servers that stay lost when all else is healed: a minority by name, down or cut off from the others, which have to
   * recover without them. Healed once they have; then all must. Default: none.
   */
  readonly lasting?: FaultPlan
  readonly limits?: Partial<Limits>
  /** What the run goes on past. Default: nothing. */
  readonly judging?: Judging
}

/** The longest time that a plan names, in milliseconds. */
export const LONGEST_TIME: Millis = 100_000_000

const millis = z.number().min(0).max(LONGEST_TIME)
const ppm = z.int().min(0).max(1_000_000)
const latency = z.strictObject({
  distribution: z.enum(['constant', 'uniform', 'exponential']),
  min: millis,
  mean: millis,
})

const fields = z.strictObject({
  version: z.literal(1),
  scenario: z.string(),
  seed: z.string(),
  nodes: z.int().min(1).max(15),
  settings: z.record(z.string(), z.json()),
  world: z.strictObject({
    network: z.strictObject({ latency, drop: ppm, duplicate: ppm, fifo: z.boolean() }),
    disk: z.strictObject({ min: millis, mean: millis }),
    client: latency,
  }),
  workload: workloadPlanSchema,
  faults: z.array(faultPlanSchema).max(10_000),
  steps: z.array(stepSchema).max(1000).exactOptional(),
  healAt: millis,
  settle: millis,
  quiet: z.boolean().exactOptional(),
  lasting: faultPlanSchema.exactOptional(),
  judging: z
    .strictObject({ known: z.array(z.string()).max(10_000), ignore: z.array(z.string()).max(1000) })
    .partial()
    .exactOptional(),
  limits: z
    .strictObject({
      events: z.int().min(1),
      eventsPerSecond: z.int().min(0),
      queue: z.int().min(1),
      instant: z.int().min(1),
    })
    .partial()
    .optional(),
})

const planSchema = fields.superRefine(({ nodes, workload }, context) => {
  workload.operator?.forEach(({ f, value }, position) => {
    const named =
      f !== 'reconfigure'
        ? [value ?? 'n1']
        : [...(value.add ?? []), ...(value.remove ?? []), ...(value.learners ?? [])]
    const foreign = named.find((id) => Number(id.slice(1)) > nodes)
    if (foreign === undefined) return
    const path = ['workload', 'operator', position, 'value']
    const message = `there is no ${foreign}, only n1 to n${nodes}: "nodes" is ${nodes}`
    context.addIssue({ code: 'custom', path, message })
  })
})

/**
 * Reads a plan from JSON that somebody else wrote.
 * @throws InputError that names the field when it is not a plan.
 */
export function parsePlan(value: unknown, where: string): Plan {
  const parsed = planSchema.safeParse(value)
  if (parsed.success) return parsed.data as Plan
  const issue = parsed.error.issues[0]
  const field = issue === undefined || issue.path.length === 0 ? 'the plan' : issue.path.join('.')
  throw new InputError(`${field}: ${issue?.message ?? 'not a plan'}`, { file: where, field })
}

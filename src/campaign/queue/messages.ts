import { z } from 'zod'
import { fitting } from '../../base/fitting.ts'
import { InputError } from '../../base/input-error.ts'
import type { Tally } from '../../testcase/tally.ts'
import type { WorkOrder } from '../../testcase/work-order.ts'
import type { PlanShape } from '../../run/drawing/plan-shape.ts'
import type { OrderOutcome } from '../worker-pool.ts'

// What lies in a queue may come from anybody: it is read with bounds, field by field.

/** Raised when campaigns and workers of before and after would misread each other. */
export const QUEUE_PROTOCOL = 1

/** A campaign as a queue tells workers of it. */
export interface Job {
  readonly protocol: number
  /** Of Whitewater: with another one the same seed may be another run. */
  readonly version: string
  readonly target: string
  /** Scenarios by name, or by path of a module. */
  readonly scenarios: readonly string[]
  readonly shape: PlanShape
  /** Longest wall time without a step of a run, in milliseconds. */
  readonly watchdog: number
  /** SHA-256 of each module that it names, by how it names it. */
  readonly modules: { readonly [spec: string]: string }
}

/** An order that can lie in a queue: guided runs follow what one process learned. */
export type QueuedOrder = Omit<WorkOrder, 'guided'>

/** Longest message in bytes. */
export const MAX_MESSAGE_BYTES = 8 * 1024 * 1024
/** Longest text of a refusal that is shown. */
export const MAX_REFUSAL_LENGTH = 2000
const MAX_RUNS = 10_000
const MAX_NAMES = 1000

const REMEDY =
  'something else writes to this queue, or another version does: update Whitewater, or use another queue'

const text = (length: number) => z.string().max(length)
const name = text(1000)
const names = z.array(name).max(MAX_NAMES)
const amount = z.number().nonnegative()
const whole = z.int().nonnegative()
// a record of zod leaves out `__proto__`
const counts = z
  .record(name, amount)
  .refine((record) => Object.keys(record).length <= MAX_NAMES, 'has too many names')

const shape = z.strictObject({
  nodes: whole.optional(),
  clients: whole.optional(),
  rate: amount.optional(),
  timeLimit: amount.optional(),
  nemesis: names.optional(),
  known: names.optional(),
  ignore: names.optional(),
})

const head = z.looseObject({ protocol: whole, version: name })

const job = z.strictObject({
  protocol: z.literal(QUEUE_PROTOCOL),
  version: name,
  target: text(4000),
  scenarios: z.array(text(4000)).min(1).max(MAX_NAMES),
  shape,
  watchdog: amount,
  modules: z.record(text(4000), z.string().regex(/^[0-9a-f]{64}$/)),
})

const order = z.strictObject({
  scenario: name,
  target: text(4000).optional(),
  shape,
  seeds: z.array(name).min(1).max(MAX_RUNS),
})

const run = { scenario: name, seed: name }

const tally = z.strictObject({
  runs: whole,
  failed: whole,
  unknown: whole,
  steps: amount,
  virtualMs: amount,
  millis: amount,
  coverageMarks: counts,
  faults: z.record(
    name,
    z.strictObject({
      planned: whole,
      idle: whole,
      activations: whole,
      effects: counts,
      phases: counts.optional(),
    }),
  ),
  failures: z
    .array(
      z.strictObject({
        ...run,
        signature: text(4000),
        property: text(4000),
        headline: text(4000),
        step: whole,
        digest: name,
      }),
    )
    .max(MAX_RUNS),
  known: counts.optional(),
  undecided: z
    .array(z.strictObject({ ...run, because: text(4000) }))
    .max(MAX_RUNS)
    .optional(),
  firstShown: counts.optional(),
})

const outcome = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('done'), tally }),
  z.strictObject({
    type: z.literal('ended'),
    position: whole,
    because: text(100_000),
    how: z.enum(['stands', 'undecided', 'died']),
    shape: name,
  }),
  z.strictObject({ type: z.literal('threw'), message: text(100_000) }),
])

/**
 * A campaign of the queue; `version` is that of the reader.
 * @throws InputError when it is of another version, or has not the form of one.
 */
export function parseJob(message: string, version: string): Job {
  const value = jsonOf(message, 'the campaign in the queue')
  const place = { file: 'the campaign in the queue' }
  const said = fitting<Pick<Job, 'protocol' | 'version'>>(head, value, place, REMEDY)
  if (said.protocol !== QUEUE_PROTOCOL || said.version !== version)
    throw new InputError(
      `the campaign is of Whitewater ${said.version} (protocol ${said.protocol}), and this worker is of ${version} (protocol ${QUEUE_PROTOCOL}); install the same version on both`,
    )
  return fitting<Job>(job, value, place, REMEDY)
}

/** @throws InputError that names the field. */
export const parseOrder = (message: string): QueuedOrder =>
  fitting<QueuedOrder>(
    order,
    jsonOf(message, 'an order in the queue'),
    { file: 'an order in the queue' },
    REMEDY,
  )

/**
 * What came of an order, which must be of its runs.
 * @throws InputError that names the field.
 */
export function parseOutcome(message: string, of: QueuedOrder): OrderOutcome {
  const file = 'an outcome in the queue'
  const parsed = fitting<OrderOutcome>(outcome, jsonOf(message, file), { file }, REMEDY)
  const misfit =
    parsed.type === 'done'
      ? misfitOf(parsed.tally, of)
      : parsed.type === 'ended' && parsed.position >= of.seeds.length
        ? 'position'
        : undefined
  if (misfit === undefined) return parsed
  throw new InputError(`field ${misfit}: does not fit the order it is of; ${REMEDY}`, { file, field: misfit })
}

/** The field that cannot be of the order's runs. */
function misfitOf(
  { runs, failed, unknown, failures, undecided = [] }: Tally,
  of: QueuedOrder,
): string | undefined {
  if (runs < 1 || runs > of.seeds.length) return 'tally.runs'
  if (failed !== failures.length || failed + unknown > runs) return 'tally.failed'
  if (undecided.length > unknown) return 'tally.undecided'
  const seeds = new Set(of.seeds.slice(0, runs))
  const isOf = (one: { readonly scenario: string; readonly seed: string }): boolean =>
    one.scenario === of.scenario && seeds.has(one.seed)
  if (!failures.every(isOf)) return 'tally.failures'
  return undecided.every(isOf) ? undefined : 'tally.undecided'
}

function jsonOf(message: string, file: string): unknown {
  if (Buffer.byteLength(message) > MAX_MESSAGE_BYTES)
    throw new InputError(`is longer than 8 MiB; ${REMEDY}`, { file })
  try {
    return JSON.parse(message)
  } catch (error) {
    throw new InputError(`is no JSON (${(error as Error).message.slice(0, 200)}); ${REMEDY}`, { file })
  }
}

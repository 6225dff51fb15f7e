import { kindsNamed } from '../../../nemesis/index.ts'
import { assertJudging, judgingWith } from '../judging.ts'
import { defined } from '../../base/defined.ts'
import { InputError } from '../../base/input-error.ts'
import { assertMillis, assertPositive, assertWhole, type WholeRange } from '../../base/option-checks.ts'
import type { Millis } from '../../base/time.ts'

/** What the user fixes instead of leaving it to the draw. */
export interface PlanShape {
  readonly nodes?: number
  readonly clients?: number
  /** Operations per second. */
  readonly rate?: number
  /** How long faults go on. */
  readonly timeLimit?: Millis
  /** Kinds or groups of faults, in place of the scenario's own. */
  readonly nemesis?: readonly string[]
  /** Signatures, `property/shape`, that are no failure: a run goes on past them. */
  readonly known?: readonly string[]
  /** Properties left out of the judging. */
  readonly ignore?: readonly string[]
}

/** Most servers and clients of a run. */
export const shapeRanges: { readonly [name in 'nodes' | 'clients']: WholeRange } = {
  nodes: { low: 1, high: 15 },
  clients: { low: 1, high: 1000 },
}

/** Most operations of a run: with more its plan is too long a text to be written. */
const MOST_OPERATIONS = 1_000_000

/** The longest that faults can be told to go on, in hours. */
const LONGEST_CHAOS = 24

/** What fixes a plan, of all that the user asked for. */
export function shapeOf({ nodes, clients, rate, timeLimit, nemesis, known, ignore }: PlanShape): PlanShape {
  return {
    ...defined({ nodes, clients, rate, timeLimit, nemesis }),
    ...judgingWith(defined({ known, ignore }), {}),
  }
}

/**
 * For what a user fixes.
 * @throws InputError that names the option.
 */
export function assertShape({ nodes, clients, rate, timeLimit, nemesis, known, ignore }: PlanShape): void {
  if (nodes !== undefined) assertWhole('nodes', nodes, shapeRanges.nodes)
  if (clients !== undefined) assertWhole('clients', clients, shapeRanges.clients)
  if (rate !== undefined) assertPositive('rate', rate)
  if (timeLimit !== undefined) assertChaos(timeLimit)
  if (nemesis !== undefined) kindsNamed(nemesis)
  assertJudging(defined({ known, ignore }))
}

function assertChaos(timeLimit: Millis): void {
  assertMillis('timeLimit', timeLimit)
  if (timeLimit > LONGEST_CHAOS * 3_600_000)
    throw new InputError(`must be ${LONGEST_CHAOS}h at most`, { option: 'timeLimit' })
}

/**
 * The operations that a plan is to list, from the rate, per second, and how long clients work.
 * @throws InputError if they are too many for a plan.
 */
export function assertOperations(rate: number, duration: Millis): void {
  const operations = Math.round((rate * duration) / 1000)
  if (operations <= MOST_OPERATIONS) return
  throw new InputError(
    `over ${Math.round(duration / 1000)} s makes ${operations} operations of one run, and a plan holds ${MOST_OPERATIONS}: ` +
      'give a lower rate, or a shorter time for faults',
    { option: 'rate' },
  )
}

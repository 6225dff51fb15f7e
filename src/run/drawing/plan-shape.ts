import { kindsNamed } from '../../../nemesis/index.ts'
import { assertJudging, judgingWith } from '../judging.ts'
import { defined } from '../../base/defined.ts'
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
  if (timeLimit !== undefined) assertMillis('timeLimit', timeLimit)
  if (nemesis !== undefined) kindsNamed(nemesis)
  assertJudging(defined({ known, ignore }))
}

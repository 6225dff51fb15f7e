import { checkObjects } from '../../checkers/sequential/index.ts'
import { models, withInitial } from '../../checkers/models/index.ts'
import type { ModelName } from '../../checkers/models/index.ts'
import type { ObjectConsistency } from '../../checkers/linearizability/index.ts'
import type { Operation } from '../../src/record/operation.ts'
import { hasOrder, inProcessOrder, inRealTime } from '../unit/checkers/specs/every-order.ts'
import { randomOperations } from '../unit/checkers/specs/random-operations.ts'
import type { Spec } from '../unit/checkers/specs/spec.ts'

/** How many histories of a spec had which answer, that of the checker and that of trying every order. */
export interface SpecTally {
  valid: number
  invalid: number
  /** Without one success: they prove nothing, and are not compared. */
  withoutSuccess: number
  /** Of the invalid ones, those that a weaker level allows: what makes the level worth its name. */
  weaker: number
}

/** Of the first history on which the two disagree. */
export interface Disagreement {
  readonly seed: number
  readonly initial: unknown
  readonly checked: boolean | 'unknown'
  readonly operations: readonly Operation[]
}

/** Compares the checker with trying every order on the spec, seed by seed, up to a disagreement. */
export function compareWithSpec(
  spec: Spec,
  level: ObjectConsistency,
  seeds: { readonly from: number; readonly count: number },
  most = 6,
): { readonly tally: SpecTally; readonly disagreement?: Disagreement } {
  const tally: SpecTally = { valid: 0, invalid: 0, withoutSuccess: 0, weaker: 0 }
  const precedes = level === 'linearizable' ? inRealTime : inProcessOrder
  for (let seed = seeds.from; seed < seeds.from + seeds.count; seed++) {
    const { operations, initial } = randomOperations(spec, seed, most)
    if (!operations.some(({ outcome }) => outcome.type === 'ok')) {
      tally.withoutSuccess++
      continue
    }
    const base = models[spec.model as ModelName]
    const model = initial === undefined ? base : withInitial(base, initial)
    const { valid } = checkObjects(operations, model, { consistency: level })
    const truth = hasOrder(spec, operations, initial, precedes)
    if (valid !== truth) return { tally, disagreement: { seed, initial, checked: valid, operations } }
    tally[truth ? 'valid' : 'invalid']++
    if (!truth && level === 'linearizable' && hasOrder(spec, operations, initial, inProcessOrder))
      tally.weaker++
  }
  return { tally }
}

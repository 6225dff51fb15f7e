import { invariants } from '../../checkers/invariants/catalogue.ts'
import { offersOf } from '../subject/offers.ts'
import type { Target } from '../subject/target.ts'

/**
 * The invariants that hold of a target. Where members change, and views do not say who they are at each step, no
 * majority of disks is known: two of three members suffice, and are no majority of the five servers there are.
 */
export function judgedInvariants(target: Pick<Target, 'offers' | 'operator'>): {
  readonly only?: readonly string[]
} {
  if (target.operator === 'submit' || !offersOf(target).membership) return {}
  return { only: Object.keys(invariants).filter((name) => name !== 'committed-on-majority') }
}

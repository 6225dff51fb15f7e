import fc, { type Arbitrary } from 'fast-check'
import { elementAt } from '../../base/element-at.ts'
import { fewestServersOf, type Offered } from '../../subject/offers.ts'
import type { Scenario } from '../scenario.ts'

const usual = [3, 3, 3, 3, 5, 5, 4, 2]
/** One server alone waits for nobody; six and seven have other majorities, and more servers that are behind. */
const unusual = [1, 6, 7]
/** One run in so many has an unusual size. */
const RARELY = 12

/**
 * A size that the scenario names, or a usual one.
 *
 * @param at - which of the sizes, counted round and round
 */
export function usualSize({ nodes = usual }: Scenario, offered: Offered, at: number): number {
  const sizes = nodes.filter((size) => size >= fewestServersOf(offered))
  return elementAt(sizes, at % sizes.length)
}

/** Now and then another size, where the scenario names none; else undefined. */
export function unusualSize(
  { nodes, servers = 1 }: Scenario,
  offered: Offered,
): Arbitrary<number | undefined> {
  if (nodes !== undefined) return fc.constant(undefined)
  const sizes = unusual.filter((size) => size >= Math.max(servers, fewestServersOf(offered)))
  return fc
    .tuple(fc.nat(RARELY - 1), fc.constantFrom(...sizes))
    .map(([chance, size]) => (chance === 0 ? size : undefined))
}

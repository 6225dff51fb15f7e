import fc from 'fast-check'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { kindsNamed, nemeses } from '../../../nemesis/index.ts'
import { digestText } from '../../base/digest.ts'
import { nodeIds } from '../../base/node-id.ts'
import type { Scenario } from '../scenario.ts'
import type { PlanShape } from './plan-shape.ts'

/** Draws from which the kinds of a scenario are known: a kind of one in four draws is missed once in 300,000 times. */
const DRAWS = 44

/**
 * The kinds of faults that runs of the scenario have, in the order of the catalogue; those that the user named in
 * their place. A scenario says its faults by drawing them, so it is made to draw some.
 */
export function kindsDrawn(scenario: Scenario, { nemesis }: PlanShape): string[] {
  if (nemesis !== undefined) return kindsNamed(nemesis)
  const random = new fc.Random(xoroshiro128plus(digestText(`${scenario.name}/kinds`) | 0))
  const faults = scenario.faults?.({
    members: nodeIds(3),
    chaosFrom: 1000,
    chaosUntil: 5000,
    electionTimeout: 500,
    heartbeat: 100,
  })
  const seen = new Set<string>()
  for (let draw = 0; faults !== undefined && draw < DRAWS; draw++) {
    for (const { kind } of faults.generate(random, undefined).value) seen.add(kind)
  }
  return [...nemeses.keys()].filter((kind) => seen.has(kind))
}

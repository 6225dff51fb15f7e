import { elementAt } from '../../base/element-at.ts'
import { digestText } from '../../base/digest.ts'
import type { Offered } from '../../subject/offers.ts'
import type { Scenario } from '../scenario.ts'
import { served } from '../servable.ts'
import type { PlanShape } from './plan-shape.ts'

/**
 * The scenario itself or, where it stands for several, the one of this seed: `1-7` follows `1-6`, so that a campaign of as
 * many seeds as there are scenarios plays each once.
 */
export function oneOf(scenario: Scenario, seed: string, offered: Offered, shape: PlanShape): Scenario {
  if (scenario.oneOf === undefined) return scenario
  const choice = served(scenario.oneOf, offered, shape).scenarios
  if (choice.length === 0) return scenario
  const number = /\d{1,15}$/.exec(seed)?.[0] ?? ''
  const series = digestText(seed.slice(0, seed.length - number.length))
  return elementAt(choice, (series + Number(number)) % choice.length)
}

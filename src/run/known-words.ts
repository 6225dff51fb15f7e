import { InputError } from '../base/input-error.ts'
import { needTexts } from '../subject/offers.ts'
import { landmarkTexts } from './landmarks.ts'
import type { Scenario } from './scenario.ts'

/**
 * Returns a scenario that somebody else wrote, if its landmarks and needs are such as there are.
 * @throws InputError that names the first that is none, and those there are.
 */
export function withKnownWords(scenario: Scenario): Scenario {
  const { name, landmarks, needs = [] } = scenario
  assertAmong(landmarks, Object.keys(landmarkTexts), `scenario ${name}: landmarks`)
  assertAmong(needs, Object.keys(needTexts), `scenario ${name}: needs`)
  return scenario
}

function assertAmong(words: unknown, known: readonly string[], where: string): void {
  if (!Array.isArray(words)) throw new InputError(`must be a list of ${known.join(', ')}`, { field: where })
  const stranger: unknown = words.find((word) => !known.includes(word as string))
  if (stranger !== undefined)
    throw new InputError(`there is no ${JSON.stringify(stranger)}; there are ${known.join(', ')}`, {
      field: where,
    })
}

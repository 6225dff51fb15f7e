import { namesThereAre } from '../base/did-you-mean.ts'
import { InputError } from '../base/input-error.ts'
import { needTexts } from '../subject/offers.ts'
import { coverageMarkTexts } from './coverage-marks.ts'
import type { Scenario } from './scenario.ts'

/**
 * Returns a scenario that somebody else wrote, if its coverage marks and needs are such as there are.
 * @throws InputError that names the first that is none, and those there are.
 */
export function withKnownWords(scenario: Scenario): Scenario {
  const { name, needs = [] } = scenario
  const coverageMarks = presentNames(scenario.coverageMarks)
  assertAmong(coverageMarks, Object.keys(coverageMarkTexts), `scenario ${name}: coverageMarks`)
  assertAmong(needs, Object.keys(needTexts), `scenario ${name}: needs`)
  return { ...scenario, coverageMarks }
}

/** A scenario may be older than the name of a coverage mark. */
function presentNames(marks: Scenario['coverageMarks']): Scenario['coverageMarks'] {
  const former: readonly string[] = ['leaderStruck']
  if (!Array.isArray(marks)) return marks
  return marks.map((mark) => (former.includes(mark) ? 'leaderHit' : mark) as typeof mark)
}

function assertAmong(words: unknown, known: readonly string[], where: string): void {
  if (!Array.isArray(words)) throw new InputError(`must be a list of ${known.join(', ')}`, { field: where })
  const stranger: unknown = words.find((word) => !known.includes(word as string))
  if (stranger !== undefined)
    throw new InputError(
      `there is no ${JSON.stringify(stranger)}${namesThereAre(typeof stranger === 'string' ? stranger : '', known)}`,
      { field: where },
    )
}

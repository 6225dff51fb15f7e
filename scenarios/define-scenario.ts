import { InputError } from '../src/base/input-error.ts'
import type { Scenario } from '../src/run/scenario.ts'

/**
 * Checks and returns a scenario; the way to write one in a module of your own.
 *
 * @example
 * export default defineScenario({
 *   name: 'leader-cut-off',
 *   about: 'The leader is cut off for a second.',
 *   faults: (context) => fc.constant([
 *     { kind: 'partition', shape: 'isolate-one', nodes: 'leader', when: { at: context.chaosFrom }, for: 1000 },
 *   ]),
 *   coverageMarks: ['messagesCut'],
 * })
 * @throws InputError when the name is missing or is not kebab-case.
 */
export function defineScenario(given: Scenario): Scenario {
  const scenario = withFormerName(given)
  if (typeof scenario.name !== 'string' || !/^[a-z][a-z0-9-]*$/.test(scenario.name)) {
    throw new InputError(
      `a scenario needs a name of small letters, digits and dashes, got ${JSON.stringify(scenario.name)}`,
    )
  }
  if (!Array.isArray(scenario.coverageMarks) || scenario.coverageMarks.length === 0) {
    throw new InputError(
      `scenario ${scenario.name} needs coverageMarks: what must happen for it to prove anything`,
    )
  }
  return scenario
}

/** Coverage marks were called `landmarks`; a scenario written then still runs. */
function withFormerName(scenario: Scenario & { readonly landmarks?: Scenario['coverageMarks'] }): Scenario {
  const { landmarks, ...rest } = scenario
  return landmarks === undefined || 'coverageMarks' in scenario
    ? scenario
    : { ...rest, coverageMarks: landmarks }
}

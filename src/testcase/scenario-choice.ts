import { allSchedules, defineScenario, scenarioNamed, scenarios } from '../../scenarios/index.ts'
import { didYouMean } from '../base/did-you-mean.ts'
import { InputError } from '../base/input-error.ts'
import type { PlanShape } from '../run/drawing/plan-shape.ts'
import { withKnownWords } from '../run/known-words.ts'
import type { Scenario } from '../run/scenario.ts'
import { assertServed, assertSurvives, served, type Served } from '../run/servable.ts'
import type { Offered } from '../subject/offers.ts'
import { assertJudgedProperties } from './judged-properties.ts'
import { isPath, loadExport } from './user-module.ts'

/**
 * The scenarios to run on a target, by name, by path or as defined. Of all that ship with Whitewater, when none is
 * named, those that the target cannot serve are left out; with `leaveOut` also of those that are named.
 * @throws InputError for a name that is none, and for scenarios or faults that are named and cannot be served.
 */
export async function chooseScenarios(
  chosen: readonly (string | Scenario)[],
  target: { readonly name: string; readonly offered: Offered },
  shape: PlanShape,
  { leaveOut = false }: { readonly leaveOut?: boolean } = {},
): Promise<Served> {
  const { name, offered } = target
  if (shape.nemesis !== undefined) assertSurvives(shape.nemesis, name, offered)
  const named = chosen.length === 0 ? scenarios : await resolveChosen(chosen)
  assertJudgedProperties(shape, named)
  if (chosen.length === 0) return served(named, offered, shape)
  const specs = specsOf(chosen, named)
  if (leaveOut) return { ...served(named, offered, shape), specs }
  assertServed(named, name, offered, shape)
  return { scenarios: named, leftOut: [], specs }
}

/** A scenario of the user's is found again by the path of its module. */
const specsOf = (
  chosen: readonly (string | Scenario)[],
  scenarios: readonly Scenario[],
): NonNullable<Served['specs']> =>
  Object.fromEntries(
    scenarios.flatMap(({ name }, position) => {
      const spec = chosen[position]
      return typeof spec === 'string' && spec !== name ? [[name, spec]] : []
    }),
  )

/**
 * Scenarios by name, by path or as defined.
 * @throws InputError for a name that is none, and for words in a scenario that mean nothing.
 */
export function resolveChosen(chosen: readonly (string | Scenario)[]): Promise<readonly Scenario[]> {
  return Promise.all(
    chosen.map((one) =>
      typeof one === 'string' ? resolveScenario(one) : Promise.resolve(withKnownWords(defineScenario(one))),
    ),
  )
}

export async function resolveScenario(name: string): Promise<Scenario> {
  const known = scenarioNamed(name)
  if (known !== undefined) return known
  if (isPath(name))
    return withKnownWords(
      defineScenario(await loadExport(name, 'scenario', isScenario, 'defineScenario({ ... })')),
    )
  const near = didYouMean(
    name,
    [...scenarios, ...allSchedules].map((one) => one.name),
  )
  const all = `there are ${scenarios.map((one) => one.name).join(', ')}, the schedules ${allSchedules.map((one) => one.name).join(', ')}`
  throw new InputError(
    `there is no scenario "${name}"${near}; ${near === '' ? all : 'whitewater list has them all'}, or give the path of a module: ./my-scenario.ts`,
  )
}

function isScenario(value: unknown): value is Scenario {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    ('coverageMarks' in value || 'landmarks' in value)
  )
}

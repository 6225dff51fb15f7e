import { defineScenario, scenarios } from '../../scenarios/index.ts'
import { InputError } from '../base/input-error.ts'
import type { Scenario } from '../run/scenario.ts'
import { isPath, loadExport } from './user-module.ts'

/**
 * Scenarios by name, or by path of a user's module; all that ship with Whitewater when none is named.
 * @throws InputError for a name that is none.
 */
export async function resolveScenarios(names: readonly string[]): Promise<readonly Scenario[]> {
  if (names.length === 0) return scenarios
  return Promise.all(names.map(resolveScenario))
}

export async function resolveScenario(name: string): Promise<Scenario> {
  const known = scenarios.find((scenario) => scenario.name === name)
  if (known !== undefined) return known
  if (isPath(name))
    return defineScenario(await loadExport(name, 'scenario', isScenario, 'defineScenario({ ... })'))
  const near = scenarios.map((scenario) => scenario.name).join(', ')
  throw new InputError(
    `there is no scenario "${name}"; there are ${near}, or give the path of a module: ./my-scenario.ts`,
  )
}

function isScenario(value: unknown): value is Scenario {
  return typeof value === 'object' && value !== null && 'name' in value && 'landmarks' in value
}

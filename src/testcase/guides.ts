import { Guide } from '../guidance/guide.ts'
import type { Plan } from '../run/plan.ts'
import type { TestCase } from './test-case.ts'
import type { Guidance } from './work-order.ts'

/** The guided searches of one process: one for each scenario, which learns from run to run. */
export class Guides {
  readonly #guides = new Map<string, Guide>()

  /** Undefined: the order is not of a guided search. What it is told of takes the place of what was learned. */
  of(scenario: string, guidance: Guidance | undefined): Guide | undefined {
    if (guidance === undefined) return undefined
    const { name, entries } = guidance
    const key = JSON.stringify([name, scenario])
    const known = entries === undefined ? this.#guides.get(key) : undefined
    const guide = known ?? new Guide(name, entries)
    this.#guides.set(key, guide)
    return guide
  }
}

/** The test case that a guide would have made in the place of one that is drawn; `mutant`: its plan, where it is another one. */
export function guidedCase(
  drawn: TestCase,
  guide: Guide | undefined,
): { readonly testCase: TestCase; readonly mutant?: Plan } {
  if (guide === undefined) return { testCase: drawn }
  const { plan, isMutant } = guide.next(drawn.plan())
  if (!isMutant) return { testCase: drawn }
  const mutant = drawn.safe(plan)
  return { testCase: drawn.withPlan(mutant), mutant }
}

import { hostFor, type HostOptions } from '../isolation/host-options.ts'
import { offersOf } from '../subject/offers.ts'
import type { Target } from '../subject/target.ts'
import { InProcessHost } from '../testcase/in-process-host.ts'
import { chooseScenarios } from '../testcase/scenario-choice.ts'
import type { SubjectChoice, SubjectHost } from '../testcase/subject-host.ts'
import { withOptionsOf } from '../testcase/target-maker.ts'

/** The target as tokens and reports call it. */
export const nameOfTarget = (target: string | Target): string =>
  typeof target === 'string' ? target : target.name

/**
 * Opens what runs a target; who asks for it closes it, whatever happens. A target at hand runs in this process. Scenarios
 * that the target cannot do are left out, whether they are named or not.
 * @throws InputError for an option that is wrong, or what is chosen and cannot be had.
 */
export function hostOfTarget(
  target: string | Target,
  { scenarios, shape = {} }: Omit<SubjectChoice, 'target'>,
  options: HostOptions,
): SubjectHost {
  if (typeof target === 'string') return hostFor(options, { target, scenarios, shape, leaveOut: true })
  const make = withOptionsOf(target)
  const load = async () => {
    const offered = offersOf(make({ settings: {} }))
    return {
      make,
      ...(await chooseScenarios(scenarios, { name: target.name, offered }, shape, { leaveOut: true })),
    }
  }
  return new InProcessHost(load, target.name)
}

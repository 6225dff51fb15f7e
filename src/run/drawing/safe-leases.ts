import { keepsClocksWithin, type FaultPlan } from '../../../nemesis/index.ts'
import { defaultConfig } from '../../raft/core/index.ts'
import { restsOnLeases, withoutLeases } from '../../subject/leases.ts'
import { offersOf } from '../../subject/offers.ts'
import type { Target } from '../../subject/target.ts'
import type { Plan } from '../plan.ts'
import { withSafeReads } from './draw-settings.ts'

/** What of a plan decides whether leases can hold. */
type Disturbed = Pick<Plan, 'faults'> & { readonly steps?: readonly unknown[] | undefined }

/** Whether clocks keep within what leases allow for. Steps hurry clocks until servers stand, and slow them. */
const areClocksBounded = ({ faults, steps }: Disturbed): boolean =>
  steps === undefined &&
  faults.every((fault: FaultPlan) => keepsClocksWithin(fault, defaultConfig.maxClockDrift))

/** The settings, without leases where clocks go further astray than leases allow for. */
export function withSafeLeases(
  target: Pick<Target, 'offers' | 'options'>,
  settings: Plan['settings'],
  disturbed: Disturbed,
): Plan['settings'] {
  const offered = offersOf(target)
  if (offered.builtInRaftSettings) return withSafeReads(settings, disturbed.faults)
  if (areClocksBounded(disturbed) || !restsOnLeases(settings, offered)) return settings
  return withoutLeases(settings, offered, target.options)
}

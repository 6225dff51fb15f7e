import type { PlanShape } from '../run/draw-plan.ts'
import type { LandmarkName } from '../run/landmarks.ts'
import type { Scenario } from '../run/scenario.ts'

/** What must happen in any run whatever its faults. */
const always: readonly LandmarkName[] = ['leaderElected', 'operationSucceeded']

/** Landmarks that a campaign counts for a scenario: those it needs, and those of any run. */
export const countedLandmarks = ({ landmarks }: Pick<Scenario, 'landmarks'>): readonly LandmarkName[] => [
  ...new Set([...landmarks, ...always]),
]

/** Landmarks it must pass; with faults of the user's in place of its own, only those of any run. */
export function neededLandmarks(
  { landmarks }: Pick<Scenario, 'landmarks'>,
  { nemesis }: PlanShape,
): readonly LandmarkName[] {
  return nemesis === undefined ? landmarks : always
}

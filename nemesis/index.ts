/** Faults as data: what can be done to a cluster, when, to whom; the engine that does it and keeps the books. */
export { FaultStatisticsKeeper, idleFaults } from './fault-statistics.ts'
export { keepsClocksWithin } from './kinds/clock-skew.ts'
export { composeFaults, type ComposeOptions, type Mode } from './compose.ts'
export { Draws, MiddleDraws } from './draws.ts'
export { Nemesis } from './engine.ts'
export {
  drawn,
  eachServer,
  faultKind,
  type FaultContext,
  type FaultKind,
  type Activation,
} from './fault-kind.ts'
export { describeWhen, type FaultPlan, type When } from './fault-plan.ts'
export { leaderless } from './modes/leaderless.ts'
export { type KindChoice } from './modes/wanted.ts'
export {
  capabilitiesNeeded,
  describeFault,
  kindsNamed,
  kindsThatNeed,
  nemeses,
  nemesisGroups,
  type AnyFaultPlan,
} from './nemeses.ts'
export { faultPlanSchema, parseFaults } from './parse-faults.ts'
export { phases } from './protocol-phase.ts'
export { recipes } from './recipes/index.ts'
export { type Recipe } from './recipes/recipe.ts'
export { minorityOf, resolve, type Selector } from './selector.ts'

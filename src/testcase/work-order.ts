import type { PlanShape } from '../run/drawing/plan-shape.ts'

/** Runs of one scenario for a worker to make. */
export interface WorkOrder {
  readonly scenario: string
  /** In place of the campaign's own target. */
  readonly target?: string
  readonly shape: PlanShape
  readonly seeds: readonly string[]
}

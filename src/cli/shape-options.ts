import { defined } from '../base/defined.ts'
import type { Millis } from '../base/time.ts'
import type { PlanShape } from '../run/drawing/draw-plan.ts'

/** Options that fix what a plan would otherwise draw. */
export interface ShapeOptions {
  readonly nodes?: number
  readonly concurrency?: number
  readonly rate?: number
  readonly timeLimit?: Millis
  readonly nemesis?: readonly string[]
}

export function planShape({ nodes, concurrency, rate, timeLimit, nemesis }: ShapeOptions): PlanShape {
  return {
    ...defined({ nodes, clients: concurrency, rate, timeLimit, nemesis }),
  }
}

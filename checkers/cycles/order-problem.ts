import type { OrderGraph } from './order-graph.ts'

/** What one transaction needs and does. States of keys are numbers; those of different keys differ. */
export interface Step {
  /** Whether it took effect for certain; another may be left out. */
  readonly required: boolean
  readonly reads: readonly { readonly key: number; readonly state: number }[]
  readonly writes: readonly StepWrite[]
}

export interface StepWrite {
  readonly key: number
  readonly apply: (state: number) => number
  /** The state it leads to from any other; absent when it leads to states that no other step leads to. */
  readonly gives?: number
}

export interface OrderProblem {
  readonly graph: OrderGraph
  /** By transaction; undefined for one that has no part. */
  readonly steps: readonly (Step | undefined)[]
  /** By key. */
  readonly initial: readonly number[]
  /** Which of the nodes to try first, the lowest first. */
  readonly priority: (node: number) => number
}

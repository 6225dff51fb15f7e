import type { Millis } from '../base/time.ts'
import type { LatencyPlan } from './latency.ts'
import type { NetworkPlan } from './network.ts'

/** How the world behaves when no fault is on. */
export interface WorldPlan {
  readonly network: NetworkPlan
  /** How long a sync takes: at least `min`, plus an exponential draw around `mean`. */
  readonly disk: { readonly min: Millis; readonly mean: Millis }
  /** How long a client's request or its answer travels. */
  readonly client: LatencyPlan
}

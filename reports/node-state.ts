import type { NodeId } from '../src/base/node-id.ts'
import type { Role } from '../src/record/node-view.ts'
import type { StatePatch, Trace, TraceEntry } from '../src/record/trace.ts'

/** Why a message that was sent in the shown run may be without arrival, and is not a fault. */
export const STILL_IN_FLIGHT = 'in flight'

/**
 * All that is known of a server after a step. A field that is absent was never shown by the subject:
 * reports say "not exposed", never blank.
 */
export interface NodeState {
  readonly status?: 'up' | 'down' | 'paused'
  readonly role?: Role
  readonly currentTerm?: number
  readonly votedFor?: NodeId | null
  readonly commitIndex?: number
  readonly lastApplied?: number
  readonly firstIndex?: number
  readonly log?: readonly TraceEntry[]
  readonly durable?: NonNullable<StatePatch['durable']> | null
  readonly matchIndex?: NonNullable<StatePatch['matchIndex']> | null
  readonly nextIndex?: NonNullable<StatePatch['nextIndex']> | null
  readonly timers?: NonNullable<StatePatch['timers']> | null
  readonly leader?: NodeId | null
  readonly members?: NonNullable<StatePatch['members']>
  readonly snapshotIndex?: number | null
  readonly stateDigest?: string | null
}

/** State of every server, by its id. Servers that did not start yet are absent. */
export type ClusterState = ReadonlyMap<NodeId, NodeState>

/** The state after a patch; the patched state itself stays as it was. */
export function patched(state: NodeState, patch: StatePatch): NodeState {
  const { log, ...scalars } = patch
  if (log === undefined) return { ...state, ...scalars }
  return { ...state, ...scalars, log: keptBefore(state.log ?? [], log.from).concat(log.entries) }
}

/**
 * A log has no holes, so where an index stands is known from its first entry; behind a snapshot that ends past it nothing is
 * left of the log before.
 */
function keptBefore(log: readonly TraceEntry[], index: number): TraceEntry[] {
  const kept = Math.max(0, index - (log[0]?.index ?? index))
  return kept > log.length ? [] : log.slice(0, kept)
}

/**
 * The cluster after each step, in the order of the steps, without the logs: those would be copied at every
 * append. Unchanged servers are shared between the steps.
 */
export function statesAfter(trace: Trace): ClusterState[] {
  let current = new Map<NodeId, NodeState>()
  return trace.steps.map((step) => {
    if (step.node !== undefined && step.state !== undefined) {
      const { log: _, ...scalars } = step.state
      current = new Map(current)
      current.set(step.node, { ...current.get(step.node), ...scalars })
    }
    return current
  })
}

import type { Json } from '../base/json.ts'
import { nodeIds, type NodeId } from '../base/node-id.ts'
import type { Plan } from '../run/plan.ts'
import { offersOf } from '../subject/offers.ts'
import type { Target } from '../subject/target.ts'
import { callOf, Knowledge, type Call } from '../workload/index.ts'

/** A call of a client: each client calls once. */
export interface ClientCall {
  /** From 0, in the order in which they call. */
  readonly client: number
  readonly call: Call
  /** By which number in which session servers know it. Default: the first one in a session of its client's own. */
  readonly as?: AsRequest
}

/** What a request says of its session. */
export interface AsRequest {
  readonly session: number
  readonly sequence: number
  readonly acknowledged?: number
}

const KEY = 'x'

interface CallOptions {
  /** Each may also write if nothing was written, which two can not. */
  readonly compares?: boolean
  /** Each may also let a server go. */
  readonly changesMembers?: boolean
}

/**
 * What the first so many clients may call. Of registers, each may write a value of its own or read; of another service, each
 * calls what a client of the plan would.
 */
export function clientCalls(
  plan: Plan,
  target: Target,
  clients: number,
  { compares = false, changesMembers = false }: CallOptions = {},
): readonly ClientCall[] {
  const { functions, electionsOnly } = offersOf(target)
  if (electionsOnly) return []
  const { kind, operations } = plan.workload
  const numbers = Array.from({ length: clients }, (_, client) => client)
  if (kind === 'directory' || kind === 'ledger') {
    return numbers.flatMap((client) => {
      const operation = operations[client]
      return operation === undefined
        ? []
        : [{ client, call: callOf(plan.workload, operation, client, new Knowledge()) }]
    })
  }
  const can = (f: string): boolean => functions.includes(f)
  const change = (client: number): Json =>
    can('write') ? client + 1 : [client === 0 ? null : client, client + 1]
  return numbers.flatMap((client) => [
    { client, call: { f: can('write') ? 'write' : 'cas', key: KEY, value: change(client) } },
    ...(compares && can('write') && can('cas')
      ? [{ client, call: { f: 'cas', key: KEY, value: [null, client + 1] } }]
      : []),
    // who reads first reads what was there
    ...(can('read') && client > 0 ? [{ client, call: { f: 'read', key: KEY, value: null } }] : []),
    ...(changesMembers ? nodeIds(plan.nodes).map((id) => ({ client, call: without(id, plan, target) })) : []),
  ])
}

/** A server leaves: by its name, or by the list of those who stay, as the target takes it. */
function without(leaving: NodeId, { nodes }: Plan, target: Target): Call {
  const value = offersOf(target).builtInRaftSettings
    ? { remove: [leaving] }
    : nodeIds(nodes).filter((id) => id !== leaving)
  return { f: 'reconfigure', value }
}

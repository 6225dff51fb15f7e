import type { Json } from '../../base/json.ts'
import type { NodeId } from '../../base/node-id.ts'
import type { Input, MembershipChange } from '../core/index.ts'

/** What an operator asks of a server: `{ f, value }`, in the place of a client's call. */
export type AdminCall =
  /** `value`: the change, and with it a `context` that goes into the log along with it. */
  | { readonly f: 'reconfigure'; readonly value: MembershipChange & { readonly context?: Json } }
  /** `value`: the next leader; null leaves the choice to the present one. */
  | { readonly f: 'transfer-leadership'; readonly value: NodeId | null }

/** The input to the core that an operator's call is; undefined for the call of a service. */
export function adminInput(call: Json, request: number): Input | undefined {
  const { f, value } = (call ?? {}) as { readonly f?: Json; readonly value?: Json }
  if (f === 'transfer-leadership')
    return { type: 'transfer', request, to: typeof value === 'string' ? value : null }
  if (f !== 'reconfigure') return undefined
  const { add, remove, learners, context = null } = (value ?? {}) as { readonly [field: string]: Json }
  const change = { add: nodes(add), remove: nodes(remove), learners: nodes(learners) }
  return { type: 'reconfigure', request, change, context }
}

const nodes = (value: Json | undefined): readonly NodeId[] =>
  Array.isArray(value) ? value.filter((node) => typeof node === 'string') : []

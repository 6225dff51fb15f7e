import type { Json } from '../base/json.ts'
import type { NodeId } from '../base/node-id.ts'
import type { Outcome } from '../history/operation.ts'
import type { RaftNode } from '../target/contract.ts'
import { offersOf } from '../target/offers.ts'
import type { Target } from '../target/target.ts'

type Node = RaftNode<unknown, unknown>
type Done = (outcome: Outcome<unknown>) => void

/** Hands a call to a server: a client's to `submit`, an operator's to the method that is for it. */
export function callNode(target: Target, node: Node, call: Json, done: Done): void {
  const { f, value } = (call ?? {}) as { readonly f?: Json; readonly value?: Json }
  if (target.operator === 'submit') node.submit(call, done)
  else if (f === 'reconfigure') node.reconfigure?.(value as readonly NodeId[], done)
  else if (f === 'transfer-leadership') node.transfer?.(value as NodeId, done)
  else node.submit(call, done)
}

/** What a node lacks that its target has promised, in words; undefined when it has all. */
export function missingMethod(target: Target, node: Partial<Node> | null | undefined): string | undefined {
  const { receive, submit, reconfigure, transfer } = node ?? {}
  const { electionsOnly, membership, transfer: transfers } = offersOf(target)
  const isFunction = (method: unknown): boolean => typeof method === 'function'
  // who elects and does nothing else is never called
  if (!isFunction(receive) || !(isFunction(submit) || electionsOnly))
    return 'create(environment) must return a RaftNode: { receive, submit, view?, stop? }'
  if (target.operator === 'submit') return undefined
  const broken = (offer: string, method: string): string =>
    `offers.${offer} is declared, and create(environment) returned a node without ${method}`
  if (membership && !isFunction(reconfigure)) return broken('membership', 'reconfigure(members, done)')
  if (transfers && !isFunction(transfer)) return broken('transfer', 'transfer(to, done)')
  return undefined
}

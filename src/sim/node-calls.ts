import type { Json } from '../base/json.ts'
import type { NodeId } from '../base/node-id.ts'
import { valueText } from '../base/value-text.ts'
import type { Outcome } from '../record/operation.ts'
import type { RaftNode } from '../subject/contract.ts'
import { ContractBreach } from '../subject/contract-breach.ts'
import { offersOf } from '../subject/offers.ts'
import type { Target } from '../subject/target.ts'

type Node = RaftNode<unknown, unknown>
type Done = (outcome: Outcome<unknown>) => void

/** Hands a call to a server: a client's to `submit`, an operator's to the method that is for it. */
export function callNode(target: Target, node: Node, call: Json, done: Done): void {
  const { f, value } = (call ?? {}) as { readonly f?: Json; readonly value?: Json }
  if (target.operator === 'submit') node.submit(call, done)
  else if (f === 'reconfigure') node.reconfigure?.(value as readonly NodeId[], done)
  else if (f === 'transfer-leadership') node.transfer?.(value as NodeId, done)
  else if (f === 'take-snapshot') node.snapshot?.(done)
  else node.submit(call, done)
}

/** The breach of a node that lacks what every node has, or what its target has promised. */
export function malformedNode(target: Target, node: Node | null | undefined): ContractBreach | undefined {
  const { receive, submit, reconfigure, transfer, snapshot } = (node ?? {}) as Partial<Node>
  const { electionsOnly, membership, transfer: transfers, snapshotsOnRequest } = offersOf(target)
  const isFunction = (method: unknown): boolean => typeof method === 'function'
  // who elects and does nothing else is never called
  if (!isFunction(receive) || !(isFunction(submit) || electionsOnly))
    return breachOf(
      `gave ${valueText(node)}; it must return a RaftNode: { receive, submit, view?, stop? }`,
      'create',
    )
  if (target.operator === 'submit') return undefined
  const broken = (offer: string, method: string): ContractBreach =>
    breachOf(`gave a node without ${method}, and offers.${offer} is declared`, offer)
  if (membership && !isFunction(reconfigure)) return broken('membership', 'reconfigure(members, done)')
  if (transfers && !isFunction(transfer)) return broken('transfer', 'transfer(to, done)')
  if (snapshotsOnRequest === true && !isFunction(snapshot)) return broken('snapshots', 'snapshot(done)')
  return undefined
}

const breachOf = (what: string, shape: string): ContractBreach =>
  new ContractBreach('well-formed-node', shape, `create(environment) ${what}`)

import type { Decision, Script } from '../record/decision.ts'
import type { NodeId } from '../base/node-id.ts'

/** The script with servers and clients numbered in the order they appear, so that equal bugs look equal. */
export function renumbered(script: Script): Script {
  const nodes = new Map<NodeId, NodeId>()
  const clients = new Map<number, number>()
  const node = (id: NodeId): NodeId => {
    const known = nodes.get(id)
    if (known !== undefined) return known
    const next = `n${nodes.size + 1}`
    nodes.set(id, next)
    return next
  }
  const client = (id: number): number => {
    const known = clients.get(id)
    if (known !== undefined) return known
    clients.set(id, clients.size)
    return clients.size - 1
  }
  return script.map((decision): Decision => {
    switch (decision.do) {
      case 'deliver':
        return { ...decision, from: node(decision.from), to: node(decision.to) }
      case 'submit': {
        const own = { ...decision, client: client(decision.client), node: node(decision.node) }
        return decision.session === undefined ? own : { ...own, session: client(decision.session) }
      }
      case 'retry':
        return { ...decision, client: client(decision.client), node: node(decision.node) }
      default:
        return { ...decision, node: node(decision.node) }
    }
  })
}

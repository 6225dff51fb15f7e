import type { Decision, Script } from '../record/decision.ts'
import type { Json } from '../base/json.ts'
import type { NodeId } from '../base/node-id.ts'
import { housekeeping } from '../record/judged-history.ts'

/** Calls whose values name servers. */
const namesServers = (call: Json): boolean =>
  typeof call === 'object' && call !== null && 'f' in call && housekeeping.has(String(call.f))

/** A value with each text in it replaced. */
function withTexts(value: Json, replace: (text: string) => string): Json {
  if (typeof value === 'string') return replace(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((one: Json) => withTexts(one, replace))
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withTexts(one, replace)]))
}

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
  const called = (call: Json): Json => {
    if (!namesServers(call)) return call
    const { value = null } = call as { readonly value?: Json }
    const renamed = withTexts(value, (text) => (/^n\d+$/.test(text) ? node(text) : text))
    return { ...(call as { readonly [name: string]: Json }), value: renamed }
  }
  return script.map((decision): Decision => {
    switch (decision.do) {
      case 'deliver':
        return { ...decision, from: node(decision.from), to: node(decision.to) }
      case 'submit': {
        const own = {
          ...decision,
          client: client(decision.client),
          node: node(decision.node),
          call: called(decision.call),
        }
        return decision.session === undefined ? own : { ...own, session: client(decision.session) }
      }
      case 'retry': {
        const own = { ...decision, client: client(decision.client), node: node(decision.node) }
        return decision.call === undefined ? own : { ...own, call: called(decision.call) }
      }
      default:
        return { ...decision, node: node(decision.node) }
    }
  })
}

/** Functions whose numbers are what clients write, one each: any others would do. */
const writes = new Set(['write', 'cas', 'add', 'append', 'enqueue'])

/** The script with keys named `k1`, `k2` and values written 1, 2, in the order they appear. */
export function withPlainValues(script: Script): Script {
  const keys = new Map<string, string>()
  const values = new Map<number, number>()
  const keyOf = (key: string): string => {
    if (!keys.has(key)) keys.set(key, `k${keys.size + 1}`)
    return keys.get(key) as string
  }
  const valueOf = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(valueOf)
    if (typeof value !== 'number') return value
    if (!values.has(value)) values.set(value, values.size + 1)
    return values.get(value) as number
  }
  const plain = (call: Json): Json => {
    if (typeof call !== 'object' || call === null || Array.isArray(call)) return call
    const { f, key, value = null } = call as { readonly [name: string]: Json }
    if (typeof f !== 'string' || housekeeping.has(f)) return call
    return {
      ...call,
      ...(typeof key === 'string' && { key: keyOf(key) }),
      ...(writes.has(f) && { value: valueOf(value) }),
    }
  }
  return script.map((one) =>
    (one.do === 'submit' || one.do === 'retry') && one.call !== undefined
      ? { ...one, call: plain(one.call) }
      : one,
  )
}

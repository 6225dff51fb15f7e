import { nodeIds, type NodeId } from '../base/node-id.ts'
import type { Decision, Script } from '../record/decision.ts'
import type { Plan } from '../run/plan.ts'
import { withServers } from './with-servers.ts'

/** A script on the cluster of a plan. */
export interface ScriptedPlan {
  readonly plan: Plan
  readonly script: Script
}

/** Clusters with more servers have too many ways to become smaller. */
const MAX_SERVERS = 6

/**
 * The script on smaller clusters, the smallest first: some servers go with all that happens to them, some become one, to which happens what
 * happened to each of them. Where a majority is less, an election takes fewer votes: what a cluster of five shows in 28 events one
 * of three may show in 20.
 * @returns nothing where settings or calls name servers.
 */
export function* onFewerServers({ plan, script }: ScriptedPlan, fewest: number): Generator<ScriptedPlan> {
  const { nodes } = plan
  if (nodes > MAX_SERVERS || namesServers(plan, script)) return
  for (let size = Math.max(1, fewest); size < nodes; size++) {
    for (const groups of groupings(nodes, size)) {
      yield { plan: withServers(plan, size), script: regrouped(script, nodes, groups) }
    }
  }
}

/** A change of members, a hand-over, or a part of the servers that has votes. */
const namesServers = ({ settings }: Plan, script: Script): boolean =>
  settings['voters'] !== undefined ||
  script.some((one) => one.do === 'submit' && /"n\d+"/.test(JSON.stringify(one.call)))

/** Of each server which it becomes, -1: it goes. The servers that are left are numbered in order. */
function* groupings(
  nodes: number,
  size: number,
  groups: readonly number[] = [],
  used = 0,
): Generator<readonly number[]> {
  if (groups.length === nodes) {
    if (used === size) yield groups
    return
  }
  if (size - used > nodes - groups.length) return
  yield* groupings(nodes, size, [...groups, -1], used)
  for (let group = 0; group < used; group++) yield* groupings(nodes, size, [...groups, group], used)
  if (used < size) yield* groupings(nodes, size, [...groups, used], used + 1)
}

function regrouped(script: Script, nodes: number, groups: readonly number[]): Script {
  const ids = nodeIds(nodes)
  const becomes = new Map(
    ids.flatMap((id, at): [NodeId, NodeId][] => {
      const group = groups[at] ?? -1
      return group < 0 ? [] : [[id, ids[group] ?? id]]
    }),
  )
  return script.flatMap((decision): Decision[] => {
    if (decision.do === 'deliver') {
      const [from, to] = [becomes.get(decision.from), becomes.get(decision.to)]
      return from === undefined || to === undefined || from === to ? [] : [{ ...decision, from, to }]
    }
    const node = becomes.get(decision.node)
    return node === undefined ? [] : [{ ...decision, node }]
  })
}

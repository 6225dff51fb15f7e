import { z } from 'zod'
import { drawNodes, drawOutage, drawTiming } from '../draw-timing.ts'
import { eachServer, faultKind, type Activation } from '../fault-kind.ts'
import { timing } from '../fault-plan.ts'
import { describeSelector, resolve, selectorSchema } from '../selector.ts'
import type { NodeId } from '../../src/base/node-id.ts'
import type { FaultStatistics, FaultSurface, Unsynced } from '../../src/subject/fault-surface.ts'

const schema = z.strictObject({
  kind: z.literal('crash'),
  ...timing,
  nodes: selectorSchema,
  unsynced: z.enum(['lose', 'keep', 'prefix', 'subset']),
})

export type CrashPlan = z.infer<typeof schema>

/** Servers die, stay down for `for`, and start again with what their disks hold. */
export const crash = faultKind<CrashPlan>({
  kind: 'crash',
  summary: 'servers die and restart with what their disks hold',
  needs: ['process', 'persistence'],
  shownAs: 'steps',
  schema,
  draw(draws, context) {
    const time = drawTiming(draws, context, drawOutage(draws, context), [
      'voted',
      'candidate',
      'leader',
      'proposed',
      'appended',
      'committed',
      'wrote',
    ])
    const nodes = drawNodes(draws, time, [
      'leader',
      'any',
      'up-to-date-follower',
      'follower',
      'minority',
      'majority',
      'all',
    ])
    return { kind: 'crash', ...time, nodes, unsynced: draws.pick(['lose', 'keep', 'prefix', 'subset']) }
  },
  describe: (plan) =>
    `crash ${describeSelector(plan.nodes)} for ${plan.for} ms, unsynced writes: ${fate[plan.unsynced]}`,
  aim: (plan, surface, statistics, subject) =>
    crashServers(resolve(plan.nodes, surface, subject), plan.unsynced, surface, statistics),
})

export const fate: { readonly [unsynced in Unsynced]: string } = {
  lose: 'all lost',
  keep: 'kept',
  prefix: 'a prefix survives',
  subset: 'any of them survive',
}

/** Those servers crash at once; healing restarts them. */
export function crashServers(
  nodes: readonly NodeId[],
  unsynced: Unsynced,
  { process }: FaultSurface,
  statistics: FaultStatistics,
): Activation {
  return eachServer(nodes, {
    begin: (node) => process?.crash(node, unsynced, statistics),
    heal: (node) => process?.restart(node, statistics),
  })
}

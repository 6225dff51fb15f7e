import { z } from 'zod'
import type { NodeId } from '../../src/base/node-id.ts'
import type { Disturbance, FaultStatistics, FaultSurface } from '../../src/subject/fault-surface.ts'
import type { Draws } from '../draws.ts'
import { drawNodes, drawSpell, drawTiming } from '../draw-timing.ts'
import type { FaultContext, Activation } from '../fault-kind.ts'
import { timing } from '../fault-plan.ts'
import { describeSelector, resolve, selectorSchema, type Selector } from '../selector.ts'

/** What the kinds that disturb messages share: whose links, and in which direction as those servers see it. */
export const links = {
  ...timing,
  nodes: selectorSchema,
  direction: z.enum(['in', 'out', 'both']),
}

interface Links {
  readonly nodes: Selector
  readonly direction: 'in' | 'out' | 'both'
}

/** Half of the draws disturb every link, the others those of a server or a few. */
export function drawLinks(draws: Draws, context: FaultContext) {
  const time = drawTiming(draws, context, drawSpell(draws, context), ['leader', 'candidate', 'proposed'])
  const nodes = drawNodes(draws, time, ['all', 'all', 'all', 'leader', 'any', 'minority'])
  return { ...time, nodes, direction: nodes === 'all' ? 'both' : draws.pick(['both', 'in', 'out']) } as const
}

export function describeLinks({ nodes, direction }: Links): string {
  const whose = describeSelector(nodes)
  return direction === 'both' ? `to and from ${whose}` : direction === 'in' ? `to ${whose}` : `from ${whose}`
}

/** Disturbs the links until healed. */
export function disturbLinks(
  { nodes: selector, direction }: Links,
  disturbance: Disturbance,
  surface: FaultSurface,
  statistics: FaultStatistics,
  subject: NodeId | undefined,
): Activation {
  const { members, network } = surface
  const nodes = resolve(selector, surface, subject)
  const chosen: [NodeId, NodeId][] = []
  for (const from of members) {
    for (const to of members) {
      const touched =
        (direction !== 'in' && nodes.includes(from)) || (direction !== 'out' && nodes.includes(to))
      if (from !== to && touched) chosen.push([from, to])
    }
  }
  return {
    nodes,
    begin() {
      for (const [from, to] of chosen) network?.disturb(from, to, disturbance, statistics)
    },
    heal() {
      for (const [from, to] of chosen) network?.calm(from, to, statistics)
    },
  }
}

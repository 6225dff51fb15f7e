import { z } from 'zod'
import { drawNodes, drawSpell, drawTiming } from '../draw-timing.ts'
import { eachServer, faultKind } from '../fault-kind.ts'
import { millisSchema, timing } from '../fault-plan.ts'
import { describeSelector, resolve, selectorSchema } from '../selector.ts'

const schema = z.strictObject({
  kind: z.literal('slow-disk'),
  ...timing,
  nodes: selectorSchema,
  by: millisSchema,
})

export type SlowDiskPlan = z.infer<typeof schema>

/** Each sync takes `by` longer: the time in which a crash loses what was written grows. */
export const slowDisk = faultKind<SlowDiskPlan>({
  kind: 'slow-disk',
  summary: 'syncs take longer',
  needs: ['disk', 'persistence'],
  shownAs: 'mark',
  schema,
  draw(draws, context) {
    const time = drawTiming(draws, context, drawSpell(draws, context), ['leader'])
    const nodes = drawNodes(draws, time, ['leader', 'all', 'minority', 'any', 'majority'])
    return { kind: 'slow-disk', ...time, nodes, by: draws.lean(1, 2 * context.electionTimeout) }
  },
  describe: (plan) =>
    `slow the disk of ${describeSelector(plan.nodes)} by ${plan.by} ms a sync for ${plan.for} ms`,
  aim(plan, surface, statistics, subject) {
    return eachServer(resolve(plan.nodes, surface, subject), {
      begin: (node) => surface.disk?.slow(node, plan.by, statistics),
      heal: (node) => surface.disk?.slow(node, 0, statistics),
    })
  },
})

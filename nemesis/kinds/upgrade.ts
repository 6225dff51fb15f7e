import { z } from 'zod'
import { elementAt } from '../../src/base/element-at.ts'
import { drawTiming } from '../draw-timing.ts'
import { faultKind } from '../fault-kind.ts'
import { timing } from '../fault-plan.ts'
import { describeSelector, resolve, selectorSchema } from '../selector.ts'

const schema = z.strictObject({
  kind: z.literal('upgrade'),
  ...timing,
  nodes: selectorSchema,
  every: z.int().min(0),
})

export type UpgradePlan = z.infer<typeof schema>

/**
 * A rolling upgrade: one server after the other is killed and started again at once as the next version of its program,
 * with the data of the one before. Where it takes some of the servers only, or the run ends before, versions stay mixed:
 * there is no way back to an older one.
 */
export const upgrade = faultKind<UpgradePlan>({
  kind: 'upgrade',
  summary: 'servers are replaced by their next version, one after the other',
  needs: ['process', 'persistence', 'versions'],
  shownAs: 'steps',
  schema,
  draw(draws, context) {
    const every = draws.lean(context.electionTimeout, 6 * context.electionTimeout)
    const time = drawTiming(draws, context, every * context.members.length, ['leader', 'committed'])
    const nodes = draws.pick(['all', 'all', 'all', 'minority', 'any', 'leader', 'majority'] as const)
    return { kind: 'upgrade', ...time, nodes, every }
  },
  describe: (plan) => `upgrade ${describeSelector(plan.nodes)}, one every ${plan.every} ms`,
  aim(plan, surface, statistics, subject) {
    const nodes = resolve(plan.nodes, surface, subject)
    let next = 0
    let isOver = false
    const step = (): void => {
      if (isOver || next >= nodes.length) return
      surface.process?.upgrade?.(elementAt(nodes, next++), statistics)
      surface.after(plan.every, step)
    }
    return {
      nodes,
      begin: step,
      heal() {
        isOver = true
      },
    }
  },
})

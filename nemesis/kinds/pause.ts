import { z } from 'zod'
import { drawNodes, drawTiming } from '../draw-timing.ts'
import { eachServer, faultKind } from '../fault-kind.ts'
import { timing } from '../fault-plan.ts'
import { describeSelector, resolve, selectorSchema } from '../selector.ts'

const schema = z.strictObject({ kind: z.literal('pause'), ...timing, nodes: selectorSchema })

export type PausePlan = z.infer<typeof schema>

/** Servers stand still, as under SIGSTOP or a long garbage collection, and go on as if nothing had been. */
export const pause = faultKind<PausePlan>({
  kind: 'pause',
  summary: 'servers stand still and go on as if nothing had been',
  needs: ['process'],
  shownAs: 'steps',
  schema,
  draw(draws, context) {
    // a leader must sleep long enough for another to be elected
    const lasts = draws.lean(Math.floor(context.electionTimeout / 2), 8 * context.electionTimeout)
    const time = drawTiming(draws, context, lasts, ['leader', 'proposed', 'committed', 'voted', 'candidate'])
    const nodes = drawNodes(draws, time, ['leader', 'leader', 'any', 'minority', 'majority', 'all'])
    return { kind: 'pause', ...time, nodes }
  },
  describe: (plan) => `pause ${describeSelector(plan.nodes)} for ${plan.for} ms`,
  aim(plan, surface, statistics, subject) {
    return eachServer(resolve(plan.nodes, surface, subject), {
      begin: (node) => surface.process?.pause(node, statistics),
      heal: (node) => surface.process?.resume(node, statistics),
    })
  },
})

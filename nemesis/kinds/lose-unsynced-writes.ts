import { z } from 'zod'
import { crashServers, fate } from './crash.ts'
import { drawNodes, drawOutage, drawTiming } from '../draw-timing.ts'
import { faultKind } from '../fault-kind.ts'
import { timing } from '../fault-plan.ts'
import { describeSelector, resolve, selectorSchema } from '../selector.ts'

const schema = z.strictObject({
  kind: z.literal('lose-unsynced-writes'),
  ...timing,
  nodes: selectorSchema,
  unsynced: z.enum(['lose', 'prefix', 'subset']),
})

export type LoseUnsyncedWritesPlan = z.infer<typeof schema>

/** A power failure: servers die in one instant, and what their disks had not synced is gone or torn. */
export const loseUnsyncedWrites = faultKind<LoseUnsyncedWritesPlan>({
  kind: 'lose-unsynced-writes',
  summary: 'a power failure: servers die at once and lose what was not synced',
  needs: ['process', 'disk', 'persistence'],
  shownAs: 'steps',
  schema,
  draw(draws, context) {
    // what is not synced is there only just after something was written
    const time = drawTiming(draws, context, drawOutage(draws, context), [
      'wrote',
      'appended',
      'committed',
      'voted',
      'proposed',
    ])
    const nodes = drawNodes(draws, time, ['all', 'majority', 'leader', 'minority', 'any'])
    return {
      kind: 'lose-unsynced-writes',
      ...time,
      nodes,
      unsynced: draws.pick(['lose', 'prefix', 'subset']),
    }
  },
  describe: (plan) =>
    `power failure of ${describeSelector(plan.nodes)} for ${plan.for} ms, unsynced writes: ${fate[plan.unsynced]}`,
  aim: (plan, surface, statistics, subject) =>
    crashServers(resolve(plan.nodes, surface, subject), plan.unsynced, surface, statistics),
})

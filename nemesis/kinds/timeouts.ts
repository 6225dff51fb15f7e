import { z } from 'zod'
import { drawNodes, drawSpell, drawTiming } from '../draw-timing.ts'
import { eachServer, faultKind } from '../fault-kind.ts'
import { timing } from '../fault-plan.ts'
import { describeSelector, resolve, selectorSchema } from '../selector.ts'

/** How fast the clock of a server runs whose timeouts come late, in parts per million: a fifth of true time. */
const LATE_RATE = 200_000
const TRUE_RATE = 1_000_000

const schema = z.strictObject({
  kind: z.literal('timeouts'),
  ...timing,
  nodes: selectorSchema,
  timers: z.enum(['early', 'late']),
})

export type TimeoutsPlan = z.infer<typeof schema>

/** Timeouts come at once (an election out of the blue; `for` means nothing), or much too late. */
export const timeouts = faultKind<TimeoutsPlan>({
  kind: 'timeouts',
  summary: 'timeouts come at once, or much too late',
  needs: ['clock'],
  shownAs: 'mark',
  schema,
  draw(draws, context) {
    const timers = draws.pick(['early', 'late'])
    const lasts = timers === 'early' ? 0 : drawSpell(draws, context)
    const time = drawTiming(draws, context, lasts, ['voted', 'leader', 'candidate', 'proposed', 'committed'])
    const nodes = drawNodes(draws, time, [
      'follower',
      'any',
      'lagging-follower',
      'up-to-date-follower',
      'leader',
      'minority',
    ])
    return { kind: 'timeouts', ...time, nodes, timers }
  },
  describe: ({ nodes, timers, for: lasts }) =>
    timers === 'early'
      ? `fire the timers of ${describeSelector(nodes)} at once`
      : `timeouts of ${describeSelector(nodes)} come five times later for ${lasts} ms`,
  aim(plan, surface, statistics, subject) {
    const { clock } = surface
    const nodes = resolve(plan.nodes, surface, subject)
    if (plan.timers === 'early') {
      const up = nodes.filter((node) => surface.status(node) === 'up')
      return eachServer(up, { begin: (node) => clock?.fireTimers(node, statistics), heal: () => undefined })
    }
    return eachServer(nodes, {
      begin: (node) => clock?.rate(node, LATE_RATE, statistics),
      heal: (node) => clock?.rate(node, TRUE_RATE, statistics),
    })
  },
})

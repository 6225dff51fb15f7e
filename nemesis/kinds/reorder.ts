import { z } from 'zod'
import { describeLinks, disturbLinks, drawLinks, links } from './disturb.ts'
import { faultKind } from '../fault-kind.ts'
import { millisSchema, ppmSchema } from '../fault-plan.ts'

const schema = z.strictObject({
  kind: z.literal('reorder'),
  ...links,
  chance: ppmSchema,
  within: millisSchema,
})

export type ReorderPlan = z.infer<typeof schema>

/** Messages are held back by chance, up to `within`, so that later ones overtake them. */
export const reorder = faultKind<ReorderPlan>({
  kind: 'reorder',
  summary: 'messages are held back, so that later ones overtake them',
  needs: ['network'],
  shownAs: 'mark',
  schema,
  draw: (draws, context) => ({
    kind: 'reorder',
    ...drawLinks(draws, context),
    chance: draws.int(50_000, 500_000),
    within: draws.lean(context.heartbeat, 2 * context.electionTimeout),
  }),
  describe: (plan) =>
    `hold back ${plan.chance} ppm of the messages ${describeLinks(plan)} by up to ${plan.within} ms, for ${plan.for} ms`,
  aim: (plan, surface, statistics, subject) =>
    disturbLinks(plan, { reorder: plan.chance, reorderWithin: plan.within }, surface, statistics, subject),
})

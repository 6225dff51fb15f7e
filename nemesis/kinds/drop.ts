import { z } from 'zod'
import { describeLinks, disturbLinks, drawLinks, links } from './disturb.ts'
import { faultKind } from '../fault-kind.ts'
import { ppmSchema } from '../fault-plan.ts'

const schema = z.strictObject({ kind: z.literal('drop'), ...links, chance: ppmSchema })

export type DropPlan = z.infer<typeof schema>

/** Messages get lost, each with the same chance. */
export const drop = faultKind<DropPlan>({
  kind: 'drop',
  summary: 'messages get lost by chance',
  needs: ['network'],
  shownAs: 'mark',
  schema,
  draw: (draws, context) => ({
    kind: 'drop',
    ...drawLinks(draws, context),
    chance: draws.lean(10_000, 300_000),
  }),
  describe: (plan) => `drop ${plan.chance} ppm of the messages ${describeLinks(plan)} for ${plan.for} ms`,
  aim: (plan, surface, statistics, subject) =>
    disturbLinks(plan, { drop: plan.chance }, surface, statistics, subject),
})

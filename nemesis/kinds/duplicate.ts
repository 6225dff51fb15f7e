import { z } from 'zod'
import { describeLinks, disturbLinks, drawLinks, links } from './disturb.ts'
import { faultKind } from '../fault-kind.ts'
import { ppmSchema } from '../fault-plan.ts'

/** The longest a second copy may be on its way. */
export const MAX_COPY = 60_000

const schema = z.strictObject({
  kind: z.literal('duplicate'),
  ...links,
  chance: ppmSchema,
  within: z.int().min(0).max(MAX_COPY),
})

export type DuplicatePlan = z.infer<typeof schema>

/** Messages arrive twice, the second copy up to `within` later: long after the term it speaks of, at times. */
export const duplicate = faultKind<DuplicatePlan>({
  kind: 'duplicate',
  summary: 'messages arrive twice, the second copy up to a minute later',
  needs: ['network'],
  shownAs: 'mark',
  schema,
  draw: (draws, context) => ({
    kind: 'duplicate',
    ...drawLinks(draws, context),
    chance: draws.lean(10_000, 500_000),
    within: Math.min(
      MAX_COPY,
      draws.pick([context.heartbeat, context.electionTimeout, 10 * context.electionTimeout, MAX_COPY]),
    ),
  }),
  describe: (plan) =>
    `duplicate ${plan.chance} ppm of the messages ${describeLinks(plan)}, copies up to ${plan.within} ms later, for ${plan.for} ms`,
  aim: (plan, surface, statistics, subject) =>
    disturbLinks(
      plan,
      { duplicate: plan.chance, duplicateWithin: plan.within },
      surface,
      statistics,
      subject,
    ),
})

import { z } from 'zod'
import { describeLinks, disturbLinks, drawLinks, links } from './disturb.ts'
import { faultKind } from '../fault-kind.ts'
import { millisSchema } from '../fault-plan.ts'

const schema = z
  .strictObject({ kind: z.literal('delay'), ...links, low: millisSchema, high: millisSchema })
  .refine((plan) => plan.low <= plan.high, { path: ['high'], error: 'must not be less than "low"' })

export type DelayPlan = z.infer<typeof schema>

/** Messages take longer, by a time drawn for each from `low` to `high`. */
export const delay = faultKind<DelayPlan>({
  kind: 'delay',
  summary: 'messages take longer',
  needs: ['network'],
  shownAs: 'mark',
  schema,
  draw(draws, context) {
    const low = draws.lean(0, context.heartbeat)
    const high = low + draws.lean(1, 2 * context.electionTimeout)
    return { kind: 'delay', ...drawLinks(draws, context), low, high }
  },
  describe: (plan) =>
    `delay messages ${describeLinks(plan)} by ${plan.low} to ${plan.high} ms for ${plan.for} ms`,
  aim: (plan, surface, statistics, subject) =>
    disturbLinks(plan, { delayLow: plan.low, delayHigh: plan.high }, surface, statistics, subject),
})

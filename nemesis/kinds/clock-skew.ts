import { z } from 'zod'
import { drawNodes, drawSpell, drawTiming } from '../draw-timing.ts'
import { eachServer, faultKind } from '../fault-kind.ts'
import type { Ppm } from '../../src/base/random.ts'
import { millisSchema, timing, type FaultPlan } from '../fault-plan.ts'
import { describeSelector, resolve, selectorSchema } from '../selector.ts'

const TRUE_RATE = 1_000_000

const schema = z.strictObject({
  kind: z.literal('clock-skew'),
  ...timing,
  nodes: selectorSchema,
  rate: z.int().min(1).max(100_000_000),
  jump: millisSchema,
})

/**
 * `rate`: how fast the clocks run, in parts per million of true time; 1,000,000 leaves them right.
 * `jump`: how far they jump ahead as it begins; 0 for not at all.
 */
export type ClockSkewPlan = z.infer<typeof schema>

/** Whether a fault leaves every clock within so many parts per million of true time: what leases rest on. */
export function keepsClocksWithin(fault: FaultPlan, drift: Ppm): boolean {
  if (fault.kind === 'timeouts') return false
  if (fault.kind !== 'clock-skew') return true
  const { jump, rate } = fault as ClockSkewPlan
  return jump === 0 && Math.abs(rate - TRUE_RATE) <= drift
}

/** Clocks run fast or slow, or jump ahead. */
export const clockSkew = faultKind<ClockSkewPlan>({
  kind: 'clock-skew',
  summary: 'clocks run fast or slow, or jump ahead',
  needs: ['clock'],
  shownAs: 'mark',
  schema,
  draw(draws, context) {
    const time = drawTiming(draws, context, drawSpell(draws, context), ['leader'])
    const nodes = drawNodes(draws, time, ['leader', 'any', 'minority', 'majority', 'follower'])
    const change = draws.pick(['slow', 'fast', 'jump'])
    const slow = draws.int(500_000, 900_000)
    const fast = draws.int(1_100_000, 2_000_000)
    const jump = draws.lean(1, 20 * context.electionTimeout)
    return {
      kind: 'clock-skew',
      ...time,
      nodes,
      rate: change === 'slow' ? slow : change === 'fast' ? fast : TRUE_RATE,
      jump: change === 'jump' ? jump : 0,
    }
  },
  describe({ nodes, rate, jump, for: lasts }) {
    const whose = describeSelector(nodes)
    const parts: string[] = []
    if (jump > 0) parts.push(`the clock of ${whose} jumps ahead by ${jump} ms`)
    if (rate !== TRUE_RATE)
      parts.push(`the clock of ${whose} runs at ${rate} ppm of true time for ${lasts} ms`)
    return parts.length === 0 ? `the clock of ${whose} stays right` : parts.join(', and ')
  },
  aim({ nodes: selector, rate, jump }, surface, statistics, subject) {
    const { clock } = surface
    return eachServer(resolve(selector, surface, subject), {
      begin(node) {
        if (rate !== TRUE_RATE) clock?.rate(node, rate, statistics)
        if (jump > 0) clock?.jump(node, jump, statistics)
      },
      heal(node) {
        if (rate !== TRUE_RATE) clock?.rate(node, TRUE_RATE, statistics)
      },
    })
  },
})

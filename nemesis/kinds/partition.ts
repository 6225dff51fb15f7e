import { z } from 'zod'
import type { NodeId } from '../../src/base/node-id.ts'
import type { FaultSurface } from '../../src/subject/fault-surface.ts'
import { drawNodes, drawOutage, drawTiming } from '../draw-timing.ts'
import { faultKind } from '../fault-kind.ts'
import { ppmSchema, timing } from '../fault-plan.ts'
import {
  bridge,
  halves,
  isolate,
  majorityRing,
  oneWay,
  randomDirected,
  type Shape,
} from './partition-shape.ts'
import { describeSelector, resolve, selectorSchema } from '../selector.ts'

const common = {
  kind: z.literal('partition'),
  ...timing,
  /** What becomes of what was sent before. Default `lost`. */
  underWay: z.enum(['lost', 'arrives']).exactOptional(),
}

const schema = z.discriminatedUnion('shape', [
  z.strictObject({ ...common, shape: z.literal('halves') }),
  z.strictObject({ ...common, shape: z.literal('isolate-one'), nodes: selectorSchema }),
  z.strictObject({ ...common, shape: z.literal('bridge') }),
  z.strictObject({ ...common, shape: z.literal('majority-ring') }),
  z.strictObject({
    ...common,
    shape: z.literal('one-way'),
    nodes: selectorSchema,
    direction: z.enum(['in', 'out']),
  }),
  z.strictObject({ ...common, shape: z.literal('leader-with-minority') }),
  z.strictObject({ ...common, shape: z.literal('random-directed'), chance: ppmSchema }),
])

/**
 * A partition of a given shape. `isolate-one` puts the selected servers, usually one, on a side of their
 * own; `chance` is that of each directed link to be cut.
 */
export type PartitionPlan = z.infer<typeof schema>

const shapes = schema.options.map((option) => option.shape.shape.value)

/** Links go dead: what is sent over them never arrives, nor does what is on its way, unless the plan spares it. */
export const partition = faultKind<PartitionPlan>({
  kind: 'partition',
  summary: `links go dead: ${shapes.join(', ')}`,
  needs: ['network'],
  shownAs: 'mark',
  schema,
  draw(draws, context) {
    const shape = draws.pick(shapes)
    const lasts = Math.max(context.heartbeat, drawOutage(draws, context))
    const time = drawTiming(draws, context, lasts, ['leader', 'candidate', 'proposed', 'voted', 'committed'])
    const plan = { kind: 'partition', ...time } as const
    switch (shape) {
      case 'isolate-one':
        return {
          ...plan,
          shape,
          nodes: drawNodes(draws, time, ['leader', 'leader', 'up-to-date-follower', 'any']),
        }
      case 'one-way': {
        const nodes = drawNodes(draws, time, ['leader', 'leader', 'up-to-date-follower', 'minority', 'any'])
        return { ...plan, shape, nodes, direction: draws.pick(['in', 'out']) }
      }
      case 'random-directed':
        return { ...plan, shape, chance: draws.int(100_000, 500_000) }
      default:
        return { ...plan, shape }
    }
  },
  describe: (plan) =>
    `partition for ${plan.for} ms: ${describeShape(plan)}${plan.underWay === 'arrives' ? ', what was sent before arrives' : ''}`,
  aim(plan, surface, statistics, subject) {
    const { network } = surface
    const { cuts, nodes, text } = shapeOf(plan, surface, subject)
    return {
      nodes: cuts.length === 0 ? [] : nodes,
      text,
      begin() {
        for (const [from, to] of cuts) network?.cut(from, to, statistics, plan.underWay)
      },
      heal() {
        for (const [from, to] of cuts) network?.mend(from, to, statistics)
      },
    }
  },
})

function shapeOf(plan: PartitionPlan, surface: FaultSurface, subject: NodeId | undefined): Shape {
  const { members, random } = surface
  switch (plan.shape) {
    case 'halves':
      return halves(members, random)
    case 'isolate-one':
      return isolate(members, resolve(plan.nodes, surface, subject))
    case 'bridge':
      return bridge(members, random)
    case 'majority-ring':
      return majorityRing(members, random)
    case 'one-way':
      return oneWay(members, resolve(plan.nodes, surface, subject), plan.direction)
    case 'leader-with-minority':
      return isolate(members, resolve('leader-minority', surface, subject))
    case 'random-directed':
      return randomDirected(members, plan.chance, random)
  }
}

function describeShape(plan: PartitionPlan): string {
  switch (plan.shape) {
    case 'halves':
      return 'two halves'
    case 'isolate-one':
      return `${describeSelector(plan.nodes)} cut off from the others`
    case 'bridge':
      return 'two sides and a bridge between them'
    case 'majority-ring':
      return 'each server hears another majority'
    case 'one-way':
      return plan.direction === 'in'
        ? `${describeSelector(plan.nodes)} cannot hear the others`
        : `the others cannot hear ${describeSelector(plan.nodes)}`
    case 'leader-with-minority':
      return 'the leader with a minority, a majority without it'
    case 'random-directed':
      return `each direction of each link cut with a chance of ${plan.chance} ppm`
  }
}

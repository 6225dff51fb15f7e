import { faultPlanSchema, type FaultPlan, type Selector } from '../../nemesis/index.ts'
import { defined } from '../base/defined.ts'
import { InputError } from '../base/input-error.ts'
import type { RandomStream } from '../base/random.ts'
import type { Millis } from '../base/time.ts'
import { parsePlan, type Plan } from '../run/plan.ts'

/** What a mutant is made of. */
export interface MutationParts {
  readonly plan: Plan
  /** Another plan of the scenario, drawn with what the user fixed: what is taken from it the user allows. */
  readonly donor: Plan
}

type Mutation = (parts: MutationParts, random: RandomStream) => Plan

/** Mutations of one mutant, at the most, beside the seed of its world. */
const MAX_MUTATIONS = 2
/** How far a fault is moved, either way. */
const MAX_MOVE: Millis = 300
const MAX_FAULTS = 200
const aims: readonly Selector[] = [
  'leader',
  'follower',
  'up-to-date-follower',
  'lagging-follower',
  'candidate',
  'any',
  'minority',
  'leader-minority',
  'majority',
]

/** How often each is chosen: faults decide most of what a run comes to, settings hide some of it. */
const mutations: readonly (readonly [parts: number, mutation: Mutation])[] = [
  [5, withFault],
  [5, withMovedFault],
  [5, withoutFault],
  [2, withFaultTwice],
  [2, withFaultAimedAnew],
  [2, spliced],
  [3, withFaultsElsewhere],
]
const wheel = mutations.flatMap(([parts, mutation]) => Array<Mutation>(parts).fill(mutation))

/**
 * A plan that is like another, in a world with the seed of the donor and, in two of three cases, with one or two things
 * changed. It is valid; what cannot be changed so stays as it is. Its settings are those of before: whether leases can hold
 * under other faults is for who knows the target.
 */
export function mutate({ plan, donor }: MutationParts, random: RandomStream): Plan {
  const { judging: _, ...kept } = plan
  // what is known is said by who runs it now
  let mutant: Plan = { ...kept, ...defined({ judging: donor.judging }), seed: donor.seed }
  const count = random.int(0, MAX_MUTATIONS)
  for (let made = 0; made < count; made++) {
    mutant = validOr(mutant, random.pick(wheel)({ plan: mutant, donor }, random))
  }
  return mutant
}

function validOr(plan: Plan, mutant: Plan): Plan {
  if (mutant.faults.length > MAX_FAULTS) return plan
  try {
    return parsePlan(mutant, 'a mutant')
  } catch (error) {
    if (error instanceof InputError) return plan
    throw error
  }
}

/** From when on a fault may strike. */
const beginOf = ({ when }: FaultPlan): Millis => ('at' in when ? when.at : (when.after ?? 0))

const begunAt = (fault: FaultPlan, at: Millis): FaultPlan => ({
  ...fault,
  when: 'at' in fault.when ? { at } : { ...fault.when, after: at },
})

/** The faults of a plan that name no server that another lacks. */
const faultsFor = ({ faults }: Plan, { nodes }: Plan): readonly FaultPlan[] =>
  faults.filter((fault) =>
    [...JSON.stringify(fault).matchAll(/"n(\d+)"/g)].every(([, number]) => Number(number) <= nodes),
  )

function withFault({ plan, donor }: MutationParts, random: RandomStream): Plan {
  const theirs = faultsFor(donor, plan)
  return theirs.length === 0 ? plan : { ...plan, faults: [...plan.faults, random.pick(theirs)] }
}

/** The plan with one of its faults, drawn, replaced by others. */
function replacing(plan: Plan, random: RandomStream, by: (fault: FaultPlan) => readonly FaultPlan[]): Plan {
  if (plan.faults.length === 0) return plan
  const chosen = random.int(0, plan.faults.length - 1)
  return {
    ...plan,
    faults: plan.faults.flatMap((fault, position) => (position === chosen ? by(fault) : [fault])),
  }
}

const movedFault = (plan: Plan, fault: FaultPlan, random: RandomStream): FaultPlan =>
  begunAt(
    fault,
    Math.max(0, Math.min(Math.floor(plan.healAt), beginOf(fault) + random.int(-MAX_MOVE, MAX_MOVE))),
  )

function withMovedFault({ plan }: MutationParts, random: RandomStream): Plan {
  return replacing(plan, random, (fault) => [movedFault(plan, fault, random)])
}

function withFaultTwice({ plan }: MutationParts, random: RandomStream): Plan {
  return replacing(plan, random, (fault) => [fault, movedFault(plan, fault, random)])
}

function withoutFault({ plan }: MutationParts, random: RandomStream): Plan {
  return plan.faults.length < 2 ? plan : replacing(plan, random, () => [])
}

function withFaultAimedAnew({ plan }: MutationParts, random: RandomStream): Plan {
  return replacing(plan, random, (fault) => {
    if (!('nodes' in fault)) return [fault]
    const anew = { ...fault, nodes: random.pick(aims) }
    return [faultPlanSchema.safeParse(anew).success ? anew : fault]
  })
}

/** Faults of the one until an instant, of the other from then on. */
function spliced({ plan, donor }: MutationParts, random: RandomStream): Plan {
  const at = random.int(0, Math.floor(plan.healAt))
  return {
    ...plan,
    faults: [
      ...plan.faults.filter((fault) => beginOf(fault) < at),
      ...faultsFor(donor, plan).filter((fault) => beginOf(fault) >= at),
    ],
  }
}

/**
 * The faults of the one on the subject, the world and the clients of the other: how long a cluster may take to recover depends on all
 * three together. An operator may name servers: only of a plan with as many.
 */
function withFaultsElsewhere({ plan, donor }: MutationParts): Plan {
  return donor.nodes === plan.nodes ? { ...donor, faults: plan.faults } : plan
}

import fc from 'fast-check'
import type { z } from 'zod'
import type { NodeId } from '../src/base/node-id.ts'
import type { Millis } from '../src/base/time.ts'
import type { Capability, FaultStatistics, FaultSurface } from '../src/subject/fault-surface.ts'
import { DRAW_LIMIT, Draws } from './draws.ts'
import type { FaultPlan } from './fault-plan.ts'

/** What the sizes of a fault depend on. */
export interface FaultContext {
  readonly members: readonly NodeId[]
  /** Faults begin in this span of the run. */
  readonly chaosFrom: Millis
  readonly chaosUntil: Millis
  /** The longest election timeout of the servers. */
  readonly electionTimeout: Millis
  readonly heartbeat: Millis
  /** Kinds that the subject cannot survive: never composed. Default: none. */
  readonly without?: readonly string[]
}

/** A fault about to be activated. It aims before it acts, so that a trace can name it before its first effect. */
export interface Activation {
  /** Whom it hits; nobody when its selector finds no server. */
  readonly nodes: readonly NodeId[]
  /** What exactly it does, where the plan's own description does not say it. */
  readonly text?: string
  /** Called once, unless nobody is hit. */
  begin(): void
  /** Undoes all of it; called once, after `begin`. */
  heal(): void
}

/** One kind of fault. */
export interface FaultKind<P extends FaultPlan = FaultPlan> {
  readonly kind: string
  /** One line for lists. */
  readonly summary: string
  readonly needs: readonly Capability[]
  /** `steps`: the trace shows it as crashes, restarts, pauses, resumes. Others are marked in it. */
  readonly shownAs: 'steps' | 'mark'
  readonly schema: z.ZodType<P>
  /** A plan from at most 20 draws. */
  draw(draws: Draws, context: FaultContext): P
  arbitrary(context: FaultContext): fc.Arbitrary<P>
  /** What it does, in words, without the time. */
  describe(plan: P): string
  /** `subject`: the server of the trigger, where the plan waits for one. */
  aim(plan: P, surface: FaultSurface, statistics: FaultStatistics, subject: NodeId | undefined): Activation
}

/** A kind, with the arbitrary that follows from its `draw`. */
export function faultKind<P extends FaultPlan>(kind: Omit<FaultKind<P>, 'arbitrary'>): FaultKind<P> {
  return { ...kind, arbitrary: (context) => drawn(20, (draws) => kind.draw(draws, context)) }
}

/** An arbitrary that maps a list of `count` integers. */
export function drawn<T>(count: number, read: (draws: Draws) => T): fc.Arbitrary<T> {
  const integers = fc.integer({ min: 0, max: DRAW_LIMIT - 1 })
  const list = fc.array(integers, { minLength: count, maxLength: count, size: 'max' })
  return list.map((values) => read(new Draws(values)))
}

/** An activation that treats each of its servers alike. */
export function eachServer(
  nodes: readonly NodeId[],
  act: { begin(node: NodeId): void; heal(node: NodeId): void },
): Activation {
  return { nodes, begin: () => nodes.forEach(act.begin), heal: () => nodes.forEach(act.heal) }
}

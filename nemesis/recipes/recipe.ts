import type { Millis } from '../../src/base/time.ts'
import type { Draws } from '../draws.ts'
import type { FaultContext } from '../fault-kind.ts'
import type { AnyFaultPlan } from '../nemeses.ts'

/**
 * Faults that together aim at one weak spot of the protocol. They are ordinary faults, so that a failing
 * plan can be shrunk one by one.
 */
export interface Recipe {
  readonly name: string
  /** The kinds it uses: left out where one of them is not wanted. */
  readonly kinds: readonly AnyFaultPlan['kind'][]
  /** At most 80 draws. */
  draw(draws: Draws, context: FaultContext): readonly AnyFaultPlan[]
}

/** An instant of the chaos phase from which `needed` ms are left, where it is that long. */
export function drawStart(draws: Draws, { chaosFrom, chaosUntil }: FaultContext, needed: Millis): Millis {
  return draws.int(chaosFrom, Math.max(chaosFrom, chaosUntil - needed))
}

/** Is activated every `every` ms from `start` to the end of the chaos phase, at most `most` times. */
export function untilTheEnd({ chaosUntil }: FaultContext, start: Millis, every: Millis, most: number) {
  const room = Math.floor(Math.max(0, chaosUntil - start) / Math.max(1, every)) + 1
  return { times: Math.min(most, room), every }
}

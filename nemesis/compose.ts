import type fc from 'fast-check'
import { MiddleDraws, type Draws } from './draws.ts'
import { drawn, type FaultContext } from './fault-kind.ts'
import type { FaultPlan } from './fault-plan.ts'
import { aimed } from './modes/aimed.ts'
import { churn } from './modes/churn.ts'
import { fixed } from './modes/fixed.ts'
import { swarm } from './modes/swarm.ts'
import { wanted, type KindChoice, type Wanted } from './modes/wanted.ts'
import { nemeses } from './nemeses.ts'

/** How the faults of a run are put together. */
export type Mode = 'aimed' | 'swarm' | 'fixed' | 'churn'

export interface ComposeOptions {
  /** Default: every kind. */
  readonly kinds?: KindChoice
  /** How often each mode is chosen, in parts of their sum. Default 50, 30, 20. */
  readonly modes?: Partial<Readonly<Record<Mode, number>>>
}

/** Enough for three recipes, or for every kind three times. */
const DRAWS_PER_PLAN = 400

/**
 * The faults of one run, in the order in which they may first be activated. Hard bugs need aim, some need luck,
 * and easy ones fall to anything: the modes are mixed.
 *
 * @example
 * composeFaults(context, { kinds: ['partition', 'crash'] }).generate(new fc.Random(generator), undefined).value
 * @throws InputError for a kind that does not exist.
 */
export function composeFaults(
  context: FaultContext,
  options: ComposeOptions = {},
): fc.Arbitrary<readonly FaultPlan[]> {
  const choice = wanted(options.kinds ?? [...nemeses.keys()], context.without)
  const modes = options.modes ?? { aimed: 50, swarm: 30, fixed: 20 }
  return drawn(DRAWS_PER_PLAN, (draws) => {
    const mode = drawMode(draws, modes)
    return inOrder(compose(mode, draws, context, choice))
  })
}

function drawMode(draws: Draws, parts: Partial<Readonly<Record<Mode, number>>>): Mode {
  const { aimed = 0, swarm = 0, fixed = 0, churn = 0 } = parts
  const point = draws.int(0, aimed + swarm + fixed + churn - 1)
  if (point < aimed) return 'aimed'
  if (point < aimed + swarm) return 'swarm'
  return point < aimed + swarm + fixed ? 'fixed' : 'churn'
}

function compose(mode: Mode, draws: Draws, context: FaultContext, choice: Wanted): FaultPlan[] {
  if (choice.kinds.length === 0) return []
  if (mode === 'churn') return churn(draws, context, choice)
  if (mode === 'fixed') return fixed(new MiddleDraws(draws), context, choice)
  // a few kinds may have no recipe
  return mode === 'aimed' && choice.recipes.length > 0
    ? aimed(draws, context, choice)
    : swarm(draws, context, choice)
}

const earliest = ({ when }: FaultPlan): number => ('at' in when ? when.at : (when.after ?? 0))

function inOrder(faults: FaultPlan[]): FaultPlan[] {
  return faults.sort((a, b) => earliest(a) - earliest(b))
}

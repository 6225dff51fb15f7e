import { elementAt } from '../../../src/base/element-at.ts'
import type { Operation } from '../../../src/record/operation.ts'
import { buildChains } from './register-chains.ts'
import { effectsOf, UNSEEN } from './register-effects.ts'
import type { Effects } from './register-effects.ts'
import { originOf, readRegisterHistory } from './register-history.ts'
import type { RegisterHistory } from './register-history.ts'
import { buildZones, orderZones } from './register-zones.ts'
import type { Zones } from './register-zones.ts'

/**
 * An order of the operations on a register with unique values and an initial one, or a few of them that allow none; undefined when
 * a value has two origins.
 */
export function placeZones(
  operations: readonly Operation[],
  initial: unknown,
): { readonly order: readonly Operation[] } | { readonly conflict: readonly Operation[] } | undefined {
  const history = readRegisterHistory(operations, initial)
  if (history === undefined) return undefined
  const effects = effectsOf(history)
  const placed = place(history, effects)
  return 'order' in placed ? placed : { conflict: withOrigins(history, effects, placed.conflict) }
}

function place(
  history: RegisterHistory,
  effects: Effects,
): { readonly order: readonly Operation[] } | { readonly conflict: readonly number[] } {
  const chains = buildChains(history, effects)
  if ('conflict' in chains) return chains
  const built = buildZones(history, chains)
  if ('conflict' in built) return built
  const circle = outsideZones(effects, built)
  if (circle.length > 0) return { conflict: circle }
  const ordered = orderZones(built.zones)
  if ('conflict' in ordered) return ordered
  const order: Operation[] = []
  for (const { start, end } of ordered.zones) {
    for (let index = start; index < end; index++)
      order.push(elementAt(history.operations, built.blocks[index] as number))
  }
  return { order }
}

/** Cas that replaced one another in a circle, which no write began. */
function outsideZones(effects: Effects, { blocks }: Zones): number[] {
  const left = effects.map((effect) => (effect === UNSEEN ? 0 : 1))
  for (const operation of blocks) left[operation] = 0
  const outside: number[] = []
  for (let operation = 0; operation < left.length; operation++)
    if (left[operation] === 1) outside.push(operation)
  return outside
}

/**
 * The conflict with the writes and cas its values come from, and with those who saw its unknown operations take
 * effect. What is left out are whole blocks, ends of chains and reads: a legal order stays legal without them,
 * so a conflict of the rest is one of the whole.
 */
function withOrigins(
  history: RegisterHistory,
  effects: Effects,
  conflict: readonly number[],
): readonly Operation[] {
  const kept = new Set<number>()
  const pending = [...conflict]
  for (let operation = pending.pop(); operation !== undefined; operation = pending.pop()) {
    if (kept.has(operation)) continue
    kept.add(operation)
    const related = [originOf(history, operation), effects[operation] as number]
    for (const other of related) if (other >= 0) pending.push(other)
  }
  return history.operations.filter((_, operation) => kept.has(operation))
}

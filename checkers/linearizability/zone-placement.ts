import type { Operation } from '../../src/history/operation.ts'
import { buildChains } from './register-chains.ts'
import { effectsOf } from './register-effects.ts'
import type { Effects } from './register-effects.ts'
import { originOf, readValues } from './register-values.ts'
import type { RegisterValues } from './register-values.ts'
import { buildZone, orderZones } from './register-zones.ts'
import type { Zone } from './register-zones.ts'

/**
 * An order of the operations on a register with unique values, or a few of them that allow none; undefined when
 * a value has two origins.
 */
export function placeZones(
  operations: readonly Operation[],
): { readonly order: readonly Operation[] } | { readonly conflict: readonly Operation[] } | undefined {
  const values = readValues(operations)
  if (values === undefined) return undefined
  const effects = effectsOf(operations, values)
  const placed = place(operations, values, effects)
  return 'order' in placed ? placed : { conflict: withOrigins(operations, values, effects, placed.conflict) }
}

function place(
  operations: readonly Operation[],
  values: RegisterValues,
  effects: Effects,
): { readonly order: readonly Operation[] } | { readonly conflict: readonly Operation[] } {
  const built = buildChains(values, effects, operations)
  if ('conflict' in built) return built
  const zones: Zone[] = []
  for (const value of [0, ...built.chains.written]) {
    const zone = buildZone(built.chains, value)
    if ('conflict' in zone) return zone
    zones.push(zone)
  }
  // cas that replaced one another in a circle, which no write began
  const inZones = new Set(zones.flatMap((zone) => zone.operations))
  if (inZones.size < effects.size) return { conflict: [...effects.keys()].filter((one) => !inZones.has(one)) }
  const ordered = orderZones(zones)
  if ('conflict' in ordered) return ordered
  return { order: ordered.zones.flatMap((zone) => zone.operations) }
}

/**
 * The conflict with the writes and cas its values come from, and with those who saw its unknown operations take
 * effect. What is left out are whole blocks, ends of chains and reads: a legal order stays legal without them,
 * so a conflict of the rest is one of the whole.
 */
function withOrigins(
  operations: readonly Operation[],
  values: RegisterValues,
  effects: Effects,
  conflict: readonly Operation[],
): Operation[] {
  const kept = new Set<Operation>()
  const pending = [...conflict]
  for (let operation = pending.pop(); operation !== undefined; operation = pending.pop()) {
    if (kept.has(operation)) continue
    kept.add(operation)
    const related = [originOf(values, operation), effects.get(operation)]
    pending.push(...related.filter((other) => other !== undefined))
  }
  return operations.filter((operation) => kept.has(operation))
}

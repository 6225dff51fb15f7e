import { canonicalJson, jsonKey, sameJson } from '../../../src/base/json.ts'
import type { Operation } from '../../../src/record/operation.ts'
import { malformed } from '../describe.ts'
import type { Exchange, ValueTraffic } from '../model.ts'

/** A register holds one JSON value; null until it is written. */
export type RegisterState = unknown

/** `read`, `write` and `cas` on one register. */
export function stepRegister(state: RegisterState, operation: Operation): RegisterState | undefined {
  switch (operation.f) {
    case 'read':
      return operation.outcome.type !== 'ok' || sameJson(operation.outcome.value ?? null, state)
        ? state
        : undefined
    case 'write':
      return operation.value ?? null
    case 'cas': {
      const [from, to] = casArguments(operation)
      return sameJson(state, from) ? to : undefined
    }
  }
  return undefined
}

/** What `stepRegister` does, told by values. */
export function exchangeInRegister(operation: Operation): Exchange<RegisterState> | undefined {
  const { f, value, outcome } = operation
  if (f === 'read') return outcome.type === 'ok' ? { requires: outcome.value ?? null } : {}
  if (f === 'write') return { produces: value ?? null }
  if (f !== 'cas') return undefined
  const [needs, gives] = casArguments(operation)
  return { requires: needs, produces: gives }
}

export function casArguments(operation: Operation): readonly [from: unknown, to: unknown] {
  const { value } = operation
  if (!Array.isArray(value) || value.length !== 2) throw malformed(operation, '[from, to]')
  const [from, to] = value as [unknown, unknown]
  return [from ?? null, to ?? null]
}

/** A failed cas that reports the value it met is a read of that value. */
export function casObservation(operation: Operation): Operation | undefined {
  const { f, outcome } = operation
  if (f !== 'cas' || outcome.type !== 'fail' || outcome.observed === undefined) return undefined
  return { ...operation, f: 'read', value: null, outcome: { type: 'ok', value: outcome.observed } }
}

/**
 * A write of a value that nobody reads or expects can be left out: until the next write the register would
 * hold that value and nothing could tell. The same holds for a cas to such a value, and for a delete where
 * nobody saw the key absent.
 */
export function unseenRegisterWrites(operations: readonly Operation[]): (operation: Operation) => boolean {
  const seen = new Set<string>()
  for (const operation of operations) {
    if (operation.f === 'read' && operation.outcome.type === 'ok')
      seen.add(canonicalJson(operation.outcome.value))
    else if (operation.f === 'cas') seen.add(canonicalJson(casArguments(operation)[0]))
  }
  return (operation) => {
    if (operation.f === 'delete') return !seen.has('null')
    if (operation.f === 'write') return !seen.has(canonicalJson(operation.value))
    return operation.f === 'cas' && !seen.has(canonicalJson(casArguments(operation)[1]))
  }
}

/** What a register was given, and what was found in it. */
const registerTraffic: Omit<ValueTraffic, 'isAtFirst'> = {
  brought: (operation) => {
    const { f, value } = operation
    if (f === 'append') return undefined
    if (f === 'write' || f === 'put') return [value ?? null]
    return f === 'cas' ? [casArguments(operation)[1]] : []
  },
  seen: (operation) => {
    const { f, outcome } = operation
    if (f === 'cas' && outcome.type === 'fail')
      return outcome.observed === undefined ? [] : [outcome.observed]
    if (outcome.type !== 'ok') return []
    if (f === 'read' || f === 'get') return [outcome.value ?? null]
    return f === 'cas' ? [casArguments(operation)[0]] : []
  },
}

/** The same for a register with an initial value; absent is null. */
export function valuesOfRegister(initial: unknown): ValueTraffic {
  return { ...registerTraffic, isAtFirst: (value) => sameJson(value, initial) }
}

/** Values that somebody found before anybody had brought them, the first found first. */
export function initialRegisters(operations: readonly Operation[]): unknown[] {
  const brought = new Map<string | number, number>()
  for (const operation of operations) {
    if (operation.outcome.type === 'fail') continue
    for (const value of registerTraffic.brought(operation) ?? []) {
      const key = jsonKey(value)
      brought.set(key, Math.min(brought.get(key) ?? Infinity, operation.invoked))
    }
  }
  const candidates = new Map<string | number, unknown>()
  for (const operation of [...operations].sort((a, b) => a.returned - b.returned)) {
    for (const value of registerTraffic.seen(operation)) {
      const key = jsonKey(value)
      if ((brought.get(key) ?? Infinity) > operation.returned) candidates.set(key, value)
    }
  }
  return [...candidates.values()]
}

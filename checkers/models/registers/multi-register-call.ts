import { canonicalJson } from '../../../src/base/json.ts'
import type { Operation } from '../../../src/record/operation.ts'
import { malformed } from '../describe.ts'

/** One step of a transaction: a read, with what it returned where that is known, or a write. */
export interface RegisterAccess {
  readonly f: 'r' | 'w'
  readonly register: string
  readonly value: unknown
}

/**
 * The steps of an operation: of `txn` a list of `["r", register, value]` and `["w", register, value]`, of `read`
 * and `write` a map of registers to values.
 * @throws InputError when the value has another form, or when what came back is not the transaction that was sent,
 * with its reads filled in.
 */
export function readAccesses(operation: Operation): RegisterAccess[] {
  const { value, outcome } = operation
  if (operation.f !== 'txn') {
    const map = operation.f === 'read' && outcome.type === 'ok' ? outcome.value : value
    return readMap(operation, map)
  }
  const sent = readList(operation, value)
  if (outcome.type !== 'ok') return sent
  const returned = readList(operation, outcome.value)
  if (canonicalJson(sent.map(withoutResult)) !== canonicalJson(returned.map(withoutResult)))
    throw malformed({ ...operation, value: outcome.value }, 'its own micro-operations as its result')
  return returned
}

function readList(operation: Operation, list: unknown): RegisterAccess[] {
  const expected = 'a list of ["r", register, value] and ["w", register, value]'
  if (!Array.isArray(list)) throw malformed({ ...operation, value: list }, expected)
  return list.map((step: unknown) => {
    const [f, register, value] = Array.isArray(step) ? (step as unknown[]) : []
    if (f !== 'r' && f !== 'w') throw malformed({ ...operation, value: list }, expected)
    return { f, register: nameOf(operation, register), value: value ?? null }
  })
}

function readMap(operation: Operation, map: unknown): RegisterAccess[] {
  // a read need not say what it is about to read
  if (operation.f === 'read' && (map ?? null) === null) return []
  if (map === null || typeof map !== 'object' || Array.isArray(map))
    throw malformed({ ...operation, value: map }, 'a map of registers to values')
  const f = operation.f === 'read' ? 'r' : 'w'
  return Object.entries(map).map(([register, value]) => ({ f, register, value: (value as unknown) ?? null }))
}

function nameOf(operation: Operation, register: unknown): string {
  if (typeof register === 'string') return register
  if (typeof register === 'number') return String(register)
  throw malformed(operation, 'the names of registers')
}

function withoutResult({ f, register, value }: RegisterAccess): unknown[] {
  return f === 'r' ? [f, register] : [f, register, value]
}

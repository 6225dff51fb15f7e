import { canonicalJson } from '../../src/base/json.ts'
import type { Operation } from '../../src/record/operation.ts'
import type { Model, Start } from './model.ts'

/** How an object came to hold some values at first: each was put in by a call of `f`. */
export function startOf(
  values: readonly unknown[],
  f: string,
  empty: () => Model,
): { readonly start?: Start } {
  return values.length === 0
    ? {}
    : { start: { model: empty(), calls: values.map((value) => ({ f, value })) } }
}

/** The operation that returned first. */
export function firstReturned(operations: readonly Operation[]): Operation | undefined {
  return operations.reduce<Operation | undefined>(
    (first, one) => (first === undefined || one.returned < first.returned ? one : first),
    undefined,
  )
}

/** Tells the values that are listed. */
export function isAmong(values: readonly unknown[]): (value: unknown) => boolean {
  const listed = new Set(values.map(canonicalJson))
  return (value) => listed.has(canonicalJson(value))
}

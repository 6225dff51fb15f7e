import type { Operation } from '../../src/history/operation.ts'
import type { Effects } from './register-effects.ts'
import type { RegisterValues } from './register-values.ts'

/** What happened to each value of a register after it was installed. */
export interface RegisterChains extends RegisterValues {
  /** By value: its reads, by invocation. */
  readonly reads: readonly (readonly Operation[])[]
  /** By value: the cas that replaced it. */
  readonly replacedBy: readonly (Operation | undefined)[]
  /** Values installed by a write, by its invocation. */
  readonly written: readonly number[]
}

/** Gives the operations in conflict when a value came from nowhere or was replaced twice. */
export function buildChains(
  values: RegisterValues,
  effects: Effects,
  operations: readonly Operation[],
): { readonly chains: RegisterChains } | { readonly conflict: readonly Operation[] } {
  const reads: Operation[][] = values.origin.map(() => [])
  const replacedBy: (Operation | undefined)[] = values.origin.map(() => undefined)
  const written: number[] = []
  for (const operation of operations) {
    if (!effects.has(operation)) continue
    const value = values.expected.get(operation)
    if (value === undefined) {
      written.push(values.installed.get(operation) ?? 0)
      continue
    }
    if (value !== 0 && values.origin[value] === undefined) return { conflict: [operation] }
    const other = replacedBy[value]
    if (operation.f === 'read') reads[value]?.push(operation)
    else if (other !== undefined) return { conflict: [other, operation] }
    else replacedBy[value] = operation
  }
  return { chains: { ...values, reads, replacedBy, written } }
}

import { canonicalJson, sameJson } from '../../src/base/json.ts'
import type { Operation } from '../../src/history/operation.ts'
import { partition } from './by-key.ts'
import { describeCall, shortened } from './describe.ts'
import { groupLinked } from './linked-groups.ts'
import type { Model, Partition } from './model.ts'
import { readAccesses } from './multi-register-call.ts'

/** The registers that are not null. */
type Registers = ReadonlyMap<string, unknown>

/**
 * Registers that transactions read and write together, each null until it is written. Values: `txn` a list of
 * `["r", register, null]` and `["w", register, value]`, which gives the same list with the reads filled in, as
 * in Jepsen; `write` a map of registers to values, and `read`, which gives such a map, as in Knossos.
 */
export const multiRegister: Model<Registers> = {
  name: 'multi-register',
  functions: ['txn', 'read', 'write'],
  isRead: (operation) => readAccesses(operation).every(({ f }) => f === 'r'),
  init: () => new Map(),
  step(state, operation) {
    const isKnown = operation.outcome.type === 'ok'
    const next = new Map(state)
    for (const { f, register, value } of readAccesses(operation)) {
      if (f === 'r' && isKnown && !sameJson(next.get(register) ?? null, value)) return undefined
      if (f === 'r') continue
      if (value === null) next.delete(register)
      else next.set(register, value)
    }
    return next
  },
  key: textOf,
  partition: partitionRegisters,
  unseen: unseenTransactions,
  describeOperation: (operation) => {
    const call = operation.f === 'read' ? [] : [operation.value]
    return describeCall(operation, call, operation.f !== 'write')
  },
  describeState: (state) => shortened(textOf(state)),
}

function textOf(state: Registers): string {
  return canonicalJson(Object.fromEntries(state))
}

/** Registers that one operation names together are one object; what names none says nothing. */
function partitionRegisters(operations: readonly Operation[]): Partition[] {
  const namesOf = (operation: Operation): string[] => readAccesses(operation).map(({ register }) => register)
  const groups = groupLinked(
    operations.filter((operation) => namesOf(operation).length > 0),
    namesOf,
  )
  return groups.map(({ names, members }) => partition(names.join('+'), members))
}

// As for one register: values nobody read may as well not have been written, if that goes for all of them.
function unseenTransactions(operations: readonly Operation[]): (operation: Operation) => boolean {
  const textsOf = (operation: Operation, kind: 'r' | 'w'): string[] =>
    readAccesses(operation)
      .filter(({ f }) => f === kind)
      .map(({ register, value }) => canonicalJson([register, value]))
  const seen = new Set(
    operations.flatMap((operation) => (operation.outcome.type === 'ok' ? textsOf(operation, 'r') : [])),
  )
  return (operation) => textsOf(operation, 'w').every((written) => !seen.has(written))
}

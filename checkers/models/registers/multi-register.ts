import { canonicalJson, sameJson } from '../../../src/base/json.ts'
import type { Operation } from '../../../src/record/operation.ts'
import { partition } from '../by-key.ts'
import { describeCall, shortened } from '../describe.ts'
import { groupLinked } from '../linked-groups.ts'
import type { Model, Partition } from '../model.ts'
import { readAccesses } from './multi-register-call.ts'

/** The registers that hold another value than at first. */
type Registers = ReadonlyMap<string, unknown>

/**
 * Registers that transactions read and write together, each null until it is written. Values: `txn` a list of
 * `["r", register, null]` and `["w", register, value]`, which gives the same list with the reads filled in, as
 * in Jepsen; `write` a map of registers to values, and `read`, which gives such a map, as in Knossos.
 */
export const multiRegister: Model<Registers> = multiRegisterFrom(() => null)

/** The registers that hold other values at first. */
export function multiRegisterFrom(initial: (register: string) => unknown): Model<Registers> {
  const model: Model<Registers> = {
    name: 'multi-register',
    functions: ['txn', 'read', 'write'],
    isRead: (operation) => readAccesses(operation).every(({ f }) => f === 'r'),
    init: () => new Map(),
    step(state, operation) {
      const isKnown = operation.outcome.type === 'ok'
      const next = new Map(state)
      const valueOf = (register: string): unknown =>
        next.has(register) ? next.get(register) : initial(register)
      for (const { f, register, value } of readAccesses(operation)) {
        if (f === 'r' && isKnown && !sameJson(valueOf(register), value)) return undefined
        if (f === 'r') continue
        if (sameJson(value, initial(register))) next.delete(register)
        else next.set(register, value)
      }
      return next
    },
    key: textOf,
    unseen: unseenTransactions,
    values: {
      brought: (operation) => accessesOf(operation, 'w'),
      seen: valuesRead,
      isAtFirst: (pair) => {
        const [register, value] = pair as [string, unknown]
        return sameJson(value, initial(register))
      },
    },
    initials: initialMaps,
    describeOperation: (operation) => {
      const call = operation.f === 'read' ? [] : [operation.value]
      return describeCall(operation, call, operation.f !== 'write')
    },
    describeState: (state) => shortened(textOf(state)),
  }
  return {
    ...model,
    partition: (operations) =>
      partitionRegisters(operations).map((part) => ({ ...part, model: describedWith(model, initial, part) })),
  }
}

/** A state in words has all its registers that are not null. */
function describedWith(
  model: Model<Registers>,
  initial: (register: string) => unknown,
  { operations }: Partition,
): Model<Registers> {
  const names = new Set(operations.flatMap((one) => readAccesses(one).map(({ register }) => register)))
  const atFirst = [...names].map((name): [string, unknown] => [name, initial(name)])
  return {
    ...model,
    describeState: (state) => {
      const all = [...new Map([...atFirst, ...state])].filter(([, value]) => value !== null)
      return shortened(textOf(new Map(all)))
    },
  }
}

function accessesOf(operation: Operation, kind: 'r' | 'w'): unknown[] {
  return readAccesses(operation)
    .filter(({ f }) => f === kind)
    .map(({ register, value }) => [register, value])
}

/** What was first found of each register before anybody had written it. */
function initialMaps(operations: readonly Operation[]): unknown[] {
  const written = new Map<string, number>()
  for (const operation of operations) {
    for (const pair of operation.outcome.type === 'fail' ? [] : accessesOf(operation, 'w')) {
      const text = canonicalJson(pair)
      written.set(text, Math.min(written.get(text) ?? Infinity, operation.invoked))
    }
  }
  const found = new Map<string, unknown>()
  for (const operation of [...operations].sort((a, b) => a.returned - b.returned)) {
    for (const pair of valuesRead(operation) as [string, unknown][]) {
      const [register, value] = pair
      if (found.has(register) || (written.get(canonicalJson(pair)) ?? Infinity) <= operation.returned)
        continue
      found.set(register, value)
    }
  }
  return found.size === 0 ? [] : [Object.fromEntries(found)]
}

/** What a register held before the transaction wrote to it. */
function valuesRead(operation: Operation): unknown[] {
  if (operation.outcome.type !== 'ok') return []
  const written = new Set<string>()
  return readAccesses(operation).flatMap(({ f, register, value }) => {
    if (f === 'w') written.add(register)
    return f === 'w' || written.has(register) || value === null ? [] : [[register, value]]
  })
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

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../../../src/base/json.ts'
import { KeyValue, type KeyValueCall } from '../../../../src/raft/services/key-value.ts'
import type { Result } from '../../../../src/raft/services/state-machine.ts'

const json = (call: KeyValueCall): Json => call as unknown as Json
const value = fc.oneof(fc.nat(3), fc.constant(null), fc.constantFrom('a', { a: 1, b: [2] }, { b: [2], a: 1 }))
const key = fc.constantFrom(undefined, 'x', 'y')
const call: fc.Arbitrary<KeyValueCall> = fc
  .tuple(fc.constantFrom('read' as const, 'write' as const, 'cas' as const), key, value, value)
  .map(([f, name, first, second]) => ({
    f,
    ...(name === undefined ? {} : { key: name }),
    value: f === 'read' ? null : f === 'cas' ? [first, second] : first,
  }))

/** Registers written as plainly as can be: an association list, compared by sorted JSON. */
class NaiveRegisters {
  #writes: [string, Json][] = []

  now(name: string | undefined): Json {
    return this.#writes.filter(([key]) => key === (name ?? '')).at(-1)?.[1] ?? null
  }

  apply({ f, key: name, value: given }: KeyValueCall): Result {
    const current = this.now(name)
    if (f === 'read') return { type: 'ok', value: current }
    const [from, to] = f === 'cas' ? (given as [Json, Json]) : [current, given]
    if (!same(from, current)) return { type: 'fail', error: 'precondition failed', observed: current }
    this.#writes.push([name ?? '', to])
    return { type: 'ok', value: null }
  }
}

function same(a: unknown, b: unknown): boolean {
  try {
    expect(a).toEqual(b)
    return true
  } catch {
    return false
  }
}

test('equals naive registers, call by call', () => {
  fc.assert(
    fc.property(fc.array(call, { maxLength: 40, size: 'max' }), (calls) => {
      const [machine, naive] = [new KeyValue(), new NaiveRegisters()]
      for (const one of calls) expect(machine.apply(json(one))).toEqual(naive.apply(one))
    }),
  )
})

test('a preview is what apply would give, and changes nothing', () => {
  fc.assert(
    fc.property(
      fc.array(call, { maxLength: 20 }),
      fc.array(call, { maxLength: 5 }),
      call,
      (calls, previews, last) => {
        const [machine, untouched] = [new KeyValue(), new KeyValue()]
        for (const one of calls) {
          machine.apply(json(one))
          untouched.apply(json(one))
        }
        for (const one of previews) machine.preview(json(one))
        const previewed = machine.preview(json(last))
        expect(machine.apply(json(last))).toEqual(previewed)
        expect(untouched.apply(json(last))).toEqual(previewed)
      },
    ),
  )
})

describe('the register', () => {
  test('is null until written', () => {
    expect(new KeyValue().apply(json({ f: 'read', value: null }))).toEqual({ type: 'ok', value: null })
  })

  test('a cas that does not match fails, says what it saw, and changes nothing', () => {
    const machine = new KeyValue()
    machine.apply(json({ f: 'write', value: 1 }))
    const failed = { type: 'fail', error: 'precondition failed', observed: 1 }
    expect(machine.apply(json({ f: 'cas', value: [2, 3] }))).toEqual(failed)
    expect(machine.apply(json({ f: 'cas', value: 5 }))).toEqual(failed)
    expect(machine.apply(json({ f: 'read', value: null }))).toEqual({ type: 'ok', value: 1 })
  })

  test('an unknown call fails and changes nothing', () => {
    const machine = new KeyValue()
    expect(machine.apply({ f: 'drop', value: 1 })).toEqual({ type: 'fail', error: 'no such call: drop' })
    expect(machine.apply(json({ f: 'read', value: null }))).toEqual({ type: 'ok', value: null })
  })

  test('only reads are reads', () => {
    const machine = new KeyValue()
    const isRead = (f: KeyValueCall['f']): boolean => machine.isRead(json({ f, value: null }))
    expect([isRead('read'), isRead('write'), isRead('cas')]).toEqual([true, false, false])
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError } from '../../../../src/base/input-error.ts'
import { canonicalJson, type Json } from '../../../../src/base/json.ts'
import { services, type ServiceName } from '../../../../src/raft/services/service.ts'

const key = fc.constantFrom('x', 'y', '__proto__', 'ü', '')
const value = fc.oneof(fc.nat(3), fc.constantFrom(null, 'a', { b: [1] }))
const path = fc.constantFrom('/a', '/b', '/a/a', '/a/b', '/b/a', '/a/a/a', '/__proto__', '/a-b', '/a/a-b')
const account = fc.constantFrom('x', 'y', '__proto__')
const amount = fc.nat(9)

const record = (fields: { readonly [field: string]: fc.Arbitrary<Json> }): fc.Arbitrary<Json> =>
  fc.record(fields) as fc.Arbitrary<Json>

const calls: { readonly [name in ServiceName]: fc.Arbitrary<Json> } = {
  'key-value': fc.oneof(
    record({ f: fc.constant('write'), key, value }),
    record({ f: fc.constant('cas'), key, value: fc.tuple(value, value) }),
    record({ f: fc.constant('read'), key }),
  ),
  directory: fc.oneof(
    { weight: 4, arbitrary: record({ f: fc.constant('create'), value: path }) },
    record({
      f: fc.constant('create'),
      value: record({ path, kind: fc.constant('file'), version: fc.integer({ min: 1, max: 3 }) }),
    }),
    record({ f: fc.constant('remove'), value: record({ path, recursive: fc.boolean() }) }),
    record({ f: fc.constant('rename'), value: fc.tuple(path, path) }),
    record({ f: fc.constantFrom('list', 'stat'), value: path }),
  ),
  ledger: fc.oneof(
    record({ f: fc.constantFrom('open', 'balance'), value: account }),
    record({ f: fc.constantFrom('deposit', 'debit'), value: record({ account, amount }) }),
    record({ f: fc.constant('transfer'), value: record({ from: account, to: account, amount }) }),
  ),
}

const names = Object.keys(services) as ServiceName[]
const copied = (image: Json): Json => JSON.parse(JSON.stringify(image)) as Json

describe.each(names)('an image of the %s', (name) => {
  const commands = fc.array(calls[name], { maxLength: 40, size: 'max' })

  test('gives, restored, the same answers to whatever comes later', () => {
    fc.assert(
      fc.property(commands, commands, (earlier, later) => {
        const [original, restored] = [services[name](), services[name]()]
        for (const call of earlier) original.apply(call)
        // what was there before is gone
        for (const call of later) restored.apply(call)
        restored.restore(copied(original.snapshot()))
        for (const call of later) expect(restored.apply(call)).toEqual(original.apply(call))
        expect(canonicalJson(restored.snapshot())).toBe(canonicalJson(original.snapshot()))
      }),
      { numRuns: 200 },
    )
  })

  test('is of its moment: later commands do not show in it', () => {
    fc.assert(
      fc.property(commands, commands, (earlier, later) => {
        const machine = services[name]()
        for (const call of earlier) machine.apply(call)
        const image = machine.snapshot()
        const text = canonicalJson(image)
        for (const call of later) machine.apply(call)
        expect(canonicalJson(image)).toBe(text)
        const restored = services[name]()
        restored.restore(image)
        for (const call of later) restored.apply(call)
        expect(canonicalJson(image)).toBe(text)
      }),
    )
  })

  test('says so when it is of another service', () => {
    for (const other of names.filter((one) => one !== name)) {
      expect(() => services[name]().restore(services[other]().snapshot())).toThrow(InputError)
      expect(() => services[name]().restore(services[other]().snapshot())).toThrow(
        `the snapshot holds the state of "${other}", not of "${name}"`,
      )
    }
    expect(() => services[name]().restore(null)).toThrow(InputError)
  })
})

test('equal states give equal images, whatever led to them', () => {
  const reached: { readonly [name in ServiceName]: readonly (readonly Json[])[] } = {
    'key-value': [
      [
        { f: 'write', key: 'x', value: 1 },
        { f: 'write', key: 'y', value: 2 },
      ],
      [
        { f: 'write', key: 'z', value: 2 },
        { f: 'write', key: 'y', value: 2 },
        { f: 'write', key: 'x', value: 1 },
        { f: 'write', key: 'z', value: null },
      ],
    ],
    directory: [
      [
        { f: 'create', value: '/b' },
        { f: 'create', value: '/a' },
      ],
      [
        { f: 'create', value: '/a' },
        { f: 'create', value: '/b' },
      ],
    ],
    ledger: [
      [
        { f: 'open', value: 'y' },
        { f: 'open', value: { account: 'x', amount: 3 } },
      ],
      [
        { f: 'open', value: { account: 'x', amount: 2 } },
        { f: 'open', value: 'y' },
        { f: 'deposit', value: { account: 'x', amount: 1 } },
      ],
    ],
  }
  for (const name of names) {
    const images = reached[name].map((list) => {
      const machine = services[name]()
      for (const call of list) expect(machine.apply(call)).toMatchObject({ type: 'ok' })
      return canonicalJson(machine.snapshot())
    })
    expect(new Set(images).size, name).toBe(1)
  }
})

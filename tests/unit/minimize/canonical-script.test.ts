import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Json } from '../../../src/base/json.ts'
import type { Decision, Script } from '../../../src/record/decision.ts'
import { renumbered, withPlainValues } from '../../../src/minimize/canonical-script.ts'

const node = fc.constantFrom('n1', 'n2', 'n3', 'n4')
const client = fc.nat(3)
const decision: fc.Arbitrary<Decision> = fc.oneof(
  fc.record({
    do: fc.constant('deliver' as const),
    from: node,
    to: node,
    message: fc.constantFrom('a#1', 'b#2'),
  }),
  fc.record({ do: fc.constant('fire' as const), node, timer: fc.constantFrom('election', 'heartbeat') }),
  fc.record({
    do: fc.constant('submit' as const),
    client,
    node,
    call: fc.constant({ f: 'read', value: null }),
  }),
  fc.record({ do: fc.constant('retry' as const), client, node }),
  fc.record({ do: fc.constant('sync' as const), node }),
  fc.record({ do: fc.constant('crash' as const), node, kept: fc.constant([0, 2]) }),
  fc.record({ do: fc.constant('restart' as const), node, hold: fc.constant(true as const) }),
)
const script = fc.array(decision, { maxLength: 20, size: 'max' })

const nodesOf = (one: Decision): string[] => (one.do === 'deliver' ? [one.from, one.to] : [one.node])

test('servers are numbered from n1 and clients from 0, in the order they appear', () => {
  fc.assert(
    fc.property(script, (given) => {
      const result = renumbered(given)
      const nodes = [...new Set(result.flatMap(nodesOf))]
      expect(nodes).toEqual(nodes.map((_, at) => `n${at + 1}`))
      const clients = [...new Set(result.flatMap((one) => ('client' in one ? [one.client] : [])))]
      expect(clients).toEqual(clients.map((_, at) => at))
    }),
  )
})

test('scripts that differ only in the names of servers and clients become the same script', () => {
  fc.assert(
    fc.property(
      script,
      fc.shuffledSubarray(['n1', 'n2', 'n3', 'n4'], { minLength: 4 }),
      fc.nat(9),
      (given, names, shift) => {
        const renamed: Script = given.map((one) => {
          const text = JSON.stringify(one).replace(
            /"n(\d)"/g,
            (_, digit: string) => `"${names[Number(digit) - 1]}"`,
          )
          const copy = JSON.parse(text) as Decision
          return 'client' in copy ? { ...copy, client: (copy.client + shift) * 3 } : copy
        })
        expect(renumbered(renamed)).toEqual(renumbered(given))
      },
    ),
  )
})

test('nothing but names changes, and doing it twice changes nothing more', () => {
  fc.assert(
    fc.property(script, (given) => {
      const result = renumbered(given)
      const without = (list: Script): unknown[] =>
        list.map((one) => ({ ...one, node: 0, from: 0, to: 0, client: 0 }))
      expect(without(result)).toEqual(without(given))
      expect(renumbered(result)).toEqual(result)
    }),
  )
})

test('a session is called by its client, also where that one asks nothing', () => {
  const call = { f: 'read', value: null }
  const given: Script = [
    { do: 'submit', client: 7, node: 'n2', call, session: 6, sequence: 3, acknowledged: 2 },
    { do: 'submit', client: 4, node: 'n2', call },
    { do: 'retry', client: 7, node: 'n2', acknowledged: 3 },
    { do: 'submit', client: 6, node: 'n2', call, session: 6 },
  ]
  expect(renumbered(given)).toEqual([
    { do: 'submit', client: 0, node: 'n1', call, session: 1, sequence: 3, acknowledged: 2 },
    { do: 'submit', client: 2, node: 'n1', call },
    { do: 'retry', client: 0, node: 'n1', acknowledged: 3 },
    { do: 'submit', client: 1, node: 'n1', call, session: 1 },
  ])
})

test('servers that a call names are renamed with the others', () => {
  const given: Script = [
    { do: 'fire', node: 'n3', timer: 'election' },
    {
      do: 'submit',
      client: 0,
      node: 'n3',
      call: { f: 'reconfigure', value: { remove: ['n1'], add: ['n4'] } },
    },
    { do: 'submit', client: 0, node: 'n3', call: { f: 'transfer-leadership', value: 'n1' } },
    { do: 'submit', client: 0, node: 'n3', call: { f: 'reconfigure', value: ['n3', 'n1'] } },
    { do: 'submit', client: 0, node: 'n3', call: { f: 'write', key: 'n1', value: 'n4' } },
    { do: 'retry', client: 0, node: 'n1', call: { f: 'transfer-leadership', value: 'n3' } },
  ]
  expect(renumbered(given)).toEqual([
    { do: 'fire', node: 'n1', timer: 'election' },
    {
      do: 'submit',
      client: 0,
      node: 'n1',
      call: { f: 'reconfigure', value: { remove: ['n2'], add: ['n3'] } },
    },
    { do: 'submit', client: 0, node: 'n1', call: { f: 'transfer-leadership', value: 'n2' } },
    { do: 'submit', client: 0, node: 'n1', call: { f: 'reconfigure', value: ['n1', 'n2'] } },
    { do: 'submit', client: 0, node: 'n1', call: { f: 'write', key: 'n1', value: 'n4' } },
    { do: 'retry', client: 0, node: 'n2', call: { f: 'transfer-leadership', value: 'n1' } },
  ])
})

test('keys and values have the first names there are, and what is no value of a client stays', () => {
  const submit = (call: Json): Decision => ({ do: 'submit', client: 0, node: 'n1', call })
  const calls: Json[] = [
    { f: 'write', key: 'k7', value: 58 },
    { f: 'cas', key: 'x', value: [58, 3] },
    { f: 'cas', key: 'k7', value: [null, 58] },
    { f: 'read', key: 'x', value: null },
    { f: 'deposit', key: 'a', value: 18 },
    { f: 'write', key: 'k7', value: 'text' },
    { f: 'reconfigure', value: { remove: ['n2'] } },
  ]
  expect(withPlainValues(calls.map(submit))).toEqual(
    [
      { f: 'write', key: 'k1', value: 1 },
      { f: 'cas', key: 'k2', value: [1, 2] },
      { f: 'cas', key: 'k1', value: [null, 1] },
      { f: 'read', key: 'k2', value: null },
      { f: 'deposit', key: 'k3', value: 18 },
      { f: 'write', key: 'k1', value: 'text' },
      { f: 'reconfigure', value: { remove: ['n2'] } },
    ].map(submit),
  )
})

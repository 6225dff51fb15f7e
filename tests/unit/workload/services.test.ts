import fc from 'fast-check'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { describe, expect, test } from 'vitest'
import type { InputError } from '../../../src/base/input-error.ts'
import { judgedEvents } from '../../../src/record/judged-history.ts'
import { Client, workloadPlans, type WorkloadPlan } from '../../../src/workload/index.ts'
import { parsedWorkload } from './parsed-workload.ts'
import { FakeWorld } from './fake-world.ts'

const base = { clients: 4, keys: 4, timeout: 1000, retryAfter: 400 }

function client(plan: Omit<WorkloadPlan, keyof typeof base> & Partial<WorkloadPlan>): FakeWorld {
  const world = new FakeWorld()
  new Client({ ...base, ...plan }, 2, world, { sessions: true }).start()
  return world
}

describe.each(['directory', 'ledger'] as const)('plans for the %s', (kind) => {
  test('are plain JSON that the schema takes back unchanged, and all their parts occur', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(fc.nat(), fc.boolean(), (seed, asks) => {
        const random = new fc.Random(xoroshiro128plus(seed))
        const arbitrary = workloadPlans({ kind, rate: 50, duration: 2000, asks })
        const plan = arbitrary.generate(random, undefined).value
        expect(parsedWorkload(JSON.parse(JSON.stringify(plan)))).toEqual(plan)
        expect(plan.operations).toHaveLength(100)
        expect(plan.asks).toBe(asks || undefined)
        for (const { f, key, to, amount } of plan.operations) {
          seen.add(f)
          if (f === 'transfer' || f === 'rename') expect(to).not.toBe(key)
          if (f === 'transfer' || f === 'debit') expect(amount).toBeGreaterThan(0)
        }
      }),
    )
    expect(seen.size).toBe(kind === 'ledger' ? 5 : 7)
  })
})

test('directories are changed on condition, and removed with all below; other plans know neither', () => {
  const drawn = (kind: 'directory' | 'ledger' | 'kv') =>
    Array.from({ length: 20 }, (_, seed) => {
      const random = new fc.Random(xoroshiro128plus(seed))
      return workloadPlans({ kind, rate: 50, duration: 2000 }).generate(random, undefined).value.operations
    }).flat()
  const share = (f: string, field: 'conditional' | 'recursive'): number => {
    const all = drawn('directory').filter((operation) => operation.f === f)
    return all.filter((operation) => operation[field] === true).length / all.length
  }
  for (const f of ['create', 'create-file', 'remove', 'rename']) {
    expect(share(f, 'conditional')).toBeGreaterThan(0.2)
    expect(share(f, 'conditional')).toBeLessThan(0.5)
  }
  expect(share('remove', 'recursive')).toBeGreaterThan(0.1)
  expect(share('list', 'conditional')).toBe(0)
  for (const kind of ['ledger', 'kv'] as const)
    for (const operation of drawn(kind)) {
      expect(operation).not.toHaveProperty('conditional')
      expect(operation).not.toHaveProperty('recursive')
    }
})

test('a condition is the version last learned of the node, by a stat or by a mismatch', () => {
  const operations = (
    [
      ['create', 4, 'conditional'], // /b/a: the directory it stands in was never seen
      ['stat', 1],
      ['create', 4, 'conditional'],
      ['remove', 1, 'conditional', 'recursive'],
      ['rename', 1, 'conditional'],
      ['create', 0, 'conditional'], // in the root
      ['create-file', 1, 'conditional'],
    ] as const
  ).map(([f, key, ...flags]) => ({
    client: 2,
    think: 0,
    f,
    key,
    to: 2,
    ...Object.fromEntries(flags.map((flag) => [flag, true])),
  }))
  const world = client({ kind: 'directory', keys: 6, operations })
  const answers = [
    { error: 'version mismatch', version: 6 },
    { kind: 'directory', version: 9 },
    null,
    { error: 'version mismatch', version: 10 },
    null,
    { error: 'version mismatch', version: 3 },
    null,
  ]
  answers.forEach((value, at) => {
    world.runTo(at + 1)
    world.last().answer({ type: 'ok', value })
  })
  expect(world.submitted.map(({ call }) => (call.call as { value: unknown }).value)).toEqual([
    { path: '/b/a', version: 1 },
    '/b',
    { path: '/b/a', version: 9 },
    { path: '/b', recursive: true, version: 9 },
    { from: '/b', to: '/a/a', version: 10 },
    { path: '/a', version: 1 },
    { path: '/b', kind: 'file', version: 3 },
  ])
})

test.each([
  [{ f: 'list', conditional: true }, 'workload.operations[0].conditional'],
  [{ f: 'create', recursive: true }, 'workload.operations[0].recursive'],
])('%j is refused: it would mean nothing', (wrong, where) => {
  const operations = [{ client: 0, think: 0, key: 0, ...wrong }]
  expect(() => parsedWorkload({ ...base, kind: 'directory', operations })).toThrow(where)
})

test.each([
  [{ f: 'cas' }, 'workload.operations[0].f: a ledger has no cas'],
  [{ f: 'transfer', to: 4 }, 'workload.operations[0].to'],
  [{ f: 'deposit', amount: -1 }, 'workload.operations[0].amount'],
])('%j is refused with the path of the field', (wrong, where) => {
  const operations = [{ client: 0, think: 0, key: 0, ...wrong }]
  const message = (): string => {
    try {
      parsedWorkload({ ...base, kind: 'ledger', operations })
    } catch (error) {
      return (error as InputError).place.field ?? 'no field'
    }
    return 'taken'
  }
  expect(message()).toContain(where.split(':')[0])
})

test.each([
  [
    'ledger',
    { f: 'transfer', key: 0, to: 2, amount: 7 },
    { f: 'transfer', value: { from: 'a1', to: 'a3', amount: 7 } },
  ],
  ['ledger', { f: 'open', key: 1, amount: 7 }, { f: 'open', value: { account: 'a2', amount: 7 } }],
  ['ledger', { f: 'write', key: 0 }, { f: 'deposit', value: { account: 'a1', amount: 1 } }],
  ['ledger', { f: 'read', key: 0 }, { f: 'balance', value: 'a1' }],
  ['directory', { f: 'rename', key: 1, to: 2 }, { f: 'rename', value: ['/b', '/a/a'] }],
  ['directory', { f: 'create-file', key: 3 }, { f: 'create', value: { path: '/a/b', kind: 'file' } }],
  ['directory', { f: 'write', key: 0 }, { f: 'create', value: '/a' }],
  ['directory', { f: 'read', key: 3 }, { f: 'list', value: '/' }],
] as const)('%s: %j is the call %j, and its result stands in the history', (kind, planned, call) => {
  const world = client({ kind, operations: [{ client: 2, think: 0, ...planned }] })
  world.runTo(1)
  expect(world.last().call).toEqual({ client: 2, sequence: 1, call })
  world.last().answer({ type: 'ok', value: { error: 'not found' } })
  expect(world.history[1]).toMatchObject({ type: 'ok', f: call.f, value: { error: 'not found' } })
})

describe('a client that asks', () => {
  const asking = (): FakeWorld => {
    const world = client({
      kind: 'kv',
      asks: true,
      retryAfter: 5000,
      operations: [
        { client: 2, think: 0, f: 'write', key: 0 },
        { client: 2, think: 0, f: 'read', key: 0 },
      ],
    })
    world.runTo(1000)
    expect(world.last().call).toEqual({ client: 2, sequence: 2, call: { f: 'status', value: 1 } })
    return world
  }

  test('takes "no" as a failure', () => {
    const world = asking()
    world.last().answer({ type: 'fail', error: 'not executed' })
    world.runTo(1001)
    world.last().answer({ type: 'ok', value: null })
    expect(world.lines).toEqual([
      '2 invoke write 1',
      '2 info write 1 timeout',
      '6 invoke status 1',
      '6 fail status 1 not executed',
      '6 invoke read null',
      '6 ok read null',
    ])
    expect(judgedEvents(world.history).operations.map(({ f }) => f)).toEqual(['read'])
  })

  test('takes the result as that of the request, which ended when it was told', () => {
    const world = asking()
    world.last().answer({ type: 'ok', value: { executed: { type: 'ok', value: null } } })
    expect(judgedEvents(world.history).operations).toMatchObject([
      { id: 0, f: 'write', value: 1, outcome: { type: 'ok', value: 1 }, invoked: 0, returned: 3 },
    ])
  })

  test('asks once: without an answer the outcome stays unknown', () => {
    const world = asking()
    world.runTo(2000)
    expect(world.lines.slice(2, 4)).toEqual(['6 invoke status 1', '6 info status 1 timeout'])
    expect(world.last().call).toMatchObject({ sequence: 3 })
    expect(judgedEvents(world.history).operations).toMatchObject([
      { f: 'write', outcome: { type: 'info' } },
      { f: 'read' },
    ])
  })
})

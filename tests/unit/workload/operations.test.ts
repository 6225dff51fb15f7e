import fc from 'fast-check'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { expect, test } from 'vitest'
import { workloadPlans, type WorkloadPlan } from '../../../src/workload/index.ts'
import { parsedWorkload } from './parsed-workload.ts'

const options = { rate: 20, duration: 30_000 }

function generate(seed: number, count: number, arbitrary = workloadPlans(options)): WorkloadPlan[] {
  const random = new fc.Random(xoroshiro128plus(seed))
  return Array.from({ length: count }, () => arbitrary.generate(random, undefined).value)
}

test('a plan is plain JSON that the schema takes back unchanged', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('register', 'kv'),
      fc.integer({ min: 1, max: 200 }),
      fc.nat(),
      (kind, rate, seed) => {
        const [plan] = generate(seed, 1, workloadPlans({ kind, rate, duration: 2000 }))
        expect(parsedWorkload(JSON.parse(JSON.stringify(plan)))).toEqual(plan)
      },
    ),
  )
})

test('a plan has the operations its rate and duration ask for, and all its parts occur', () => {
  const plans = generate(1, 200)
  for (const plan of plans) {
    expect(plan.operations).toHaveLength(600)
    expect(new Set(plan.operations.map(({ client }) => client)).size).toBe(plan.clients)
    expect(new Set(plan.operations.map(({ key }) => key)).size).toBe(plan.keys)
    const thought = plan.operations.reduce((sum, { think }) => sum + think, 0) / plan.clients
    expect(thought).toBeGreaterThan(options.duration * 0.85)
    expect(thought).toBeLessThan(options.duration * 1.15)
  }
  expect(new Set(plans.map(({ clients }) => clients)).size).toBe(8)
  expect(new Set(plans.map(({ keys }) => keys)).size).toBe(4)
})

test('the mix is kept', () => {
  const mix = { read: 0, write: 1, cas: 3 }
  const [plan] = generate(1, 1, workloadPlans({ ...options, mix, clients: 3, keys: { min: 2, max: 2 } }))
  const count = (f: string): number => plan?.operations.filter((operation) => operation.f === f).length ?? 0
  expect(count('read')).toBe(0)
  expect(count('cas') / count('write')).toBeGreaterThan(2)
  expect(plan).toMatchObject({ clients: 3, keys: 2 })
})

test('sessions are shared as often as asked for, and nothing else is drawn otherwise', () => {
  const shares = [1, 1, 2, 3]
  const [alone, shared] = [generate(3, 200), generate(3, 200, workloadPlans({ ...options, shares }))]
  expect(new Set(alone.map(({ share }) => share))).toEqual(new Set([undefined]))
  expect(new Set(shared.map(({ share }) => share))).toEqual(new Set([undefined, 2, 3]))
  expect(shared.map(({ share: _, ...rest }) => rest)).toEqual(alone)
  for (const plan of shared) expect(parsedWorkload(JSON.parse(JSON.stringify(plan)))).toEqual(plan)
})

test('the same seed gives the same plans', () => {
  expect(generate(7, 3)).toEqual(generate(7, 3))
  expect(generate(7, 3)).not.toEqual(generate(8, 3))
})

test.each([
  [{ clients: 1, operations: [{ client: 1, think: 0, f: 'read', key: 0 }] }, 'workload.operations[0].client'],
  [{ keys: 2, operations: [{ client: 0, think: 0, f: 'read', key: 2 }] }, 'workload.operations[0].key'],
  [
    { kind: 'register', operations: [{ client: 0, think: 0, f: 'read', key: 1 }] },
    'workload.operations[0].key',
  ],
  [{ operations: [{ client: 0, think: 0, f: 'delete', key: 0 }] }, 'workload.operations[0].f'],
  [{ timeout: 0 }, 'workload.timeout'],
  [{ share: 0 }, 'workload.share'],
  [{ share: 65 }, 'workload.share'],
  [{ colour: 'red' }, 'workload: Unrecognized key: "colour"'],
])('%j is refused with the path of the field', (wrong, where) => {
  const plan = { kind: 'kv', clients: 2, keys: 2, timeout: 10, retryAfter: 5, operations: [] }
  expect(() => parsedWorkload({ ...plan, ...wrong })).toThrow(where)
})

test('the speed of generation', () => {
  const arbitrary = workloadPlans(options)
  generate(1, 1000, arbitrary)
  const times = 2000
  const before = process.cpuUsage()
  const random = new fc.Random(xoroshiro128plus(1))
  for (let i = 0; i < times; i++) arbitrary.generate(random, undefined)
  const { user, system } = process.cpuUsage(before)
  console.log(`${((user + system) / times).toFixed(1)} µs of CPU for 600 operations`)
})

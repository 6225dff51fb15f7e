import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scenarios } from '../../../scenarios/index.ts'
import { InputError } from '../../../src/base/input-error.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import { parsePlan } from '../../../src/run/plan.ts'
import { builtInRaft } from '../../../src/subject/built-in-raft/built-in-raft.ts'

const wild = scenarios.find(({ name }) => name === 'everything-at-once')!
const plans = Array.from({ length: 12 }, (_, seed) => drawPlan(wild, `parse${seed}`, builtInRaft()))

type Path = readonly (string | number)[]

/** Every place in a value. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  const inner = Object.entries(value).flatMap(([key, member]) =>
    pathsOf(member, [...path, Array.isArray(value) ? Number(key) : key]),
  )
  return path.length === 0 ? inner : [path, ...inner]
}

function changed(value: unknown, path: Path, to: unknown): unknown {
  // not structuredClone: faults of a plan may share their parts
  const copy = JSON.parse(JSON.stringify(value)) as Record<string | number, unknown>
  let at = copy
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>
  const last = path.at(-1) as string
  if (to === undefined) delete at[last]
  else at[last] = to
  return copy
}

function refusal(value: unknown): string {
  try {
    parsePlan(value, 'plan.json')
  } catch (error) {
    expect(error).toBeInstanceOf(InputError)
    return (error as InputError).message
  }
  return 'accepted'
}

test('plans of every scenario are read as they are', () => {
  for (const scenario of scenarios) {
    for (let seed = 0; seed < 20; seed++) {
      const plan = drawPlan(scenario, String(seed), builtInRaft())
      expect(parsePlan(JSON.parse(JSON.stringify(plan)), 'plan.json')).toEqual(plan)
    }
  }
})

describe('a plan with one field wrong is refused, and the message names file and field', () => {
  test.each([
    ['version', 2],
    ['seed', 7],
    ['nodes', 0],
    ['nodes', 2.5],
    ['settings', []],
    ['world.network.drop', 1_000_001],
    ['world.network.latency.distribution', 'normal'],
    ['world.network.fifo', 'yes'],
    ['world.disk.mean', -1],
    ['workload.kind', 'queue'],
    ['workload.operations.0.f', 'append'],
    ['workload.operations.0.client', 99],
    ['faults.0.kind', 'meteor'],
    ['faults.0.for', 'long'],
    ['healAt', null],
    ['settle', Number.POSITIVE_INFINITY],
    ['limits', { events: 0 }],
  ])('%s = %j', (field, value) => {
    const path = field.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key))
    const message = refusal(changed(plans[0], path, value))
    expect(message).toMatch(/^plan\.json: /)
    expect(message).toContain(field)
  })

  test('a field nobody knows', () => {
    expect(refusal({ ...plans[0], speed: 1 })).toMatch(/speed/)
    expect(refusal(changed(plans[0], ['world', 'network', 'speed'], 1))).toMatch(/world\.network.*speed/)
  })

  test.each([
    { think: 1, f: 'reconfigure', value: { add: ['n9'] } },
    { think: 1, f: 'reconfigure', value: { learners: ['n1', 'n9'] } },
    { think: 1, f: 'transfer-leadership', value: 'n9' },
  ])('an operator that names a server there is not: %j', (call) => {
    const { workload, ...plan } = plans[0]!
    const operator = [{ think: 0, f: 'transfer-leadership', value: null }, call]
    expect(refusal({ ...plan, nodes: 3, workload: { ...workload, operator } })).toBe(
      'plan.json: workload.operator.1.value: there is no n9, only n1 to n3: "nodes" is 3',
    )
  })

  test.each([null, [], 'plan', 7, undefined])('no plan at all: %j', (value) => {
    expect(refusal(value)).toMatch(/^plan\.json: the plan: /)
  })

  test('any field of any plan', () => {
    const place = fc
      .constantFrom(...plans)
      .chain((plan) => fc.record({ plan: fc.constant(plan), path: fc.constantFrom(...pathsOf(plan)) }))
    fc.assert(
      fc.property(place, fc.constantFrom({ wrong: true }, [[]], undefined), ({ plan, path }, value) => {
        fc.pre(path[0] !== 'settings')
        const message = refusal(changed(plan, path, value))
        if (message === 'accepted') {
          // leaving out what is optional, or one element of a list, makes another plan
          expect(value).toBeUndefined()
          return
        }
        const field = message.slice('plan.json: '.length).split(': ')[0]!
        const named = field.split('.')
        const whole = path.map(String)
        expect(whole.slice(0, Math.min(named.length, whole.length))).toEqual(named.slice(0, whole.length))
        expect(named.length).toBeGreaterThanOrEqual(Math.min(whole.length, 2))
      }),
      { numRuns: 400 },
    )
  })
})

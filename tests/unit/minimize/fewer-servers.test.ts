import { expect, test } from 'vitest'
import { scenarios } from '../../../scenarios/index.ts'
import { onFewerServers } from '../../../src/minimize/fewer-servers.ts'
import type { Script } from '../../../src/record/decision.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import type { OperatorCall } from '../../../src/workload/operator-plan.ts'
import { parsePlan } from '../../../src/run/plan.ts'
import { builtInRaft } from '../../../src/subject/built-in-raft/built-in-raft.ts'

const plan = { ...drawPlan(scenarios[0]!, 'fewer', builtInRaft()), nodes: 3, settings: {} }
const script: Script = [
  { do: 'fire', node: 'n1', timer: 'election' },
  { do: 'deliver', from: 'n1', to: 'n2', message: 'a' },
  { do: 'deliver', from: 'n1', to: 'n3', message: 'b' },
  { do: 'deliver', from: 'n2', to: 'n3', message: 'c' },
]
const onFewer = (fewest: number, one = script, of = plan) => [
  ...onFewerServers({ plan: of, script: one }, fewest),
]

test('servers go or become one, in all ways, and the smallest clusters come first', () => {
  const all = onFewer(1)
  // of three servers one is left: each alone, each two as one, all as one; or two: each two alone, each two as one beside the third
  expect(all.map(({ plan: { nodes } }) => nodes)).toEqual([
    ...Array<number>(7).fill(1),
    ...Array<number>(6).fill(2),
  ])
  expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(8)
})

test('what a server tells one that it has become is gone', () => {
  const merged = onFewer(2).map(({ script: one }) => one)
  expect(merged).toContainEqual([
    { do: 'fire', node: 'n1', timer: 'election' },
    { do: 'deliver', from: 'n1', to: 'n2', message: 'a' },
    { do: 'deliver', from: 'n1', to: 'n2', message: 'b' },
  ])
  for (const one of merged)
    for (const decision of one) if (decision.do === 'deliver') expect(decision.from).not.toBe(decision.to)
})

test('what names its servers stays as large as it is', () => {
  const call = { f: 'reconfigure', value: { remove: ['n2'] } }
  expect(onFewer(1, [...script, { do: 'submit', client: 0, node: 'n1', call }])).toEqual([])
  expect(onFewer(1, script, { ...plan, settings: { voters: 3 } as never })).toEqual([])
})

test('what a plan says of servers that are gone goes with them: it is still a plan', () => {
  const operator: readonly OperatorCall[] = [
    { think: 5, f: 'reconfigure', value: { remove: ['n3'] } },
    { think: 9, f: 'reconfigure', value: { add: ['n1'] } },
  ]
  const lasting = { kind: 'partition', at: 3, duration: 5, selector: 'n3' } as never
  const whole = { ...plan, lasting, workload: { ...plan.workload, operator } }
  for (const { plan: fewer } of onFewer(1, script, whole)) {
    expect(fewer.workload.operator).toEqual(operator.slice(1))
    expect(fewer.lasting).toBeUndefined()
    const { lasting: _, ...rest } = fewer
    expect(parsePlan(JSON.parse(JSON.stringify(rest)), 'plan')).toEqual(rest)
  }
})

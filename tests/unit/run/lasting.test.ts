import { describe, expect, test } from 'vitest'
import type { FaultPlan } from '../../../nemesis/index.ts'
import { scenarioNamed } from '../../../scenarios/index.ts'
import { drawPlan, type PlannedTarget } from '../../../src/run/drawing/draw-plan.ts'
import { lostOf, spared } from '../../../src/run/lasting.ts'
import type { Cluster } from '../../../src/sim/cluster.ts'
import { parsePlan } from '../../../src/run/plan.ts'
import { defaultOffers, type Offered } from '../../../src/subject/offers.ts'

const stranger: PlannedTarget = { electionTimeout: 300 }
const offering = (offers: Partial<Offered>): PlannedTarget => ({
  ...stranger,
  offers: { ...defaultOffers, ...offers },
})

const lasting = (name: string, target: PlannedTarget, count = 30) =>
  Array.from({ length: count }, (_, seed) => {
    const plan = drawPlan(scenarioNamed(name)!, `s${seed}`, target)
    // as it is stored
    return {
      plan: parsePlan(JSON.parse(JSON.stringify(plan)), 'plan'),
      lost: plan.lasting as (FaultPlan & { nodes: string[] }) | undefined,
    }
  })

describe('a minority that stays lost', () => {
  test('is a minority, by name, down or cut off, until all else is healed', () => {
    const drawn = lasting('minority-down', stranger)
    for (const { plan, lost } of drawn) {
      expect(plan.lasting).toEqual(lost)
      expect(lost?.nodes.length).toBeGreaterThan(0)
      expect(2 * lost!.nodes.length).toBeLessThan(plan.nodes)
    }
    expect(new Set(drawn.map(({ lost }) => lost?.kind))).toEqual(new Set(['crash', 'partition']))
  })

  test('is drawn in some runs of other scenarios, and never where nothing fails', () => {
    const some = lasting('everything-at-once', stranger).filter(({ lost }) => lost !== undefined).length
    expect(some).toBeGreaterThan(5)
    expect(some).toBeLessThan(25)
    expect(lasting('steady-cluster', stranger).some(({ lost }) => lost !== undefined)).toBe(false)
  })

  test('never dies where nothing survives a crash', () => {
    const kinds = lasting('leader-isolated', offering({ persistence: false })).map(({ lost }) => lost?.kind)
    expect(kinds).toContain('partition')
    expect(kinds).not.toContain('crash')
  })

  test('is not drawn for the built-in Raft, for elections alone, or in place of named faults', () => {
    for (const target of [offering({ builtInRaftSettings: true }), offering({ electionsOnly: true })])
      expect(lasting('minority-down', target).some(({ lost }) => lost !== undefined)).toBe(false)
    const shaped = drawPlan(scenarioNamed('minority-down')!, 's1', stranger, { nemesis: ['drop'] })
    expect(shaped.lasting).toBeUndefined()
  })

  test('is nobody where it would be half of the servers', () => {
    const fault = { kind: 'crash', when: { at: 1 }, for: 1, nodes: ['n1', 'n3'] } as FaultPlan
    expect(lostOf(fault, ['n1', 'n2', 'n3', 'n4', 'n5'])).toEqual(['n1', 'n3'])
    expect(lostOf(fault, ['n1', 'n2', 'n3', 'n4'])).toEqual([])
    expect(lostOf(fault, ['n1', 'n2'])).toEqual([])
    expect(lostOf(undefined, ['n1'])).toEqual([])
  })
})

describe('who can be spared', () => {
  const clusterOf = (lists: Readonly<Record<string, readonly string[] | undefined>>): Cluster =>
    ({
      members: Object.keys(lists),
      processes: Object.entries(lists).map(([id, voters]) => ({
        id,
        live: voters === undefined ? undefined : { membership: { voters, outgoing: [], learners: [] } },
      })),
    }) as unknown as Cluster
  const all = ['n1', 'n2', 'n3', 'n4']

  test('a minority of whatever list counts, or may come to count', () => {
    expect(spared(['n1'], clusterOf({ n1: all, n2: all, n3: all, n4: all }))).toEqual(['n1'])
    const three = ['n1', 'n2', 'n3']
    expect(spared(['n1'], clusterOf({ n1: all, n2: three, n3: all, n4: all }))).toEqual(['n1'])
    // with n1 alone two members can do nothing, nor can they once it is the third
    expect(spared(['n1'], clusterOf({ n1: all, n2: ['n1', 'n2'], n3: all, n4: all }))).toEqual([])
    expect(spared(['n1', 'n2'], clusterOf({ n1: all, n2: all, n3: all, n4: all }))).toEqual([])
  })

  test('what those that are lost show does not count, and who shows nothing has all for members', () => {
    expect(spared(['n1'], clusterOf({ n1: ['n1'], n2: all, n3: undefined, n4: all }))).toEqual(['n1'])
  })
})

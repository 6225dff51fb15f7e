import { describe, expect, test } from 'vitest'
import { scenarios } from '../../../../scenarios/index.ts'
import { defineScenario } from '../../../../scenarios/index.ts'
import { composeFaults, type FaultPlan } from '../../../../nemesis/index.ts'
import { realFaultKinds } from '../../../../src/processes/fault-controls.ts'
import { parsePlan } from '../../../../src/run/plan.ts'
import type { Scenario } from '../../../../src/run/scenario.ts'
import { serverPlan } from '../../../../src/testcase/servers/server-plan.ts'
import { someServers } from './some-servers.ts'

const wild = scenarios.find(({ name }) => name === 'everything-at-once') as Scenario
const seeds = Array.from({ length: 60 }, (_, number) => `s${number}`)

describe('the plan of a real run', () => {
  test('is the same for the same seed, and a plan like any other', () => {
    const plan = serverPlan(wild, 'x', someServers(), { nodes: 5, clients: 3 })
    expect(serverPlan(wild, 'x', someServers(), { nodes: 5, clients: 3 })).toEqual(plan)
    expect(parsePlan(JSON.parse(JSON.stringify(plan)), 'here')).toEqual(plan)
    expect(plan).toMatchObject({ nodes: 5, workload: { clients: 3 } })
  })

  test('has only faults that real servers can be put under, and kills keep what was written', () => {
    const faultsOn = (target: ReturnType<typeof someServers>) =>
      seeds.flatMap((seed) => serverPlan(wild, seed, target, { nodes: 3 }).faults)
    const kindsOf = (faults: readonly FaultPlan[]) => [...new Set(faults.map(({ kind }) => kind))].sort()
    const faults = faultsOn(someServers())
    expect(kindsOf(faults)).toEqual(realFaultKinds.filter((kind) => kind !== 'upgrade').sort())
    expect(kindsOf(faultsOn(someServers({ versions: ['1', '2'] })))).toEqual([...realFaultKinds].sort())
    const unsynced = faults.flatMap((fault) => ('unsynced' in fault ? [fault.unsynced] : []))
    expect(unsynced.length).toBeGreaterThan(10)
    expect(new Set(unsynced)).toEqual(new Set(['keep']))
  })

  test('of a long run has faults from its beginning to its end, the same for the same seed', () => {
    const long = { nodes: 3, timeLimit: 600_000 }
    const plan = serverPlan(wild, 'long', someServers(), long)
    expect(serverPlan(wild, 'long', someServers(), long)).toEqual(plan)
    expect(parsePlan(JSON.parse(JSON.stringify(plan)), 'here')).toEqual(plan)
    const begins = plan.faults.map(({ when }) => ('at' in when ? when.at : (when.after ?? 0)))
    for (let minute = 0; minute < 10; minute++)
      expect(begins.some((at) => at >= minute * 60_000 && at < (minute + 1) * 60_000)).toBe(true)
    expect(Math.max(...begins)).toBeLessThan(plan.healAt)
    const kinds = new Set(plan.faults.map(({ kind }) => kind))
    expect([...kinds].sort()).toEqual(realFaultKinds.filter((kind) => kind !== 'upgrade').sort())
  })

  test('gives the servers a minute to recover, and longer where their elections are slow', () => {
    expect(serverPlan(wild, 'x', someServers(), {}).settle).toBe(60_000)
    const slow = someServers({ electionTimeout: 10_000 })
    expect(serverPlan(wild, 'x', slow, {}).settle).toBeGreaterThanOrEqual(200_000)
  })

  test('says which fault one server is too few for', () => {
    const alone = defineScenario({
      name: 'alone',
      about: 'One server.',
      nodes: [1],
      faults: (context) => composeFaults(context, { kinds: ['partition'] }),
      coverageMarks: ['messagesCut'],
    })
    expect(() => serverPlan(alone, 'x', someServers(), {})).toThrow(
      /alone: its fault partition needs more than 1 server; give --nodes 3/,
    )
  })
})

import { describe, expect, test } from 'vitest'
import { parsePlan, type Plan } from '../../src/run/plan.ts'
import { drawPlan } from '../../src/run/drawing/draw-plan.ts'
import { builtInRaft } from '../../src/subject/built-in-raft/built-in-raft.ts'
import { planOf, run, scenarios } from './runs.ts'

const RUNS = 2

const features = {
  'stepwise replication': { replication: 'stepwise' },
  PreVote: { preVote: true },
  CheckQuorum: { checkQuorum: true },
  'PreVote and CheckQuorum': { preVote: true, checkQuorum: true },
  'ReadIndex, and followers that read': { reads: 'read-index' },
  'leases, where clocks allow them': { reads: 'lease' },
  'a snapshot at each entry, in small chunks': { snapshotEvery: 1, trailing: 0, snapshotChunk: 64 },
  'flow control and a short uncommitted log': { inflight: 1, maxUncommitted: 1 },
  'commands handed on to the leader': { forward: true },
  'all of them': {
    replication: 'stepwise',
    preVote: true,
    checkQuorum: true,
    reads: 'read-index',
    snapshotEvery: 2,
    trailing: 1,
    maxUncommitted: 5,
    forward: true,
  },
} as const

/** As if there were none of them: the defaults. */
const off = {
  replication: 'eager',
  preVote: false,
  checkQuorum: false,
  reads: 'log',
  inflight: 64,
  snapshotEvery: 0,
  trailing: 64,
  snapshotChunk: 65_536,
  maxUncommitted: 0,
  forward: false,
  membershipChange: 'joint',
} as const

describe.each(Object.entries(features))('%s', (name, settings) => {
  test.each(scenarios)('holds in $name, liveness included', (scenario) => {
    for (let seed = 0; seed < RUNS; seed++) {
      const fixed = { ...scenario, settings: { ...scenario.settings, ...settings } }
      const { violation } = run(drawPlan(fixed, `${name}${seed}`, builtInRaft()))
      expect(violation?.headline, `seed ${name}${seed}`).toBeUndefined()
    }
  })
})

test('each of the settings is drawn on and off, and each with each', () => {
  const wild = scenarios.find(({ name }) => name === 'everything-at-once')!
  const seen = new Set<string>()
  for (let seed = 0; seed < 300; seed++) {
    const { replication, preVote, checkQuorum } = planOf(wild, `draw${seed}`).settings
    seen.add(JSON.stringify([replication, preVote, checkQuorum]))
  }
  expect(seen.size).toBe(8)
})

test('thesis §9.6: a follower that was cut off deposes nobody when it comes back; without PreVote it does', () => {
  const changes = (preVote: boolean): number => {
    let count = 0
    for (let seed = 0; seed < 20; seed++) {
      const drawn = planOf(scenarios[0]!, `back${seed}`)
      const { healAt } = drawn
      const plan = parsePlan(
        {
          ...drawn,
          nodes: 3,
          settings: { ...drawn.settings, ...off, preVote },
          world: { ...drawn.world, network: { ...drawn.world.network, drop: 0, duplicate: 0 } },
          faults: [
            {
              kind: 'partition',
              shape: 'isolate-one',
              nodes: 'follower',
              when: { at: healAt - 2500 },
              for: 2000,
            },
          ],
        },
        'cut off',
      )
      const { violation, coverageMarks } = run(plan)
      expect(violation?.headline).toBeUndefined()
      expect(coverageMarks.messagesCut).toBeGreaterThan(0)
      count += coverageMarks.leaderSteppedDown
    }
    return count
  }
  expect(changes(true)).toBe(0)
  expect(changes(false)).toBeGreaterThanOrEqual(20)
})

describe('switched off, they change nothing', () => {
  const drawn = (scenario: (typeof scenarios)[number], seed: string): Plan =>
    drawPlan({ ...scenario, settings: { ...scenario.settings, ...off } }, seed, builtInRaft())

  // what stands for several has the settings of each
  const own = scenarios.filter(({ oneOf }) => oneOf === undefined)
  test.each(own.filter(({ name }) => name !== 'stepwise'))(
    '$name: a plan that does not know of them runs to the same digest',
    (scenario) => {
      for (const seed of ['off1', 'off2', 'off3']) {
        const plan = drawn(scenario, seed)
        const older = Object.fromEntries(Object.entries(plan.settings).filter(([name]) => !(name in off)))
        expect(run({ ...plan, settings: older }).digest).toBe(run(plan).digest)
      }
    },
  )

  test.each(own)('$name: all else in a plan is drawn as if they were not', (scenario) => {
    for (const seed of ['off1', 'off2', 'off3']) {
      const [free, fixed] = [planOf(scenario, seed), drawn(scenario, seed)]
      expect({ ...free, settings: { ...free.settings, ...off }, settle: 0 }).toEqual({ ...fixed, settle: 0 })
    }
  })
})

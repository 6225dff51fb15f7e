import { describe, expect, test } from 'vitest'
import { scenarios } from '../../scenarios/index.ts'
import { isSameBug, type Violation } from '../../src/record/verdict.ts'
import { runScript } from '../../src/run/scripted/scripted-run.ts'
import { minimizingRunner } from '../../src/testcase/minimizing-runner.ts'
import { eventsIn } from '../../src/testcase/shortest.ts'
import { searchShallow } from '../../src/testcase/shallow.ts'
import { plantedTarget } from '../../src/testcase/targets.ts'
import { TestCase } from '../../src/testcase/test-case.ts'
import { plantedBugs, runExample, type PlantedBug } from './planted-runs.ts'

const bugOf = (id: string): PlantedBug => plantedBugs.find((bug) => bug.id === id)!
const scenarioOf = (name: string) => scenarios.find((one) => one.name === name)!

/** The breach of the example of a bug, with its rule. */
function breachOf(bug: PlantedBug): Violation {
  const { violation } = runExample(bug, true)
  return { ...violation!, cause: causes[bug.id]! }
}

const causes: { readonly [id: string]: string } = {
  'vote-twice': 'second-vote-in-a-term',
  'vote-not-persisted': 'vote-not-on-disk',
  'no-session-deduplication': 'retry-executed-again',
}

/** What is found on the clusters that a scenario is searched on. */
async function shallowest(bug: PlantedBug, scenario: string, fewestServers = 1) {
  const make = plantedTarget(bug)
  const violation = breachOf(bug)
  const [plan] = minimizingRunner(make, violation.property, scenarioOf(scenario), 'any').shallow!
  const limits = { effort: 25_000, fewestServers, stops: () => false }
  const { shortest } = await searchShallow(plan!, make, violation, limits)
  return { ...shortest!, make, violation }
}

describe('of a bug that shows in a few events', () => {
  test.each(['vote-twice', 'vote-not-persisted', 'no-session-deduplication'])(
    'the same shortest run is found whatever scenario it failed in: %s',
    async (id) => {
      const found = await Promise.all(
        ['everything-at-once', 'canonical-schedules', 'changing-members'].map((name) =>
          shallowest(bugOf(id), name),
        ),
      )
      const [first, ...others] = found.map(({ found: { script } }) => script)
      expect(eventsIn(first!)).toBeLessThanOrEqual(eventsIn(bugOf(id).example.script))
      for (const script of others) expect(script).toEqual(first)
    },
  )

  test('it breaks by the same rule when it is made again, and without any one decision it does not', async () => {
    const { plan, found, make, violation } = await shallowest(
      bugOf('vote-not-persisted'),
      'everything-at-once',
    )
    const breaks = (script: typeof found.script): boolean => {
      const { violation: again } = runScript(plan, make(plan), script, { traced: true })
      return again !== undefined && isSameBug(violation, again)
    }
    expect(breaks(found.script)).toBe(true)
    for (const at of found.script.keys()) expect(breaks(found.script.toSpliced(at, 1))).toBe(false)
  })

  test('no smaller cluster is searched than is allowed', async () => {
    const bug = bugOf('no-session-deduplication')
    expect((await shallowest(bug, 'everything-at-once')).plan.nodes).toBe(1)
    expect((await shallowest(bug, 'everything-at-once', 2)).plan.nodes).toBe(2)
  })
})

describe('minimized', () => {
  const minimized = async (id: string, scenario: string, seeds: number) => {
    const bug = bugOf(id)
    for (let seed = 0; seed < seeds; seed++) {
      const parts = { scenario: scenarioOf(scenario), target: `raft+${id}`, make: plantedTarget(bug) }
      const testCase = new TestCase({ ...parts, seed: `${scenario}${seed}` })
      const result = await testCase.run()
      if (result.violation?.cause === causes[id]) return (await testCase.minimize(result)).minimized!
    }
    throw new Error('no seed fails')
  }

  test('failures of different scenarios and seeds become one and the same', async () => {
    const one = await minimized('vote-twice', 'everything-at-once', 50)
    const other = await minimized('vote-twice', 'contested-elections', 50)
    expect(other.script).toEqual(one.script)
    expect(other.after).toEqual(one.after)
    expect(one.record.plan).toMatchObject({ settings: {} })
  })
})

test('where the own entry of a new leader makes it shorter, that is found', async () => {
  const bug = bugOf('commit-before-own-disk')
  const make = plantedTarget(bug)
  const { violation } = runExample(bug, true)
  const { shallow, shorter } = minimizingRunner(
    make,
    violation!.property,
    scenarioOf('everything-at-once'),
    'any',
  )
  const search = async (fewerThan?: number) => {
    const plan = (fewerThan === undefined ? shallow : shorter)![0]!
    const limits = { effort: 25_000, fewestServers: 1, stops: () => false }
    const { shortest } = await searchShallow(plan, make, violation!, {
      ...limits,
      ...(fewerThan !== undefined && { fewerThan }),
    })
    return shortest?.found.events
  }
  const first = await search()
  expect(await search(first)).toBe(eventsIn(bug.example.script))
  expect(first).toBeGreaterThan(eventsIn(bug.example.script))
  // none has fewer
  expect(await search(eventsIn(bug.example.script))).toBeUndefined()
})

import { describe, expect, test } from 'vitest'
import { nodeIds } from '../../src/base/node-id.ts'
import { shorterStretches } from '../../src/explore/shorter-stretches.ts'
import type { Script } from '../../src/record/decision.ts'
import { isSameBug, type Violation } from '../../src/record/verdict.ts'
import { runScript } from '../../src/run/scripted/scripted-run.ts'
import type { Target } from '../../src/subject/target.ts'
import { plantedTarget } from '../../src/testcase/targets.ts'
import { eventsIn } from '../../src/testcase/shortest.ts'
import { attempt, plantedBugs, type PlantedBug } from './planted-runs.ts'

const bugOf = (id: string): PlantedBug => plantedBugs.find((bug) => bug.id === id)!

/** The example of a bug, and how a script fares on its cluster. */
function exampleOf(id: string) {
  const bug = bugOf(id)
  const { nodes, settings = {}, script } = bug.example
  const plan = { ...attempt(bug, 0).plan, nodes, settings: { ...settings } as never }
  const make = (): Target => plantedTarget(bug)(plan)
  const breachOf = (one: Script): Violation | undefined =>
    runScript(plan, make(), one, { traced: true }).violation
  return { plan, make, script, breachOf, violation: breachOf(script)! }
}

const search = (
  { plan, make, violation }: ReturnType<typeof exampleOf>,
  script: Script,
  limits: { readonly effort?: number; readonly stops?: () => boolean } = {},
) =>
  shorterStretches(plan, make, script, {
    effort: 120_000,
    stops: () => false,
    isWanted: (other) => isSameBug(violation, other),
    ...limits,
  })

/** Events more than in the example, at most. */
const DETOURS = 6

/** A script with timeouts in it, wherever they do no harm to what it shows. */
function withDetours({ plan, script, breachOf, violation }: ReturnType<typeof exampleOf>): Script {
  let longer = script
  for (let at = 0; at < longer.length; at++) {
    for (const node of nodeIds(plan.nodes)) {
      const one = longer.toSpliced(at, 0, { do: 'fire', node, timer: 'election' })
      const breach = breachOf(one)
      if (breach === undefined || !isSameBug(violation, breach)) continue
      longer = one
      if (longer.length >= script.length + DETOURS) return longer
      at += 2
      break
    }
  }
  expect(longer.length).toBeGreaterThan(script.length)
  return longer
}

describe('a run far longer than a search reaches is made as short as the example', () => {
  // Figure 8; old terms counted by the last entry; calls of an operator; numbers in a session
  test.each([
    'commit-old-term',
    'newer-conflict-kept',
    'joint-left-before-commit',
    'session-remembers-last-number',
  ])('%s', async (id) => {
    const example = exampleOf(id)
    const longer = withDetours(example)
    const found = await search(example, longer)
    const { script } = found!
    expect(eventsIn(script!)).toBeLessThanOrEqual(eventsIn(example.script))
    const breach = example.breachOf(script!)
    expect(breach !== undefined && isSameBug(example.violation, breach)).toBe(true)
    // the last event is what breaks it
    const before = example.breachOf(script!.slice(0, -1))
    expect(before !== undefined && isSameBug(example.violation, before)).toBe(false)
    // neither clock nor chance has a part in it
    expect(await search(example, longer)).toEqual(found)
  })
})

test('it ends when it is told to, and where its effort ends', async () => {
  const example = exampleOf('commit-old-term')
  const longer = withDetours(example)
  expect(await search(example, longer, { stops: () => true })).toMatchObject({ states: 0 })
  const { states } = (await search(example, longer, { effort: 3000 }))!
  expect(states).toBeLessThan(6000)
})

test('what does not fail as it is wanted is not searched', async () => {
  const example = exampleOf('commit-old-term')
  expect(await search(example, example.script.slice(0, -1))).toBeUndefined()
})

test('what seemed to break a property and did not is run once, so that the search goes on', async () => {
  // where members change many a commit seems to be one without a majority: three times as many states as with a run for each
  const example = exampleOf('joint-left-before-commit')
  const { states } = (await search(example, example.script, { effort: 60_000 }))!
  expect(states).toBeGreaterThan(4000)
})

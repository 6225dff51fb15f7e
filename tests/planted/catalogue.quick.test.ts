import { describe, expect, test } from 'vitest'
import { runPlan } from '../../src/run/run-plan.ts'
import { canonicalJson } from '../../src/base/json.ts'
import { attempt, correct, find, MAX_SEEDS, plantedBugs, runExample } from './planted-runs.ts'
import { judgedBy } from '../../src/testcase/judged-by.ts'

/** Of each bug: together they are hundreds of runs of the correct Raft. */
const CORRECT_RUNS = 4

describe.each(plantedBugs)('$id', (bug) => {
  test('is found, and what it breaks is what it is said to break', () => {
    const found = find(bug)
    expect(found, `not found in ${MAX_SEEDS} runs`).toBeDefined()
    const { violation } = found!.result
    expect(violation!.headline).not.toBe('')
    expect(violation!.proof.length).toBeGreaterThan(1)
    expect(violation!.proof.at(-1)!.kind).toBe('however')
  })

  test('the correct Raft is not accused where it was found', () => {
    const { plan, scenario } = find(bug)!
    const { violation } = runPlan(plan, correct(bug)(plan), judgedBy(scenario))
    expect(violation?.headline).toBeUndefined()
  })

  test('its example shows it, and breaks nothing on the correct Raft', () => {
    expect(bug.breaks).toContain(runExample(bug, true).violation?.property)
    expect(runExample(bug, false).violation?.headline).toBeUndefined()
  })

  test('its example holds nothing that is not needed: without any one decision it breaks nothing', () => {
    const { script } = bug.example
    const needless = script.filter((_, position) => {
      const rest = script.filter((_, at) => at !== position)
      return runExample(bug, true, rest).violation !== undefined
    })
    expect(needless).toEqual([])
  })
})

/** One bug for each set of settings and scenarios: with the same ones the correct Raft runs the same. */
const settingsThereAre = [
  ...new Map(
    plantedBugs.map((bug) => [canonicalJson([{ ...bug.settings }, bug.scenarios ?? []]), bug]),
  ).entries(),
]

test.each(settingsThereAre)('the correct Raft is not accused under %s', (_, bug) => {
  for (let number = 0; number < CORRECT_RUNS; number++) {
    const { plan, scenario } = attempt(bug, number)
    const { violation } = runPlan(plan, correct(bug)(plan), judgedBy(scenario))
    expect(violation?.headline, plan.seed).toBeUndefined()
  }
})

test('each has a name, a home in the real world, and properties it breaks', () => {
  expect(new Set(plantedBugs.map(({ id }) => id)).size).toBe(plantedBugs.length)
  for (const { id, does, seenIn, needs, breaks } of plantedBugs) {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/)
    for (const text of [does, seenIn, needs]) expect(text.length).toBeGreaterThan(5)
    expect(breaks.length).toBeGreaterThan(0)
  }
})

import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../src/base/json.ts'
import { runPlan } from '../../src/run/run-plan.ts'
import { attempt, correct, find, MAX_SEEDS, runExample, type PlantedBug } from './planted-runs.ts'
import { judgedBy } from '../../src/testcase/judged-by.ts'

/** Of each bug: together they are hundreds of runs of the correct Raft. */
const CORRECT_RUNS = 4

/** What holds of every planted bug: it is found, its example shows it, and the correct Raft is accused of nothing. */
export function testPlanted(bugs: readonly PlantedBug[]): void {
  describe.each(bugs)('$id', (bug) => {
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

    test('its example holds nothing that is not needed: without any one decision it breaks nothing so', () => {
      const { script } = bug.example
      const broken = runExample(bug, true).violation!.property
      const needless = script.filter((_, position) => {
        const rest = script.filter((_, at) => at !== position)
        return runExample(bug, true, rest).violation?.property === broken
      })
      expect(needless).toEqual([])
    })
  })

  /** One bug for each set of settings and scenarios: with the same ones the correct Raft runs the same. */
  const settingsThereAre = [
    ...new Map(bugs.map((bug) => [canonicalJson([{ ...bug.settings }, bug.scenarios ?? []]), bug])).entries(),
  ]

  test.each(settingsThereAre)('the correct Raft is not accused under %s', (_, bug) => {
    for (let number = 0; number < CORRECT_RUNS; number++) {
      const { plan, scenario } = attempt(bug, number)
      const { violation } = runPlan(plan, correct(bug)(plan), judgedBy(scenario))
      expect(violation?.headline, plan.seed).toBeUndefined()
    }
  })
}

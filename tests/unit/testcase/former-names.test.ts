import { expect, test } from 'vitest'
import { defineScenario, type Scenario } from '../../../scenarios/index.ts'

test('a scenario that says landmarks, the former name of coverage marks, still runs', () => {
  const { coverageMarks: _, ...rest } = { name: 'mine', about: 'nothing', coverageMarks: [] }
  const written = { ...rest, landmarks: ['leaderElected'] } as unknown as Scenario
  expect(defineScenario(written)).toEqual({ ...rest, coverageMarks: ['leaderElected'] })
})

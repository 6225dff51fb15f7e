import { expect, test } from 'vitest'
import { withKnownWords } from '../../../src/run/known-words.ts'
import { defineScenario, type Scenario } from '../../../scenarios/index.ts'

test('a scenario that says landmarks, the former name of coverage marks, still runs', () => {
  const { coverageMarks: _, ...rest } = { name: 'mine', about: 'nothing', coverageMarks: [] }
  const written = { ...rest, landmarks: ['leaderElected'] } as unknown as Scenario
  expect(defineScenario(written)).toEqual({ ...rest, coverageMarks: ['leaderElected'] })
})

test('a scenario that names a coverage mark by its former name still runs', () => {
  const written = { name: 'mine', about: 'nothing', coverageMarks: ['leaderStruck', 'leaderElected'] }
  expect(withKnownWords(written as unknown as Scenario)).toMatchObject({
    coverageMarks: ['leaderHit', 'leaderElected'],
  })
})

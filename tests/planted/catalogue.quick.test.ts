import { expect, test } from 'vitest'
import { testPlanted } from './catalogue.ts'
import { chosenBugs, plantedBugs } from './planted-runs.ts'

testPlanted(chosenBugs)

test('each has a name, a home in the real world, and properties it breaks', () => {
  expect(new Set(plantedBugs.map(({ id }) => id)).size).toBe(plantedBugs.length)
  for (const { id, does, seenIn, needs, breaks } of plantedBugs) {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/)
    for (const text of [does, seenIn, needs]) expect(text.length).toBeGreaterThan(5)
    expect(breaks.length).toBeGreaterThan(0)
  }
})

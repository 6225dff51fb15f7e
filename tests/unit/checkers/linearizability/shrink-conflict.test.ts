import { expect, test } from 'vitest'
import { shrinkConflict } from '../../../../checkers/linearizability/explanation/shrink-conflict.ts'
import { models } from '../../../../checkers/models/index.ts'
import { history, ok, type Line } from './histories.ts'

const writes = (count: number) =>
  history(...Array.from({ length: count }, (_, at): Line => ['write', at, ok(), 2 * at, 2 * at + 1]))

test('what cannot be left out is kept', () => {
  const operations = writes(50)
  const core = shrinkConflict(models.register, operations, {
    isIllegal: (rest) =>
      [7, 31].every((at) => rest.some(({ id, outcome }) => id === at && outcome.type === 'ok')),
    isAffordable: () => true,
  })
  expect(core?.map(({ id }) => id)).toEqual([7, 31])
})

test('it goes on no longer than it may, also where nothing can be left out', () => {
  let asked = 0
  const core = shrinkConflict(models.register, writes(1000), {
    isIllegal: () => {
      asked++
      return false
    },
    isAffordable: () => asked < 20,
  })
  expect(core).toBeUndefined()
  expect(asked).toBe(20)
})

import { expect, test } from 'vitest'
import { checkLinearizability } from '../../../../checkers/index.ts'
import { decideUniqueValues } from '../../../../checkers/linearizability/unique-values.ts'
import { models } from '../../../../checkers/models/index.ts'
import { history, ok, unknown } from './histories.ts'

test('a key that was deleted is left to the search: it was absent more than once', () => {
  const operations = history(
    ['write', 1, ok(), 0, 1],
    ['delete', null, unknown, 2],
    ['read', null, ok(1), 3, 4],
    ['read', null, ok(null), 5, 6],
  )
  expect(decideUniqueValues(models.kv, operations)).toBeUndefined()
  expect(checkLinearizability(operations, models.kv).valid).toBe(true)
  const withoutDelete = operations.filter(({ f }) => f !== 'delete')
  const decision = decideUniqueValues(models.kv, withoutDelete)
  expect(decision?.verdict === 'illegal' && decision.point()?.blocking.id).toBe(3)
  expect(checkLinearizability(withoutDelete, models.kv).valid).toBe(false)
})

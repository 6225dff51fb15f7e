import { expect, test } from 'vitest'
import type { Json } from '../../../src/base/json.ts'
import type { ClientEvent } from '../../../src/maelstrom/event.ts'
import { uniqueIds } from '../../../src/maelstrom/workloads/unique-ids.ts'

const given = (ids: readonly Json[]): ClientEvent[] =>
  ids.flatMap((value, process) => [
    { index: 2 * process, time: process, process, type: 'invoke' as const, f: 'generate', value: null },
    { index: 2 * process + 1, time: process, process, type: 'ok' as const, f: 'generate', value },
  ])

test.each<[readonly Json[], string | undefined]>([
  [[1, '1', [1], ['1'], null], undefined],
  [[7, 8, 7], 'the id 7 was given 2 times'],
  [['n0-1', 'n1-1', 'n0-1', 'n0-1'], 'the id "n0-1" was given 3 times'],
  [[['n0', 1], { a: 1 }, ['n0', 1]], 'the id ["n0",1] was given 2 times'],
  [['x'.repeat(999), 'x'.repeat(999)], `the id "${'x'.repeat(199)} was given 2 times`],
])('of the ids %j it says: %s', async (ids, because) => {
  const history = given(ids)
  const result = await uniqueIds().check(history, history)
  expect(result.valid).toBe(because === undefined)
  expect(result.because).toBe(because)
})

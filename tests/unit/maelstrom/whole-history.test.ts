import { expect, test } from 'vitest'
import type { MaelstromEvent } from '../../../src/maelstrom/event.ts'
import { pagesOf } from '../../../src/maelstrom/pages.ts'
import { checked } from '../../../src/maelstrom/workloads/checked.ts'
import { browsed } from '../reports/html/whole/recorded.ts'
import { operationText } from '../../../reports/html/whole/browsed.ts'

const stamped = (events: readonly object[]): MaelstromEvent[] =>
  events.map((event, index) => ({ index, time: index * 1_000_000, ...event }) as MaelstromEvent)

const history = stamped([
  { process: 0, type: 'invoke', f: 'write', key: 3, value: 1 },
  { process: 'nemesis', type: 'info', f: 'partition', value: [['n1'], ['n2']] },
  { process: 0, type: 'ok', f: 'write', key: 3, value: 1 },
  { process: 1, type: 'invoke', f: 'read', key: 3, value: null },
  { process: 1, type: 'ok', f: 'read', key: 3, value: 2 },
])
const report = {
  ...{ valid: true, because: [], workload: 'echo', seed: '1', store: '' },
  parts: {},
} as unknown as Parameters<typeof pagesOf>[0]

test('a run without a checker of histories carries its whole history, with the lines of history.jsonl', () => {
  const [all, ...more] = pagesOf(report, undefined, history)
  expect(more).toEqual([])
  if (all?.whole === undefined) throw new Error('the page has no history')
  const one = browsed(all.whole)
  expect([operationText(one, 0), operationText(one, 1)]).toEqual(['write 3 1', 'read 3 -> 2'])
  expect([...one.lines, ...one.toldLines]).toEqual([1, 4, 3, 5])
  expect([...one.events.times]).toEqual([0, 2000, 3000, 4000])
  expect(pagesOf(report, undefined, [])[0]?.whole).toBeUndefined()
})

test('the check of a history speaks of the same lines, and its page carries the history once', async () => {
  const { valid, page } = await checked(history, { model: 'kv' })
  expect(valid).toBe(false)
  expect(page?.failure?.located.line).toBe(4)
  const pages = pagesOf(report, page, history)
  expect(pages.map(({ whole }) => whole?.total)).toEqual([undefined, 2])
})

import { expect, test } from 'vitest'
import { columnTrace } from '../../../../../reports/html/column-trace.ts'
import { knownEntries, withEntryLinks } from '../../../../../reports/html/entry-links.ts'
import { entryLife, readEntryAddress } from '../../../../../reports/html/page/entry-life.ts'
import type { Lane } from '../../../../../reports/html/schema.ts'
import type { StatePatch, TraceStep } from '../../../../../src/record/trace.ts'

const lanes: readonly Lane[] = ['n1', 'n2', 'n3'].map((id) => ({ id, name: id, kind: 'node' }))

const log = (from: number, ...terms: number[]): StatePatch => ({
  log: { from, entries: terms.map((term, at) => ({ index: from + at, term, command: `c${term}` })) },
})

function traceOf(...states: readonly (readonly [node: string, state: StatePatch])[]) {
  const steps = states.map(([node, state], at): TraceStep => ({
    ...{ step: at + 1, time: at, kind: 'deliver', node, text: '', state },
  }))
  return columnTrace({ steps, messages: [] }, { prefix: 'm', lanes })
}

const trace = traceOf(
  ['n1', { role: 'leader', ...log(1, 1) }],
  ['n2', { role: 'follower', ...log(1, 1) }],
  ['n3', { role: 'follower', ...log(1, 1) }],
  ['n1', log(2, 2)],
  ['n2', log(2, 2)],
  ['n1', { commitIndex: 2, lastApplied: 2 }],
  ['n3', log(2, 3)],
  ['n2', log(2, 3)],
  ['n1', { firstIndex: 3 }],
)

test('an entry is born, copied, committed, applied, overwritten, and goes into a snapshot', () => {
  const life = entryLife(trace, { index: 2, term: 2 })!
  expect(life.command).toBe('c2')
  expect(life.moments).toEqual([
    { row: 3, lane: 0, what: 'born' },
    { row: 4, lane: 1, what: 'copied' },
    { row: 5, lane: 0, what: 'committed' },
    { row: 5, lane: 0, what: 'applied' },
    { row: 7, lane: 1, what: 'overwritten' },
    { row: 8, lane: 0, what: 'compacted' },
  ])
  expect(life.stretches).toEqual([
    { lane: 1, from: 4, to: 7, committed: undefined },
    { lane: 0, from: 3, to: 8, committed: 5 },
  ])
  expect(life.missing).toEqual([1, 2])
})

test('what is there at the end lasts to the end; what is cut leaves nothing', () => {
  expect(entryLife(trace, { index: 2, term: 3 })?.stretches.map(({ lane, to }) => [lane, to])).toEqual([
    [1, 9],
    [2, 9],
  ])
  const cut = traceOf(['n1', log(1, 1, 1)], ['n1', log(2)])
  expect(entryLife(cut, { index: 2, term: 1 })?.moments.at(-1)).toEqual({ row: 1, lane: 0, what: 'cut' })
  expect(entryLife(trace, { index: 9, term: 9 })).toBeUndefined()
})

test('reads addresses, and links only entries that there are', () => {
  expect(readEntryAddress('4:3')).toEqual({ index: 4, term: 3 })
  for (const wrong of [null, '', '4', '4:', ':3', '4:3x', '-4:3', '4:3:2'])
    expect(readEntryAddress(wrong)).toBeUndefined()
  const known = knownEntries(trace)
  expect([...known].sort()).toEqual(['1:1', '2:2', '2:3'])
  const links = withEntryLinks('2:2 and entry 1 of term 1, (2, term 3) but 12:30', known)
  expect(links.map((part) => (typeof part === 'string' ? part : part.attributes['href']))).toEqual([
    '#/trace?entry=2:2',
    ' and ',
    '#/trace?entry=1:1',
    ', ',
    '#/trace?entry=2:3',
    ' but 12:30',
  ])
})

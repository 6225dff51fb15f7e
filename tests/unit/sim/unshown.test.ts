import { expect, test } from 'vitest'
import { Unshown } from '../../../src/sim/unshown.ts'
import type { FaultSurface, Trigger } from '../../../src/subject/fault-surface.ts'

const members = ['n1', 'n2']
const told: [Trigger, string][] = []

function watching(shown: { firstIndex: number; lastIndex: number }): Unshown {
  told.length = 0
  const peek: FaultSurface['peek'] = (node) => ({
    ...{ role: node === 'n1' ? 'leader' : 'follower', currentTerm: 1, lastTerm: 1 },
    ...shown,
  })
  return new Unshown(peek, (trigger, node) => told.push([trigger, node]))
}

test('of views without log and vote, writes tell of votes while nobody leads, and of entries afterwards', () => {
  const unshown = watching({ firstIndex: 1, lastIndex: 0 })
  unshown.follow('candidate', 'n1', members)
  unshown.wrote('n2')
  // that nothing was shown so far says nothing yet
  expect(told).toEqual([])
  unshown.follow('leader', 'n1', members)
  unshown.follow('committed', 'n1', members)
  expect([unshown.entries, unshown.votes]).toEqual([true, true])
  unshown.wrote('n1')
  unshown.wrote('n2')
  unshown.wrote('n2')
  // what it writes first under a new leader may cut off entries
  expect(told).toEqual([
    ['proposed', 'n1'],
    ['appended', 'n2'],
    ['truncated', 'n2'],
    ['appended', 'n2'],
  ])
  told.length = 0
  unshown.follow('candidate', 'n2', members)
  unshown.wrote('n2')
  expect(told).toEqual([['voted', 'n2']])
})

test('of views that show them, writes tell nothing', () => {
  const unshown = watching({ firstIndex: 3, lastIndex: 3 })
  for (const trigger of ['candidate', 'voted', 'leader', 'appended', 'committed'] as const)
    unshown.follow(trigger, 'n2', members)
  expect([unshown.entries, unshown.votes]).toEqual([false, false])
  unshown.wrote('n2')
  unshown.follow('candidate', 'n1', members)
  unshown.wrote('n2')
  expect(told).toEqual([])
})

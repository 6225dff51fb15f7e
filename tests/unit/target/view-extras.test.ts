import { describe, expect, test } from 'vitest'
import type { NodeView } from '../../../src/history/node-view.ts'
import { readExtras } from '../../../src/target/view-extras.ts'
import { ViewState } from '../../../src/target/view-state.ts'

const plain: NodeView = {
  ...{ role: 'leader', currentTerm: 3, votedFor: 'n1', commitIndex: 5, lastApplied: 5 },
  ...{ log: [], firstIndex: 6 },
}

describe('what a view may show beside what it must', () => {
  test('is nothing', () => {
    const state = new ViewState()
    state.update(plain)
    expect(state).toMatchObject({ membership: undefined, stateDigest: undefined })
    expect(state.matchIndexOf('n2')).toBe(-1)
    expect(state.log.termAt(5)).toBe(-1)
  })

  test('is read', () => {
    const state = new ViewState()
    state.update({
      ...plain,
      ...{ members: ['n1', 'n2'], leader: null, snapshotIndex: 5, snapshotTerm: 2 },
      ...{ matchIndex: { n2: 4 }, stateDigest: 'abc' },
    })
    expect(state.membership).toEqual({ voters: ['n1', 'n2'], outgoing: [], learners: [] })
    expect([state.matchIndexOf('n2'), state.matchIndexOf('n3')]).toEqual([4, -1])
    expect(state.stateDigest).toBe('abc')
    expect([state.log.lastIndex, state.log.termAt(5), state.log.termAt(4)]).toEqual([5, 2, -1])
  })

  test('says nothing of the end of the log where the snapshot ends elsewhere', () => {
    const state = new ViewState()
    state.update({ ...plain, firstIndex: 4, log: [], snapshotIndex: 5, snapshotTerm: 2 })
    expect(state.log.termAt(3)).toBe(-1)
  })

  test.each([
    ['members', 'n1', 'view().members must be a list of node ids, not "n1"'],
    ['members', [1], 'view().members must be a list of node ids, not [1]'],
    ['leader', 3, 'view().leader must be a node id or null, not 3'],
    ['snapshotIndex', -1, 'view().snapshotIndex must be a whole number from 0, not -1'],
    ['snapshotTerm', '2', 'view().snapshotTerm must be a whole number from 0, not "2"'],
    ['matchIndex', null, 'view().matchIndex must be an object with an index for each peer, not null'],
    ['matchIndex', { n2: 0.5 }, 'view().matchIndex.n2 must be a whole number from 0, not 0.5'],
    ['stateDigest', 7, 'view().stateDigest must be a string, not 7'],
    ['stateDigest', Symbol('x'), 'view().stateDigest must be a string, not symbol'],
  ])('%s that is %j is refused', (field, value, message) => {
    expect(() => readExtras({ ...plain, [field]: value } as NodeView)).toThrow(message)
  })
})

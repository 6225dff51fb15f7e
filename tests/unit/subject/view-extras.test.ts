import { describe, expect, test } from 'vitest'
import type { NodeView } from '../../../src/record/node-view.ts'
import { readExtras } from '../../../src/subject/view-extras.ts'
import { ViewState } from '../../../src/subject/view-state.ts'

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
      ...{ nextIndex: { n2: 5 }, timers: { heartbeatTimer: 1250.5 } },
    })
    expect(state.shown).toEqual({
      ...{ leader: null, snapshotIndex: 5, stateDigest: 'abc' },
      ...{ nextIndex: { n2: 5 }, timers: { heartbeatTimer: 1250.5 } },
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
    ['members', 'n1', 'view().members is "n1"; NodeView wants a list of node ids'],
    ['members', [1], 'view().members is [1]; NodeView wants a list of node ids'],
    ['leader', 3, 'view().leader is 3; NodeView wants a node id or null'],
    ['snapshotIndex', -1, 'view().snapshotIndex is -1; NodeView wants a whole number from 0'],
    ['snapshotTerm', '2', 'view().snapshotTerm is "2"; NodeView wants a whole number from 0'],
    ['matchIndex', null, 'view().matchIndex is null; NodeView wants an object with an index for each peer'],
    ['matchIndex', { n2: 0.5 }, 'view().matchIndex.n2 is 0.5; NodeView wants a whole number from 0'],
    ['nextIndex', [1], 'view().nextIndex is [1]; NodeView wants an object with an index for each peer'],
    ['nextIndex', { n2: -1 }, 'view().nextIndex.n2 is -1; NodeView wants a whole number from 0'],
    ['timers', 3, 'view().timers is 3; NodeView wants an object with milliseconds for each timer'],
    ['timers', { t: NaN }, 'view().timers.t is NaN; NodeView wants milliseconds, a number'],
    ['stateDigest', 7, 'view().stateDigest is 7; NodeView wants a text'],
    ['stateDigest', Symbol('x'), 'view().stateDigest is a symbol; NodeView wants a text'],
  ])('%s that is %j is refused', (field, value, message) => {
    expect(() => readExtras({ ...plain, [field]: value } as NodeView)).toThrow(message)
  })
})

import { expect, test } from 'vitest'
import { StepEffects } from '../../../reports/step-effect.ts'
import type { StatePatch, StepKind, TraceEntry } from '../../../src/record/trace.ts'

/** The effects of the steps of one server, in order. */
function effectsOf(...steps: readonly (readonly [StepKind, StatePatch])[]): (string | undefined)[] {
  const effects = new StepEffects([])
  return steps.map(([kind, state], index) =>
    effects.of({ step: index + 1, time: index, kind, node: 'n1', text: '', state }),
  )
}

const start = ['start', { role: 'follower', currentTerm: 0, commitIndex: 0, lastApplied: 0 }] as const
const log = (from: number, ...terms: number[]): StatePatch => ({
  log: { from, entries: terms.map((term, at): TraceEntry => ({ index: from + at, term, command: 'c' })) },
})

test('says who leads, stands, steps down and votes, and in which term', () => {
  expect(
    effectsOf(
      start,
      ['timer', { role: 'candidate', currentTerm: 1, votedFor: 'n1' }],
      ['timer', { currentTerm: 2 }],
      ['deliver', { role: 'leader' }],
      ['deliver', { role: 'follower', currentTerm: 4, votedFor: 'n3' }],
      ['deliver', { currentTerm: 5, votedFor: null }],
      ['deliver', { currentTerm: 6, votedFor: 'n2' }],
      ['synced', { durable: { currentTerm: 6 } }],
    ),
  ).toEqual([
    undefined,
    'stands in term 1',
    'stands in term 2',
    'leads term 2',
    'steps down, in term 4, votes for n3',
    'is in term 5',
    'votes for n2',
    undefined,
  ])
})

test('says what is appended, cut, committed and applied', () => {
  expect(
    effectsOf(
      start,
      ['deliver', log(1, 1, 1, 1)],
      ['deliver', { ...log(2, 3), commitIndex: 2, lastApplied: 2 }],
      ['deliver', { ...log(2), commitIndex: 1 }],
      ['timer', { lastApplied: 4 }],
      ['deliver', { firstIndex: 9, ...log(9) }],
      ['deliver', { ...log(9, 5), commitIndex: 9 }],
    ),
  ).toEqual([
    undefined,
    'appends 1-3',
    'cuts 2-3, appends 2, commits 1-2',
    'cuts 2, takes commitIndex back to 1',
    'applies 3-4',
    'has its log from 9 on',
    'appends 9, commits 2-9',
  ])
})

test('says of a restart what came back, and nothing of a crash or of steps without a server', () => {
  const state = { role: 'follower', currentTerm: 3, ...log(1, 2) } as const
  expect(
    effectsOf(
      start,
      ['deliver', { currentTerm: 3, ...log(1, 2) }],
      ['crash', { status: 'down' }],
      ['restart', state],
    ),
  ).toEqual([undefined, 'is in term 3, appends 1', undefined, 'is in term 3, has its log to 1'])
  expect(new StepEffects([]).of({ step: 1, time: 0, kind: 'fault', text: 'cut n1 from all' })).toBeUndefined()
})

test('says of a vote for the candidate of an earlier term that it is one, though votedFor stays as it was', () => {
  const messages = ['n2', 'n3'].map((from, id) => ({
    ...{ id, from, to: 'n1', text: 'RequestVote', body: null, sentIn: 1, arrivals: [] },
  }))
  const effects = new StepEffects(messages)
  const at = { step: 1, time: 1, text: '' }
  const becomes = (role: 'candidate' | 'leader') =>
    effects.of({ ...at, kind: 'timer', node: 'n2', state: { role } })
  const of = (message: number, state: StatePatch) =>
    effects.of({ ...at, kind: 'deliver', node: 'n1', message, state })
  becomes('candidate')
  expect(of(0, { currentTerm: 2, votedFor: 'n2' })).toBe('votes for n2')
  expect(of(0, { currentTerm: 4 })).toBe('votes for n2')
  // a view may keep an old vote: then neither a message of somebody else nor one of a leader makes it a new one
  expect(of(1, { currentTerm: 5 })).toBe('is in term 5')
  becomes('leader')
  expect(of(0, { currentTerm: 6 })).toBe('is in term 6')
  becomes('candidate')
  expect(of(0, { currentTerm: 7, votedFor: null })).toBe('is in term 7')
})

test('says who the members were before, and who decides now', () => {
  const three = ['n1', 'n2', 'n3']
  expect(
    effectsOf(
      start,
      ['synced', { members: { voters: three } }],
      ['deliver', { members: { voters: ['n1', 'n4'], outgoing: three } }],
      ['deliver', { members: { voters: ['n1', 'n4'], outgoing: three } }],
      ['deliver', { members: { voters: ['n1', 'n4'] } }],
    ),
  ).toEqual([
    undefined,
    'members: {n1 n2 n3}',
    'members {n1 n2 n3} → {n1 n4} with {n1 n2 n3}',
    undefined,
    'members {n1 n4} with {n1 n2 n3} → {n1 n4}',
  ])
})

test('says of a snapshot whether the server took it itself or had it from its leader', () => {
  const message = { id: 0, from: 'n2', to: 'n1', text: '', sentIn: 1, arrivals: [] }
  const effects = new StepEffects([
    { ...message, body: { type: 'InstallSnapshot', lastIncludedIndex: 4 } },
    { ...message, body: { type: 'InstallSnapshotReply', term: 1 } },
  ])
  const of = (id: number, state: StatePatch) =>
    effects.of({ step: 1, time: 1, text: '', kind: 'deliver', node: 'n1', message: id, state })
  expect(of(0, { snapshotIndex: 4, firstIndex: 5, ...log(5), commitIndex: 4 })).toBe(
    'goes on from a snapshot up to 4, commits 1-4',
  )
  of(1, { role: 'leader' })
  expect(of(1, { snapshotIndex: 6, firstIndex: 7, ...log(7), commitIndex: 6 })).toBe(
    'takes a snapshot up to 6, commits 5-6',
  )
  // a view that says only where its log begins
  expect(of(1, { firstIndex: 8 })).toBe('has its log from 8 on')
})

import { describe, expect, test } from 'vitest'
import { RandomStream } from '../../../src/base/random.ts'
import { errorOfText } from '../../../src/base/error-of-text.ts'
import { Process } from '../../../src/sim/process.ts'
import { Refusals } from '../../../src/sim/refusals.ts'
import { ViewState } from '../../../src/subject/view-state.ts'

const processOf = (id: string, view?: { currentTerm: number; votedFor: string | null; ends: number }) => {
  const process = new Process(0, id, new RandomStream('1'))
  if (view === undefined) return process
  const live = new ViewState()
  const log = Array.from({ length: view.ends }, (_, at) => ({ index: at + 1, term: 1, digest: 'x' }))
  const { currentTerm, votedFor } = view
  live.update({
    role: 'candidate',
    currentTerm,
    votedFor,
    log,
    firstIndex: 1,
    commitIndex: 0,
    lastApplied: 0,
  })
  process.live = live
  return process
}
const asks = { kind: 'request-vote', term: 5, lastIndex: 2, lastTerm: 1 } as const
const denies = { kind: 'vote', term: 6, granted: false } as const

describe('who refused whom, and why', () => {
  test('a voter of a newer term that voted for another, with a longer log, says all of it', () => {
    const refusals = new Refusals()
    refusals.sent(processOf('n1'), 'n2', asks, 3)
    refusals.sent(processOf('n2', { currentTerm: 6, votedFor: 'n3', ends: 4 }), 'n1', denies, 4)
    expect(refusals.since(0)).toEqual([
      "n2 refused n1 its vote (step 4), asked in term 5: it is in term 6, it has voted for n3, its log ends at 4 of term 1, the candidate's at 2 of term 1.",
    ])
    expect(refusals.since(5)).toEqual([])
  })

  test('of a voter without a view the term of its answer counts; without a request nothing is claimed', () => {
    const refusals = new Refusals()
    refusals.sent(processOf('n3'), 'n1', denies, 2)
    expect(refusals.since(0)).toEqual(['n3 refused n1 its vote (step 2).'])
    refusals.sent(processOf('n1'), 'n2', asks, 3)
    refusals.sent(processOf('n3'), 'n1', denies, 4)
    expect(refusals.since(0)).toEqual(['n3 refused n1 its vote (step 4), asked in term 5: it is in term 6.'])
  })

  test('only the last word counts: a vote granted, a call answered', () => {
    const refusals = new Refusals()
    refusals.sent(processOf('n2'), 'n1', denies, 2)
    refusals.sent(processOf('n2'), 'n1', { ...denies, granted: true }, 3)
    const error = errorOfText('not leader', true)
    refusals.answered(processOf('n1'), { type: 'fail', error }, 4)
    refusals.answered(processOf('n3'), { type: 'info', error }, 5)
    refusals.answered(processOf('n1'), { type: 'ok', value: null }, 6)
    expect(refusals.since(0)).toEqual(['n3 refused a call (step 5): not leader.'])
  })
})

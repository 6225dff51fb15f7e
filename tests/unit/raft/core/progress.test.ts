import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Progress } from '../../../../src/raft/core/progress.ts'

const meta = (index: number) => ({
  index,
  term: 1,
  membership: { voters: ['n1'], outgoing: [], learners: [] },
})

describe("the leader's view of a follower", () => {
  test('goes from probe to replicate when a message is accepted, and back when one is refused', () => {
    const progress = new Progress('n2', 5)
    expect(progress.state.kind).toBe('probe')
    progress.matched(4)
    progress.replicate()
    progress.sentAhead(6)
    progress.sentAhead(7)
    expect(progress).toMatchObject({ nextIndex: 8, state: { kind: 'replicate', inflight: [6, 7] } })
    progress.matched(6)
    expect(progress.state).toMatchObject({ inflight: [7] })
    progress.probe(5 + 2)
    expect(progress).toMatchObject({ nextIndex: 7, matchIndex: 6, state: { kind: 'probe' } })
  })

  test('nothing is sent ahead while it is not known where the logs agree', () => {
    const progress = new Progress('n2', 5)
    progress.sentAhead(6)
    expect(progress).toMatchObject({ nextIndex: 5, state: { kind: 'probe' } })
  })

  test('a snapshot is over when what it holds has matched, and an acceptance on the way changes nothing', () => {
    const progress = new Progress('n2', 1)
    progress.sendSnapshot(meta(10))
    progress.matched(9)
    progress.replicate()
    expect(progress.state.kind).toBe('snapshot')
    progress.matched(10)
    expect(progress).toMatchObject({ nextIndex: 11, state: { kind: 'probe' } })
  })

  test('it is not asked about what it is known to have', () => {
    const progress = new Progress('n2', 5)
    progress.matched(4)
    expect(() => progress.probe(4)).toThrow('not known to have')
  })

  test('matchIndex stays below nextIndex, and what is in flight between them', () => {
    const step = fc.tuple(fc.constantFrom('matched', 'replicate', 'ahead', 'probe', 'snapshot'), fc.nat(5))
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const progress = new Progress('n2', 1)
        for (const [what, by] of steps) {
          if (what === 'matched') progress.matched(progress.matchIndex + by)
          else if (what === 'replicate') progress.replicate()
          else if (what === 'ahead') progress.sentAhead(progress.nextIndex + by)
          else if (what === 'probe') progress.probe(progress.matchIndex + 1 + by)
          else progress.sendSnapshot(meta(progress.matchIndex + 1 + by))
          expect(progress.matchIndex).toBeLessThan(progress.nextIndex)
          if (progress.state.kind !== 'replicate') continue
          const { inflight } = progress.state
          expect(inflight).toEqual(inflight.toSorted((a, b) => a - b))
          expect(inflight.every((index) => index > progress.matchIndex && index < progress.nextIndex)).toBe(
            true,
          )
        }
      }),
    )
  })
})

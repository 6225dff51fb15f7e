import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Rules } from '../../../../src/raft/core/index.ts'
import { perform, runOf } from './cluster/actions.ts'

/*
 * Three to five cores in the hands of a scheduler that delivers, doubles and drops messages, fires timers, cuts
 * links, crashes servers, writes, reads, changes members and leaders as it likes, under all settings and with
 * clocks that differ by no more than is said. After each step the witness looks: one leader a term, all that is
 * committed is the same everywhere and stays, no read is older than what a client was told of before it began.
 * In the end all is mended, and the cluster must come to rest with every client answered.
 */

test('Figure 3, §8: whatever happens, safe; and once it is over, alive', { timeout: 60_000 }, () => {
  const seen = { leaders: 0, committed: 0, replies: 0, reads: 0, installed: 0, changes: 0, handed: 0 }
  fc.assert(
    fc.property(runOf(80), (run) => {
      const { counts } = perform(run).witness
      for (const name of Object.keys(seen) as (keyof typeof seen)[]) seen[name] += counts[name]
    }),
    { numRuns: 200 },
  )
  for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(0)
})

/** What the runs would find, were it wrong: with how many of them, from the seed given. */
describe('a core that departs from Raft is found', () => {
  test.each<[string, RegExp, Partial<Rules>]>([
    ['two votes in a term', /§5\.2/, { mayVoteFor: () => true }],
    ['half is a majority', /§5\.|another history/, { quorum: (members) => Math.ceil(members / 2) }],
    ['any candidate gets a vote', /§5\.4|another history/, { candidateUpToDate: () => true }],
    ['local reads', /§8/, { answersLocally: (command) => command === 'read' }],
    ['reads before the first commit', /§8/, { knowsCommitted: () => true }],
  ])('%s', (_, message, rules) => {
    const { errorInstance } = fc.check(
      fc.property(runOf(120), (run) => {
        perform({ ...run, setup: { ...run.setup, rules }, rests: false })
      }),
      { numRuns: 600, seed: 7, endOnFailure: true },
    )
    expect(errorInstance).toBeInstanceOf(Error)
    expect((errorInstance as Error).message).toMatch(message)
  })
})

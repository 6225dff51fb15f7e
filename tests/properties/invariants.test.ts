import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RandomStream } from '../../src/base/random.ts'
import { type Mutation, TinyRaft } from '../unit/checkers/invariants/tiny-raft.ts'

const run = (size: number, seed: number, steps: number, mutation?: Mutation): TinyRaft => {
  const raft = new TinyRaft(size, new RandomStream(`${seed}`), mutation)
  raft.run(steps)
  return raft
}

test('a correct Raft raises no violation, whatever crashes, delays and duplicates do to it', () => {
  const total = {
    lateLeaders: 0,
    elections: 0,
    truncations: 0,
    snapshotsInstalled: 0,
    commits: 0,
    restarts: 0,
  }
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.nat(), (size, seed) => {
      const raft = run(size, seed, 1000)
      expect(raft.violations.map((violation) => violation.headline)).toEqual([])
      const { counts } = raft.monitor
      total.lateLeaders += raft.lateLeaders
      total.elections += counts.elections
      total.truncations += counts.truncations
      total.snapshotsInstalled += counts.snapshotsInstalled
      total.commits += counts.commits
      total.restarts += counts.restarts
    }),
    { numRuns: 1500, seed: 20261 },
  )
  // without these the property would say little
  for (const [what, count] of Object.entries(total)) expect(count, what).toBeGreaterThan(0)
})

describe('a Raft that leaves one rule out', () => {
  const expected: Readonly<Record<Mutation, readonly string[]>> = {
    'votes-twice': ['one-vote-per-term'],
    'no-log-check': ['election-restriction'],
    'vote-before-sync': ['one-vote-per-term'],
    'ack-before-sync': ['committed-on-majority'],
    'commits-old-terms': ['leader-completeness', 'state-machine-safety'],
    'no-previous-check': ['log-matching', 'committed-on-majority', 'state-machine-safety'],
    'cuts-always': ['committed-on-majority', 'commit-within-log'],
    'never-cuts': ['log-matching', 'committed-on-majority', 'state-machine-safety'],
    'commit-beyond-new': ['state-machine-safety'],
    'executes-retries': ['exactly-once'],
    'half-is-enough': ['committed-on-majority', 'election-safety'],
    'match-goes-back': ['monotone'],
    'snapshot-goes-back': ['monotone'],
  }
  test.each(Object.entries(expected) as [Mutation, readonly string[]][])(
    '%s is caught',
    (mutation, properties) => {
      // the deep ones need many elections and servers
      const deep = mutation === 'commits-old-terms' || mutation === 'commit-beyond-new'
      const size = deep ? 5 : mutation === 'half-is-enough' ? 4 : 3
      for (let seed = 0; seed < 2000; seed++) {
        const first = run(size, seed, deep ? 4000 : 1000, mutation).violations[0]
        if (first === undefined) continue
        expect(properties, first.headline).toContain(first.property)
        return
      }
      expect.unreachable(`${mutation} went unnoticed`)
    },
  )
})

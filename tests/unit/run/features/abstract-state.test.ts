import fc from 'fast-check'
import { expect, test } from 'vitest'
import { abstractState, type SeenServer } from '../../../../src/run/features/abstract-state.ts'

interface Drawn extends Omit<SeenServer, 'lastIndex' | 'lastTerm' | 'termAt'> {
  readonly terms: readonly number[]
}

const seen = ({ terms, ...server }: Drawn): SeenServer => ({
  ...server,
  lastIndex: terms.length,
  lastTerm: terms.at(-1) ?? 0,
  termAt: (index) => (index === 0 ? 0 : (terms[index - 1] ?? -1)),
})

const server = fc.record({
  status: fc.constantFrom('down' as const, 'up' as const, 'paused' as const),
  role: fc.constantFrom('follower' as const, 'candidate' as const, 'leader' as const),
  term: fc.nat(5),
  vote: fc.integer({ min: -1, max: 4 }),
  commitIndex: fc.nat(3),
  joint: fc.boolean(),
  terms: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 6 }).map((list) => list.sort((a, b) => a - b)),
})

const cluster = fc.array(server, { minLength: 1, maxLength: 5 })

test('a state is the same whatever the servers are called', () => {
  const renamed = cluster.chain((servers) =>
    fc.tuple(
      fc.constant(servers),
      fc.shuffledSubarray([...servers.keys()], { minLength: servers.length, maxLength: servers.length }),
    ),
  )
  fc.assert(
    fc.property(renamed, ([servers, order]) => {
      // the server at `order[n]` becomes the one at n
      const others = order.map((former) => {
        const { vote, ...one } = servers[former]!
        return { ...one, vote: vote < 0 || vote >= servers.length ? -1 : order.indexOf(vote) }
      })
      const known = servers.map(({ vote, ...one }) => ({ ...one, vote: vote >= servers.length ? -1 : vote }))
      const [a, b] = [abstractState(known.map(seen)), abstractState(others.map(seen))]
      expect(b.state).toBe(a.state)
      expect(b.branches).toBe(a.branches)
      expect([...b.exposures].sort()).toEqual([...a.exposures].sort())
    }),
  )
})

test('a state is the same whatever numbers its terms have', () => {
  fc.assert(
    fc.property(cluster, fc.integer({ min: 1, max: 50 }), (servers, more) => {
      // log ends of nobody stay where they are: term 0 is no term
      const later = servers.map((one) => ({
        ...one,
        term: one.term + more,
        terms: one.terms.map((term) => term + more),
      }))
      fc.pre(servers.every(({ terms }) => terms.length > 0))
      expect(abstractState(later.map(seen)).state).toBe(abstractState(servers.map(seen)).state)
      expect(abstractState(later.map(seen)).exposures).toEqual(abstractState(servers.map(seen)).exposures)
    }),
  )
})

const follower: Drawn = {
  ...{ status: 'up', role: 'follower', term: 3, vote: -1, commitIndex: 1, joint: false, terms: [1] },
}

test('a leader of which an old entry is on a majority is told from one of which it is not', () => {
  const leader: Drawn = { ...follower, role: 'leader', vote: 0, terms: [1, 2] }
  const alone = abstractState([leader, follower, follower].map(seen))
  const held = abstractState([leader, { ...follower, terms: [1, 2] }, follower].map(seen))
  expect(held.exposures).not.toEqual(alone.exposures)
})

test('logs that differ are told from logs that are only of different length', () => {
  const shorter = abstractState([follower, { ...follower, terms: [1, 2] }].map(seen))
  const branched = abstractState(
    [
      { ...follower, terms: [1, 3] },
      { ...follower, terms: [1, 2] },
    ].map(seen),
  )
  expect(branched.branches).not.toBe(shorter.branches)
})

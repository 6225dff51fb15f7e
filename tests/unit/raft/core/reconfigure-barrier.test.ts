import { expect, test } from 'vitest'
import type { Rules } from '../../../../src/raft/core/index.ts'
import { Cluster } from './cluster/cluster.ts'
import { calm } from './cluster/settle.ts'

/** What is on its way from one server to another arrives, and all that they wrote is durable. */
function pass(cluster: Cluster, from: string, to: string): void {
  const { flights } = cluster
  for (const id of [from, to]) cluster.sync(cluster.memberOf(id), Infinity)
  const these = flights.filter((one) => one.from === from && one.to === to)
  flights.splice(0, Infinity, ...flights.filter((one) => !these.includes(one)))
  for (const flight of these) cluster.deliver(flight)
  for (const id of [from, to]) cluster.sync(cluster.memberOf(id), Infinity)
}

/** A request from one to the other, and the answer. */
function exchange(cluster: Cluster, one: string, other: string): void {
  pass(cluster, one, other)
  pass(cluster, other, one)
}

/**
 * The run in which single-server changes went wrong as they were first published (Ongaro, 2015): two leaders
 * change the four members each in its own way, the later one before it has committed anything in its term.
 */
function twoLeadersChange(rules: Partial<Rules>): Cluster {
  const config = { membershipChange: 'single', noop: false, pipeline: false } as const
  const cluster = new Cluster({ size: 4, config, rules })
  const [n1, n2, n3, n4] = ['n1', 'n2', 'n3', 'n4'].map((id) => cluster.memberOf(id))
  cluster.fire(n3!, 'election')
  for (const peer of ['n1', 'n2', 'n4']) exchange(cluster, 'n3', peer)
  cluster.propose(n3!, 'write')
  calm(cluster, 30)
  expect(n4!.chain.index).toBe(1)
  cluster.flights.length = 0

  // the first leader's change reaches nobody
  cluster.reconfigure(n3!, { remove: ['n2'] })
  cluster.flights.length = 0
  // the second leader's reaches n4
  cluster.fire(n2!, 'election')
  for (const peer of ['n1', 'n4']) exchange(cluster, 'n2', peer)
  expect(n2!.raft!.server).toMatchObject({ role: 'leader', currentTerm: 2 })
  cluster.reconfigure(n2!, { remove: ['n3'] })
  for (let times = 0; times < 3; times++) exchange(cluster, 'n2', 'n4')
  cluster.flights.length = 0
  // the first leader learns that it is deposed, and is elected by what it takes for the members
  cluster.fire(n3!, 'heartbeat')
  exchange(cluster, 'n3', 'n1')
  cluster.fire(n3!, 'election')
  exchange(cluster, 'n3', 'n1')
  expect(n3!.raft!.server).toMatchObject({ role: 'leader', currentTerm: 3 })
  cluster.propose(n3!, 'write')
  for (let times = 0; times < 3; times++) exchange(cluster, 'n3', 'n1')
  expect(n1!.raft!.server.currentTerm).toBe(3)
  return cluster
}

test('Ongaro 2015: a change waits for an entry of the term, and no two majorities part', () => {
  const cluster = twoLeadersChange({})
  expect(cluster.memberOf('n2').raft!.server.membership.voters).toEqual(['n1', 'n2', 'n3', 'n4'])
  expect(cluster.memberOf('n3').raft!.server.commitIndex).toBe(3)
})

test('without the barrier they do', () => {
  expect(() =>
    twoLeadersChange({
      mayReconfigure: ({ commitIndex, membershipIndex }) => membershipIndex <= commitIndex,
    }),
  ).toThrow(/without 2:2, committed in term 2|another history/)
})

import { expect, test } from 'vitest'
import type { Cluster } from '../../../src/sim/cluster.ts'
import { Standstill } from '../../../src/run/standstill.ts'

/** A cluster as far as it is looked at; one that hides has a server that shows nothing. */
function clusterAt(now: number, step: number, lastIndex: number, hides = false): Cluster {
  const live = { role: 'leader', currentTerm: 3, log: { lastIndex }, commitIndex: 7, lastApplied: 7 }
  return { now, step, processes: [{ live }, hides ? {} : { live }] } as unknown as Cluster
}

test('many events without a change are a loop, once they have gone on for long', () => {
  const standstill = new Standstill(1_000_000)
  expect(standstill.look(clusterAt(0, 0, 9))).toBe(false)
  expect(standstill.look(clusterAt(900_000, 300_000, 9))).toBe(false)
  expect(standstill.look(clusterAt(1_000_001, 300_001, 9))).toBe(true)
})

test('few events are a quiet cluster, however long it waits', () => {
  const standstill = new Standstill(1_000_000)
  standstill.look(clusterAt(0, 0, 0))
  expect(standstill.look(clusterAt(60_000_000, 100_000, 0))).toBe(false)
  expect(standstill.look(clusterAt(60_000_000, 100_001, 0))).toBe(true)
})

test('a long log may be on its way as a snapshot, of which nothing shows', () => {
  const standstill = new Standstill(1_000_000)
  standstill.look(clusterAt(0, 0, 15_000))
  expect(standstill.look(clusterAt(9_000_000, 1_600_000, 15_000))).toBe(false)
  expect(standstill.look(clusterAt(9_000_000, 1_600_001, 15_000))).toBe(true)
})

test('whatever a server shows anew begins the count again', () => {
  const standstill = new Standstill(1_000_000)
  standstill.look(clusterAt(0, 0, 9))
  expect(standstill.look(clusterAt(2_000_000, 300_000, 10))).toBe(false)
  expect(standstill.look(clusterAt(2_900_000, 900_000, 10))).toBe(false)
  expect(standstill.look(clusterAt(3_000_001, 900_000, 10))).toBe(true)
})

test('of a cluster that hides a server nothing is known', () => {
  const standstill = new Standstill(1_000_000)
  for (let second = 0; second < 60; second++)
    expect(standstill.look(clusterAt(second * 1_000_000, second * 500_000, 9, true))).toBe(false)
})

import { expect, test } from 'vitest'
import type { Cluster } from '../../../src/sim/cluster.ts'
import { Standstill } from '../../../src/run/standstill.ts'

/** A cluster as far as it is looked at. */
function clusterAt(now: number, step: number, lastIndex: number): Cluster {
  const live = { role: 'leader', currentTerm: 3, log: { lastIndex }, commitIndex: 7, lastApplied: 7 }
  return { now, step, processes: [{ status: 'up', live }, { status: 'down' }] } as unknown as Cluster
}

test('many events without a change are a loop, once they have gone on for long', () => {
  const standstill = new Standstill(1_000_000)
  expect(standstill.look(clusterAt(0, 0, 9))).toBe(false)
  expect(standstill.look(clusterAt(900_000, 300_000, 9))).toBe(false)
  expect(standstill.look(clusterAt(1_000_001, 300_001, 9))).toBe(true)
})

test('few events are a quiet cluster, however long it waits', () => {
  const standstill = new Standstill(1_000_000)
  standstill.look(clusterAt(0, 0, 9))
  expect(standstill.look(clusterAt(60_000_000, 100_000, 9))).toBe(false)
})

test('whatever a server shows anew begins the count again', () => {
  const standstill = new Standstill(1_000_000)
  standstill.look(clusterAt(0, 0, 9))
  expect(standstill.look(clusterAt(2_000_000, 300_000, 10))).toBe(false)
  expect(standstill.look(clusterAt(2_900_000, 900_000, 10))).toBe(false)
  expect(standstill.look(clusterAt(3_000_001, 900_000, 10))).toBe(true)
})

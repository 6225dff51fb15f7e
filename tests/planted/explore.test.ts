import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { nothing, type Bounds } from '../../src/explore/bounds.ts'
import { explore } from '../../src/isolation/explore.ts'
import { mutants } from './strangers/mutants.ts'
import { planted, smallStranger, written } from './strangers/stranger.ts'

/** Planted bugs with bounds that let them show, and the fewest events that do. */
const shown: readonly (readonly [string, Partial<Bounds>, number])[] = [
  ['vote-twice', { timeouts: 2 }, 4],
  ['vote-no-log-check', { timeouts: 2, operations: 1 }, 6],
  ['vote-not-persisted', { timeouts: 2, restarts: 1 }, 4],
  ['apply-past-commit', { timeouts: 2, operations: 1 }, 6],
  ['acknowledge-before-fsync', { timeouts: 2, operations: 1, lateSyncs: 1 }, 7],
  ['no-session-deduplication', { timeouts: 2, operations: 1, retries: 1 }, 10],
  ['no-truncate-on-conflict', { timeouts: 2, operations: 1, retries: 1 }, 12],
  ['reply-before-commit', { timeouts: 2, operations: 2 }, 12],
  ['local-leader-reads', { timeouts: 2, operations: 2 }, 12],
]

const searched = (id: string | undefined, bounds: Partial<Bounds>) =>
  explore('everything-at-once', {
    target: id === undefined ? 'own-raft' : `own-raft+${id}`,
    ...nothing,
    ...bounds,
    isolation: 'none',
  })

describe.each(shown)('%s', (id, bounds, events) => {
  test('is shown by a search, in as few events as there are', async () => {
    const { explored, verdict } = await searched(id, bounds)
    expect(verdict.result).toBe('violation')
    const { record, minimized } = explored.failure ?? {}
    expect(record?.violation?.cause, record?.violation?.headline).toBeDefined()
    expect(minimized?.script?.filter((one) => one.do !== 'restart').length).toBe(events)
    expect(minimized?.oneMinimal).toBe(true)
  })
})

test('of a stranger whose disks nobody knows no majority of them is judged, and what breaks is found behind it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'whitewater-explored-'))
  const bounds = { ...nothing, timeouts: 2, operations: 1 }
  try {
    const mistake = mutants.find(({ id }) => id === 'commit-one-too-few')!
    const target = written(planted(smallStranger(), mistake), folder)
    const by = { target, ...bounds, symmetric: true, isolation: 'none' } as const
    const { verdict } = await explore('steady-cluster', by)
    expect(verdict).toMatchObject({ result: 'violation', unconfirmed: 0 })
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('the correct Raft holds within all of these bounds', async () => {
  const once = new Map(shown.map(([, bounds]) => [JSON.stringify(bounds), bounds]))
  for (const [name, bounds] of once) {
    const { verdict } = await searched(undefined, bounds)
    expect(verdict, name).toMatchObject({
      result: 'held',
      unconfirmed: 0,
      heldWithin: [{ ...nothing, ...bounds }],
    })
  }
})

test('a search comes out the same each time', async () => {
  const [one, other] = [await searched('vote-no-log-check', {}), await searched('vote-no-log-check', {})]
  const plain = ({ verdict }: typeof one): unknown => ({
    ...verdict,
    rounds: verdict.rounds.map(({ millis: _, ...round }) => round),
  })
  expect(plain(one)).toEqual(plain(other))
  expect(one.explored.failure?.record.digest).toBe(other.explored.failure?.record.digest)
})

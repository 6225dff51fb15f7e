import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson, type Json } from '../../../../src/base/json.ts'
import type { Entry } from '../../../../src/raft/core/index.ts'
import { recover, WalMirror } from '../../../../src/raft/node/wal.ts'
import { under, WalWriter } from './wal-writer.ts'

const action = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      newTerm: fc.boolean(),
      cut: fc.nat(3),
      count: fc.nat(3),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('take' as const), part: fc.nat(9) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('install' as const), newTerm: fc.boolean(), ahead: fc.nat(4) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('flush' as const), pick: fc.nat(9) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('sync' as const), count: fc.integer({ min: 1, max: 6 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('crash' as const),
      keep: fc.array(fc.boolean(), { maxLength: 10 }),
      tidied: fc.boolean(),
    }),
  },
)

/** The latest memory, among those that are possible, of which a recovery can come. */
function pointOf(writer: WalWriter, found: unknown): number {
  const text = canonicalJson(found)
  for (let point = writer.points.length - 1; point >= writer.synced; point--)
    if (canonicalJson(under(writer.points[point]!, writer.snapshot)) === text) return point
  return -1
}

test('with snapshots, whatever survives: recovery finds the memory of one point, none before what a sync covered', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60, size: 'max' }), (actions) => {
      const writer = new WalWriter()
      for (const one of actions) {
        if (one.do === 'append') writer.append(one.newTerm, one.cut, one.count)
        else if (one.do === 'take') writer.take(one.part)
        else if (one.do === 'install') writer.install(one.newTerm, one.ahead)
        else if (one.do === 'flush') writer.flush(one.pick % Math.max(1, writer.unsynced))
        else if (one.do === 'sync') for (let n = 0; n < one.count; n++) writer.flush(0)
        else {
          const recovery = writer.crash(one.keep, one.tidied)
          const point = pointOf(writer, recovery.stored)
          expect(point, canonicalJson(recovery.stored)).toBeGreaterThanOrEqual(0)
          writer.begin(recovery, point)
        }
        const { stored, nextRecord, replaced, snapshot } = recover(writer.disk)
        const { mirror } = writer
        const { currentTerm, votedFor, log } = mirror
        expect({ currentTerm, votedFor, base: log.base, entries: log.from(log.firstIndex) }).toEqual({
          currentTerm: stored.currentTerm,
          votedFor: stored.votedFor,
          base: stored.base,
          entries: stored.entries,
        })
        expect([mirror.records, mirror.replaced, mirror.snapshot]).toEqual([nextRecord, replaced, snapshot])
      }
    }),
    { numRuns: 300 },
  )
})

const entry = (index: number, term: number): Entry => ({ index, term, command: null, digest: 0 })
const record = (life: number, from: number, terms: readonly number[], fields: object = {}): Json =>
  ({ life, from, entries: terms.map((term, at) => entry(from + at, term)), ...fields }) as Json
const snapshot = (index: number, term: number, life = 1, firstRecord = 0): Json => ({
  index,
  term,
  membership: { voters: ['n1'], outgoing: [], learners: [] },
  image: '{}',
  life,
  firstRecord,
})

describe('by hand', () => {
  test('a snapshot whose records are lost takes the place of the log, and the next record must say so', () => {
    const disk = { snapshot: snapshot(3, 2), 'wal/0': record(1, 1, [1]) }
    const { stored, replaced, nextRecord } = recover(disk)
    expect(stored).toMatchObject({ currentTerm: 2, votedFor: null, base: { index: 3, term: 2 }, entries: [] })
    expect({ replaced, nextRecord }).toEqual({ replaced: true, nextRecord: 1 })
    const later = {
      ...disk,
      'wal/1': record(2, 4, [], { base: { index: 3, term: 2 } }),
      'wal/2': record(2, 4, [2]),
    }
    expect(recover(later)).toMatchObject({ replaced: false, stored: { entries: [entry(4, 2)] } })
  })

  test('what was synced behind a snapshot is found, though the records before are of another history', () => {
    const base = { index: 2, term: 3 }
    const disk = {
      snapshot: snapshot(2, 3),
      'wal/0': record(1, 1, [1, 1, 1]),
      'wal/1': record(2, 3, [], { base }),
      'wal/2': record(2, 3, [3]),
    }
    expect(recover(disk).stored).toMatchObject({ base, entries: [entry(3, 3)] })
  })

  test('a log that reaches behind its snapshot keeps what is behind, and what is before as long as it is there', () => {
    const disk = { snapshot: snapshot(2, 1), 'wal/0': record(1, 1, [1, 1, 1]) }
    const { stored, replaced } = recover(disk)
    expect(stored.base).toEqual({ index: 0, term: 0 })
    expect(stored.entries).toHaveLength(3)
    expect(replaced).toBe(false)
  })

  test('a record that drops what no snapshot holds ends the log: the snapshot was lost with it', () => {
    const disk = {
      'wal/0': record(1, 1, [1]),
      'wal/1': record(1, 6, [], { base: { index: 5, term: 2 }, state: { currentTerm: 2, votedFor: null } }),
    }
    expect(recover(disk)).toMatchObject({ nextRecord: 1, stored: { currentTerm: 0, base: { index: 0 } } })
    expect(recover({ ...disk, snapshot: snapshot(5, 2) })).toMatchObject({ nextRecord: 2, replaced: false })
  })

  test('such a record stays out when a later incarnation, which went on without it, has stored a snapshot', () => {
    const lost = record(1, 6, [1], { base: { index: 5, term: 1 } })
    const disk = { 'wal/0': record(1, 1, [1]), 'wal/1': lost, snapshot: snapshot(9, 1, 2, 1) }
    expect(recover(disk)).toMatchObject({ nextRecord: 1, incarnation: 3, replaced: true })
    // nor does what that incarnation wrote behind it follow on it
    expect(recover({ ...disk, 'wal/2': record(2, 10, [1]) }).stored.entries).toEqual([])
    // an incarnation that had taken it in goes on with it
    const taken = { ...disk, snapshot: snapshot(9, 1, 2, 2) }
    expect(recover(taken)).toMatchObject({ nextRecord: 2 })
  })

  test('from `wal-start` on: earlier records are neither needed nor looked at', () => {
    const disk = {
      'wal-start': 7,
      snapshot: snapshot(5, 1),
      'wal/6': record(1, 1, [9]),
      'wal/7': record(1, 5, [1, 1], {
        base: { index: 4, term: 1 },
        state: { currentTerm: 3, votedFor: 'n2' },
      }),
    }
    expect(recover(disk)).toMatchObject({
      nextRecord: 8,
      stored: { currentTerm: 3, votedFor: 'n2', base: { index: 4, term: 1 }, snapshot: { index: 5 } },
    })
  })

  test('the mirror: a snapshot that is durable before the records it covers gives way to them', () => {
    const mirror = new WalMirror()
    mirror.write('snapshot', snapshot(2, 1))
    expect([mirror.replaced, mirror.log.base.index]).toEqual([true, 2])
    mirror.write('wal/0', record(1, 1, [1, 1, 1], { state: { currentTerm: 1, votedFor: 'n3' } }))
    expect([mirror.replaced, mirror.log.base.index, mirror.log.lastIndex]).toEqual([false, 0, 3])
    expect(mirror.votedFor).toBe('n3')
  })
})

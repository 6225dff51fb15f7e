import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../../../src/base/json.ts'
import { emptyDisk, type HardState } from '../../../../src/raft/core/index.ts'
import { recover, WalMirror, walKey, type Disk, type WalRecord } from '../../../../src/raft/node/wal.ts'

type Action =
  | { readonly do: 'write'; readonly cut: number; readonly terms: readonly number[]; readonly state: boolean }
  /** The disk writes one of the unsynced records by itself, out of order. */
  | { readonly do: 'flush'; readonly pick: number }
  | { readonly do: 'sync'; readonly count: number }
  | { readonly do: 'crash'; readonly keep: readonly boolean[] }

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('write' as const),
      cut: fc.nat(3),
      terms: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 }),
      state: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('flush' as const), pick: fc.nat(9) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('sync' as const), count: fc.integer({ min: 1, max: 4 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('crash' as const),
      keep: fc.array(fc.boolean(), { maxLength: 8 }),
    }),
  },
)

interface State extends HardState {
  readonly entries: readonly unknown[]
}

/** The records one after the other, on a plain list. */
function fold(records: readonly WalRecord[]): State {
  let state: State = { currentTerm: 0, votedFor: null, entries: [] }
  for (const record of records) {
    if (record.state !== undefined) state = { ...state, ...record.state }
    if (record.from > 0) {
      state = { ...state, entries: [...state.entries.slice(0, record.from - 1), ...record.entries] }
    }
  }
  return state
}

/** A disk and its writer over several incarnations, with perfect knowledge of what became durable. */
class Model {
  readonly disk: { [key: string]: Json } = {}
  /** All records of the log as the present incarnation sees it, in order. */
  chain: WalRecord[] = []
  /** Those of them that are on disk. */
  readonly durable = new Set<WalRecord>()
  unsynced: { key: string; record: WalRecord }[] = []
  life = 1
  written = 0

  get stored(): Disk | undefined {
    return Object.keys(this.disk).length === 0 ? undefined : this.disk
  }

  /** What must be found: the records up to the first one that is not on disk. */
  get expected(): WalRecord[] {
    const lost = this.chain.findIndex((record) => !this.durable.has(record))
    return lost === -1 ? this.chain : this.chain.slice(0, lost)
  }

  write(cut: number, terms: readonly number[], withState: boolean): void {
    const { entries } = fold(this.chain)
    const from = Math.max(1, entries.length + 1 - cut)
    this.written++
    const record: WalRecord = {
      life: this.life,
      ...(withState ? { state: { currentTerm: this.written, votedFor: `n${1 + (this.written % 3)}` } } : {}),
      from: terms.length === 0 && cut === 0 ? 0 : from,
      entries: terms.map((term, at) => ({
        index: from + at,
        term,
        command: this.written,
        digest: this.written,
      })),
    }
    this.unsynced.push({ key: walKey(this.chain.length), record })
    this.chain.push(record)
  }

  toDisk(position: number): { key: string; record: WalRecord } | undefined {
    const [one] = this.unsynced.splice(position, 1)
    if (one === undefined) return undefined
    this.disk[one.key] = one.record as Json
    this.durable.add(one.record)
    return one
  }

  crash(keep: readonly boolean[]): void {
    const kept = this.unsynced.filter((_, position) => keep[position] === true)
    for (const { key, record } of kept) {
      this.disk[key] = record as Json
      this.durable.add(record)
    }
    this.unsynced = []
  }
}

test('over several lives and crashes that keep any unsynced writes: recovery finds all up to the first loss, nothing after', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 40, size: 'max' }), (actions) => {
      const model = new Model()
      const synced: WalRecord[] = []
      for (const one of actions) {
        if (one.do === 'write') model.write(one.cut, one.terms, one.state)
        else if (one.do === 'flush') model.toDisk(one.pick % Math.max(1, model.unsynced.length))
        else if (one.do === 'sync') for (let n = 0; n < one.count; n++) model.toDisk(0)
        else {
          // what a sync covered: everything up to the oldest write still under way
          const underWay = new Set(model.unsynced.map(({ record }) => record))
          const end = model.chain.findIndex((record) => underWay.has(record))
          synced.push(...(end === -1 ? model.chain : model.chain.slice(0, end)))
          model.crash(one.keep)
          const { stored, nextRecord, incarnation: life } = recover(model.stored)
          const found = model.expected
          expect(stored).toMatchObject(fold(found))
          expect(nextRecord).toBe(found.length)
          for (const record of synced) expect(found).toContain(record)
          for (const value of Object.values(model.disk)) {
            expect(life).toBeGreaterThan((value as WalRecord).life)
          }
          model.chain = [...found]
          model.life = life
        }
      }
    }),
    { numRuns: 250 },
  )
})

test('a mirror that follows the disk write by write always holds what recovery would find', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 40, size: 'max' }), (actions) => {
      const model = new Model()
      const mirror = new WalMirror()
      const follow = (written: { key: string; record: WalRecord } | undefined): void => {
        if (written !== undefined) mirror.write(written.key, written.record as Json)
      }
      for (const one of actions) {
        if (one.do === 'write') model.write(one.cut, one.terms, one.state)
        else if (one.do === 'flush') follow(model.toDisk(one.pick % Math.max(1, model.unsynced.length)))
        else if (one.do === 'sync') for (let n = 0; n < one.count; n++) follow(model.toDisk(0))
        else {
          model.crash(one.keep)
          mirror.reload(model.stored)
          model.chain = [...model.expected]
          model.life = recover(model.stored).incarnation
        }
        const { stored, nextRecord } = recover(model.stored)
        const { currentTerm, votedFor, log, records } = mirror
        expect({ currentTerm, votedFor, entries: log.from(1) }).toEqual({
          currentTerm: stored.currentTerm,
          votedFor: stored.votedFor,
          entries: stored.entries,
        })
        expect(records).toBe(nextRecord)
      }
    }),
    { numRuns: 200 },
  )
})

const record = (life: number, from: number, terms: readonly number[] = []): Json =>
  ({
    life,
    from,
    entries: terms.map((term, at) => ({ index: from + at, term, command: null, digest: 0 })),
  }) as Json

describe('by hand', () => {
  test('an empty disk: term 0, no vote, no log, first life', () => {
    const stored = emptyDisk
    const empty = { stored, snapshot: undefined, replaced: false, nextRecord: 0, incarnation: 1 }
    expect(recover(undefined)).toEqual(empty)
    expect(recover({})).toEqual(empty)
  })

  test('a survivor behind a lost record is not part of the log, also once the gap is filled by a later incarnation', () => {
    const survivor = { [walKey(0)]: record(1, 1, [1]), [walKey(2)]: record(1, 3, [1]) }
    expect(recover(survivor)).toMatchObject({ nextRecord: 1, incarnation: 2 })
    const filled = { ...survivor, [walKey(1)]: record(2, 2, [2]) }
    expect(recover(filled).stored.entries.map(({ term }) => term)).toEqual([1, 2])
    expect(recover(filled)).toMatchObject({ nextRecord: 2, incarnation: 3 })
  })

  test('a life that wrote nothing durable does not lend its number to a survivor of the life before', () => {
    const disk = { [walKey(0)]: record(1, 1, [1]), [walKey(5)]: record(7, 2, [1]) }
    expect(recover(disk).incarnation).toBe(8)
  })

  test('a record cuts the log at its place, also when it brings nothing', () => {
    const disk = { [walKey(0)]: record(1, 1, [1, 1, 1]), [walKey(1)]: record(1, 2) }
    expect(recover(disk).stored.entries.map(({ term }) => term)).toEqual([1])
  })
})

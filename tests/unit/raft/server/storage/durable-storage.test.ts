import { describe, expect, test } from 'vitest'
import type { Json } from '../../../../../src/base/json.ts'
import { CrashingFiles } from './crashing-files.ts'
import { loaded, openIn, record, synced, writeRecords } from './storages.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const segments = (files: CrashingFiles): string[] =>
  [...files.names.keys()].filter((path) => path.endsWith('.wal')).sort()

describe('sync', () => {
  test('what is synced survives a kill at once, what is not may be lost', async () => {
    const files = new CrashingFiles()
    const storage = await openIn(files)
    expect(storage.load()).toBeUndefined()
    await writeRecords(storage, 0, 3)
    storage.write('term', 4)
    await synced(storage)
    storage.write('wal/4', record(4))
    storage.write('term', 5)
    await storage.abandon()
    const reopened = await openIn(files.killed())
    // the first value was begun at once; the record waited for a sync
    expect(reopened.load()).toEqual(loaded(0, 3, { term: 5 }))
  })

  test('done is called later, never inside the call, also when all is durable already', async () => {
    const storage = await openIn(new CrashingFiles())
    let calls = 0
    storage.sync(() => calls++)
    expect(calls).toBe(0)
    await turn()
    expect(calls).toBe(1)
    storage.write('wal/0', 1)
    storage.sync(() => calls++)
    storage.write('term', 1)
    storage.sync(() => calls++)
    expect(calls).toBe(1)
    await synced(storage)
    expect(calls).toBe(3)
  })

  test('a sync waits for the values and the records before it', async () => {
    const files = new CrashingFiles()
    const storage = await openIn(files)
    storage.write('snapshot', 'x'.repeat(3000))
    storage.write('wal/0', 0)
    await synced(storage)
    const reopened = await openIn(CrashingFiles.of(files.image()))
    expect(reopened.load()).toEqual({ snapshot: 'x'.repeat(3000), 'wal/0': 0 })
  })

  test('however many ask in one turn, one disk write serves them', async () => {
    const files = new CrashingFiles()
    const storage = await openIn(files, [], { segmentBytes: 1 << 20 })
    const before = files.writes
    const served: number[] = []
    for (let number = 0; number < 64; number++) {
      storage.write(`wal/${number}`, record(number))
      storage.sync(() => served.push(number))
    }
    await synced(storage)
    expect(served).toEqual(Array.from({ length: 64 }, (_, number) => number))
    expect(files.writes - before).toBe(1)
    expect(storage.counters).toMatchObject({ fsyncs: 1, records: 64, walSegments: 1 })
    expect(storage.counters.fsyncSeconds.count).toBe(1)
  })

  test('what comes while a write is under way shares the next one', async () => {
    const files = new CrashingFiles()
    const storage = await openIn(files, [], { segmentBytes: 1 << 20 })
    let next = 0
    const write = (): Promise<void> => {
      storage.write(`wal/${next}`, record(next++))
      return synced(storage)
    }
    const before = files.writes
    const first = write()
    while (files.writes === before) await turn()
    await Promise.all([first, write(), write(), write()])
    expect(files.writes - before).toBe(2)
    expect(storage.counters.records).toBe(4)
  })
})

describe('the log', () => {
  test('goes on over many segments and lives', async () => {
    let files = new CrashingFiles()
    for (let incarnation = 0; incarnation < 5; incarnation++) {
      const storage = await openIn(files)
      expect(storage.load()).toEqual(incarnation === 0 ? undefined : loaded(0, 20 * incarnation - 1))
      await writeRecords(storage, 20 * incarnation, 20 * incarnation + 19)
      if (incarnation % 2 === 0) await storage.close()
      else await storage.abandon()
      files = CrashingFiles.of(files.image())
    }
    expect(segments(files).length).toBeGreaterThan(10)
  })

  test('takes a record that is larger than a segment', async () => {
    const files = new CrashingFiles()
    const storage = await openIn(files)
    const large = 'x'.repeat(10_000)
    await writeRecords(storage, 0, 1)
    storage.write('wal/2', large)
    await synced(storage)
    storage.write('wal/3', 'ü\u2028\ud83d\ude00\ud800')
    await storage.close()
    const reopened = await openIn(CrashingFiles.of(files.image()))
    expect(reopened.load()).toEqual({ ...loaded(0, 1), 'wal/2': large, 'wal/3': 'ü\u2028\ud83d\ude00\ud800' })
  })

  test('a number that restarts lower voids what was above it', async () => {
    const files = new CrashingFiles()
    const storage = await openIn(files)
    await writeRecords(storage, 0, 30)
    await storage.close()
    const second = await openIn(CrashingFiles.of(files.image()))
    second.load()
    second.write('wal/9', 'anew')
    second.write('wal/10', 'anew, too')
    await synced(second)
    expect(() => second.write('wal/12', 'skips one')).toThrow('record 12 skips record 11')
  })

  test('what was written anew is found anew, and the rest is not', async () => {
    const files = new CrashingFiles()
    const storage = await openIn(files)
    await writeRecords(storage, 0, 30)
    storage.write('wal/9', 'anew')
    await synced(storage)
    await storage.abandon()
    const reopened = await openIn(files.killed())
    expect(reopened.load()).toEqual(loaded(0, 8, { 'wal/9': 'anew' }))
    reopened.write('wal/10', 'next')
    await reopened.close()
  })

  test('erases whole segments below wal-start once it is durable, never one that is needed', async () => {
    const files = new CrashingFiles()
    const storage = await openIn(files)
    await writeRecords(storage, 0, 40)
    const before = segments(files)
    storage.write('wal-start', 20)
    expect(segments(files)).toEqual(before)
    await synced(storage)
    await storage.close()
    const left = segments(files)
    expect(left.length).toBeLessThan(before.length)
    expect(before.slice(-left.length)).toEqual(left)
    expect(storage.counters.walSegments).toBe(left.length)
    const reopened = await openIn(CrashingFiles.of(files.image()))
    expect(reopened.load()).toEqual(loaded(20, 40, { 'wal-start': 20 }))
    expect(() => reopened.write('wal/19', 1)).toThrow('wal/19 is below wal-start, 20')
    expect(() => reopened.write('wal-start', 99)).toThrow('wal-start must be')
  })

  test('compacted to its end, it goes on where it was', async () => {
    const files = new CrashingFiles()
    const storage = await openIn(files)
    await writeRecords(storage, 0, 40)
    storage.write('wal-start', 41)
    await storage.close()
    expect(segments(files)).toHaveLength(1)
    const copy = CrashingFiles.of(files.image())
    const reopened = await openIn(copy)
    expect(reopened.load()).toEqual({ 'wal-start': 41 })
    await writeRecords(reopened, 41, 60)
    await reopened.close()
    const last = await openIn(copy.killed())
    expect(last.load()).toEqual(loaded(41, 60, { 'wal-start': 41 }))
  })

  test('goes on at wal-start if a crash lost records that were not needed any more', async () => {
    const files = new CrashingFiles()
    const storage = await openIn(files)
    await writeRecords(storage, 0, 3)
    for (let number = 4; number < 9; number++) storage.write(`wal/${number}`, record(number))
    const kept = files.image()
    storage.write('snapshot', 'of all before record 9')
    storage.write('wal-start', 9)
    await synced(storage)
    // the power fails when the values are durable and the records are not
    const values = [...files.image()].filter(([path]) => path.startsWith('/data/values/'))
    const copy = CrashingFiles.of(new Map([...kept, ...values]))
    const reopened = await openIn(copy)
    expect(reopened.load()).toEqual({ snapshot: 'of all before record 9', 'wal-start': 9 })
    await writeRecords(reopened, 9, 12)
    await reopened.close()
    const last = await openIn(copy.killed())
    expect(last.load()).toEqual(loaded(9, 12, { snapshot: 'of all before record 9', 'wal-start': 9 }))
  })

  test('the first records of all may be too many for the first segment', async () => {
    const files = new CrashingFiles()
    const storage = await openIn(files)
    for (let number = 0; number < 20; number++) storage.write(`wal/${number}`, record(number))
    await synced(storage)
    await writeRecords(storage, 20, 40)
    storage.write('wal-start', 5)
    await synced(storage)
    await storage.abandon()
    const reopened = await openIn(files.killed())
    expect(reopened.load()).toEqual(loaded(5, 40, { 'wal-start': 5 }))
  })

  test('is marked durable to its end when it is quiet', async () => {
    const files = new CrashingFiles()
    const storage = await openIn(files, [], { quietAfter: 1 })
    storage.load()
    await writeRecords(storage, 0, 2)
    const before = files.writes
    while (files.writes === before) await turn()
    await turn()
    const image = files.image()
    const bytes = image.get('/data/wal/0000000000000001.wal')!
    bytes[bytes.indexOf('record 2')] = 0
    await expect(openIn(CrashingFiles.of(image))).rejects.toThrow(/damaged at frame 3/)
    await storage.close()
  })
})

describe('an error of the disk', () => {
  const failures: [string, (storage: Awaited<ReturnType<typeof openIn>>) => void][] = [
    ['a record', (storage) => storage.write('wal/0', 0)],
    ['a value', (storage) => storage.write('term', 1)],
    ['a new segment', (storage) => storage.write('wal/0', 'x'.repeat(5000))],
  ]

  test.each(failures)('while writing %s ends everything: no retry, no done, one call', async (_, write) => {
    const files = new CrashingFiles()
    const storage = await openIn(files)
    const errors: Error[] = []
    storage.onError((error) => errors.push(error))
    files.failNext = new Error('EIO: i/o error, fsync')
    let done = 0
    write(storage)
    storage.sync(() => done++)
    while (errors.length === 0) await turn()
    const { operations } = files
    storage.write('wal/0', 0)
    storage.write('term', 1)
    storage.sync(() => done++)
    for (let i = 0; i < 20; i++) await turn()
    expect(done).toBe(0)
    expect(errors).toHaveLength(1)
    expect(errors[0]?.message).toMatch(/writing to \/data failed.*EIO/)
    expect(files.operations).toBeLessThanOrEqual(operations + 2)
    const late: Error[] = []
    storage.onError((error) => late.push(error))
    await storage.close()
    expect(late).toEqual(errors)
  })
})

describe('the end', () => {
  test('after close and after abandon nothing is written and nobody is called', async () => {
    for (const end of ['close', 'abandon'] as const) {
      const files = new CrashingFiles()
      const storage = await openIn(files)
      await storage[end]()
      const { operations } = files
      let done = 0
      storage.write('wal/0', 0)
      storage.write('term', 0)
      storage.sync(() => done++)
      for (let i = 0; i < 5; i++) await turn()
      expect({ done, operations: files.operations }).toEqual({ done: 0, operations })
    }
  })

  test('abandon silences the syncs under way, close answers them', async () => {
    for (const [end, answers] of [
      ['close', 2],
      ['abandon', 0],
    ] as const) {
      const storage = await openIn(new CrashingFiles())
      let done = 0
      storage.write('wal/0', 0)
      storage.sync(() => done++)
      storage.write('term', 1)
      storage.sync(() => done++)
      await storage[end]()
      for (let i = 0; i < 5; i++) await turn()
      expect(done).toBe(answers)
    }
  })

  test('what was loaded is given out once', async () => {
    const storage = await openIn(new CrashingFiles())
    storage.load()
    expect(() => storage.load()).toThrow('loaded once')
  })
})

test('keys are told apart, whatever is in them', async () => {
  const files = new CrashingFiles()
  const storage = await openIn(files)
  const keys = ['a/b', 'a%2Fb', '..', '.', 'A b', 'ü', 'wal', 'x.tmp', 'x', '__proto__x']
  const values: { [key: string]: Json } = {}
  for (const key of keys) storage.write(key, (values[key] = { key }))
  await storage.close()
  expect((await openIn(CrashingFiles.of(files.image()))).load()).toEqual(values)
  const open = await openIn(new CrashingFiles())
  expect(() => open.write('k'.repeat(300), 1)).toThrow('too long')
  expect(() => open.write('wal/x', 1)).toThrow('no record number')
  expect(() => open.write('term', undefined as unknown as Json)).toThrow('no JSON')
})

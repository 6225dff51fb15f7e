import { beforeAll, describe, expect, test } from 'vitest'
import type { StorageWarning } from '../../../../../src/raft/server/storage/index.ts'
import { CrashingFiles } from './crashing-files.ts'
import { loaded, openIn, synced, writeRecords } from './storages.ts'

const LAST = 16

/** A log over several segments and a value, each record synced by itself. */
async function written(how: 'closed' | 'killed'): Promise<Map<string, Buffer>> {
  const files = new CrashingFiles()
  const storage = await openIn(files)
  storage.load()
  storage.write('term', 7)
  await writeRecords(storage, 0, LAST)
  if (how === 'closed') await storage.close()
  else await storage.abandon()
  return files.image()
}

type Outcome = 'refused' | 'cut' | 'whole' | `lost ${string}`

/** What becomes of the storage whose files are these. */
async function outcome(image: ReadonlyMap<string, Buffer>): Promise<Outcome> {
  const warnings: StorageWarning[] = []
  let found: unknown
  try {
    const storage = await openIn(CrashingFiles.of(image), warnings)
    found = storage.load()
    await storage.abandon()
  } catch (error) {
    if ((error as Error).name === 'InputError') return 'refused'
    throw error
  }
  if (JSON.stringify(found) === JSON.stringify(loaded(0, LAST, { term: 7 }))) return 'whole'
  // only the last record, of which nothing later says that it was durable, and not in silence
  if (JSON.stringify(found) === JSON.stringify(loaded(0, LAST - 1, { term: 7 })) && warnings.length === 1) {
    return 'cut'
  }
  return `lost ${JSON.stringify(found)}`
}

/** Each file with one byte after the other changed; the outcomes, and what is wrong about them. */
async function flipEachByte(image: ReadonlyMap<string, Buffer>): Promise<Map<Outcome, string[]>> {
  const outcomes = new Map<Outcome, string[]>()
  for (const [path, bytes] of image) {
    for (let at = 0; at < bytes.length; at++) {
      // what stands behind the text of a slot means nothing: some of it is enough
      if (path === '/data/manifest' && at % 4096 > 640 && at % 101 !== 0) continue
      for (const flip of [0xff, 1 << (at % 8)]) {
        const damaged = Buffer.from(bytes)
        damaged[at] = bytes[at]! ^ flip
        const result = await outcome(new Map(image).set(path, damaged))
        outcomes.set(result, [...(outcomes.get(result) ?? []), `${path}:${at}`])
      }
    }
  }
  return outcomes
}

describe.each(['closed', 'killed'] as const)('damage to a storage that was %s', (how) => {
  let image: Map<string, Buffer>

  beforeAll(async () => {
    image = await written(how)
    expect([...image.keys()].filter((path) => path.endsWith('.wal')).length).toBeGreaterThan(2)
    expect(await outcome(image)).toBe('whole')
  })

  test('one wrong byte anywhere: refused, or nothing lost, or the unclaimed last record cut with a warning', async () => {
    const outcomes = await flipEachByte(image)
    const allowed = how === 'closed' ? ['refused', 'whole'] : ['refused', 'whole', 'cut']
    expect([...outcomes.keys()].sort()).toEqual([...allowed].sort())
    // what was cut lies within one frame of the last file
    const last = [...image.keys()].filter((path) => path.endsWith('.wal')).at(-1)!
    expect((outcomes.get('cut') ?? []).filter((place) => !place.startsWith(`${last}:`))).toEqual([])
  }, 60_000)

  test('a file cut short at any length is refused', async () => {
    const outcomes = new Set<Outcome>()
    for (const [path, bytes] of image) {
      if (path === '/data/wal/spare.tmp') continue
      for (let length = 0; length < bytes.length; length++) {
        if (path === '/data/manifest' && length % 4096 > 640 && length % 101 !== 0) continue
        outcomes.add(await outcome(new Map(image).set(path, bytes.subarray(0, length))))
      }
    }
    expect([...outcomes]).toEqual(['refused'])
  }, 60_000)

  test('a file that grew is refused', async () => {
    for (const [path, bytes] of image) {
      if (path === '/data/wal/spare.tmp' || path === '/data/identity') continue
      const longer = Buffer.concat([bytes, Buffer.from('x')])
      expect(await outcome(new Map(image).set(path, longer)), path).toBe('refused')
    }
  })

  test('a missing segment is refused, whichever it is', async () => {
    const segments = [...image.keys()].filter((path) => path.endsWith('.wal'))
    for (const path of segments) {
      const without = new Map(image)
      without.delete(path)
      expect(await outcome(without), path).toBe('refused')
    }
  })

  test('two segments that were exchanged are refused', async () => {
    const [first, second] = [...image.keys()].filter((path) => path.endsWith('.wal'))
    const exchanged = new Map(image).set(first!, image.get(second!)!).set(second!, image.get(first!)!)
    expect(await outcome(exchanged)).toBe('refused')
  })
})

test('the tail may be cut within one batch, as none of it claims that another is durable', async () => {
  const files = new CrashingFiles()
  const storage = await openIn(files, [], { segmentBytes: 4096 })
  storage.load()
  await writeRecords(storage, 0, 2)
  for (let number = 3; number < 8; number++)
    storage.write(`wal/${number}`, { life: 1, value: `record ${number}` })
  await synced(storage)
  await storage.abandon()
  const image = files.image()
  const bytes = image.get('/data/wal/0000000000000001.wal')!
  const middle = bytes.indexOf('record 4')
  bytes[middle] = 0
  const warnings: StorageWarning[] = []
  const reopened = await openIn(CrashingFiles.of(image), warnings, { segmentBytes: 4096 })
  expect(reopened.load()).toEqual(loaded(0, 3))
  expect(warnings).toMatchObject([{ event: 'torn-tail', file: '/data/wal/0000000000000001.wal' }])
  expect(warnings[0]!.offset).toBeLessThan(middle)
  expect(warnings[0]!.offset + warnings[0]!.bytes).toBe(bytes.indexOf('record 7') + 'record 7"}'.length)
  await reopened.abandon()
})

import { chmodSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { openStorage, type StorageWarning } from '../../../../../src/raft/server/storage/index.ts'
import { loaded, owner, refusalOf, synced, temporaryFolder, writeRecords } from './storages.ts'

// on the real file system

const folders: string[] = []
let folder: string
const options = { ...owner, segmentBytes: 2048 }
const wal = (name: string): string => join(folder, 'wal', name)
const FIRST = '0000000000000001.wal'

beforeEach(() => {
  folder = temporaryFolder()
  folders.push(folder)
})
afterAll(() => folders.forEach((one) => rmSync(one, { recursive: true })))

async function inUse(last = 100): Promise<string[]> {
  const storage = await openStorage(folder, options)
  storage.load()
  storage.write('snapshot', { image: 'x'.repeat(100) })
  await writeRecords(storage, 0, last)
  await storage.close()
  return readdirSync(join(folder, 'wal')).filter((name) => name.endsWith('.wal'))
}

const reopen = (more: object = {}): Promise<string> => refusalOf(openStorage(folder, { ...options, ...more }))

test('a directory is made, filled, and found again', async () => {
  const segments = await inUse()
  expect(segments.length).toBeGreaterThan(2)
  expect(readdirSync(folder).sort()).toEqual(['identity', 'lock', 'manifest', 'values', 'wal'])
  expect(readFileSync(wal(FIRST)).toString('latin1', 20, 512)).toMatch(
    /^{"cluster":"test","node":"n1","directory":"[0-9a-f]{16}","firstPosition":1,"nextNumber":0,"bytes":2048}\0+$/,
  )
  const storage = await openStorage(folder, options)
  expect(storage.load()).toEqual(loaded(0, 100, { snapshot: { image: 'x'.repeat(100) } }))
  await storage.close()
})

describe('two at once', () => {
  test('a second opening is refused until the first one is closed', async () => {
    const storage = await openStorage(folder, options)
    expect(await reopen()).toBe(
      `InputError: ${folder}: another process (${process.pid}) has this directory open. Stop it first, or give this server a directory of its own.`,
    )
    await storage.close()
    const second = await openStorage(folder, options)
    await second.abandon()
    expect(await reopen()).toMatch(/^opened/)
  })

  test('a refusal lets go of the directory', async () => {
    await inUse()
    expect(await reopen({ node: 'n2' })).toMatch(/belongs to server n1/)
    expect(await reopen()).toMatch(/^opened/)
  })
})

describe('refused, with where and what and what to do', () => {
  const advice = 'Do not delete single files'

  test('another server, another cluster', async () => {
    await inUse()
    for (const wrong of [{ node: 'n2' }, { cluster: 'other' }]) {
      const text = await reopen(wrong)
      expect(text).toContain(join(folder, 'identity'))
      expect(text).toMatch(/belongs to server n1 of cluster test, not to (n2 of test|n1 of other)/)
    }
    rmSync(join(folder, 'identity'))
    expect(await reopen({ node: 'n2' })).toContain('This manifest belongs to server n1')
    rmSync(join(folder, 'manifest'))
    expect(await reopen({ node: 'n2' })).toContain('This stored value belongs to server n1')
    rmSync(join(folder, 'values'), { recursive: true })
    expect(await reopen({ node: 'n2' })).toContain(
      'This segment of the write-ahead log belongs to server n1 of cluster test',
    )
  })

  test.each(['', 'a b', '../up', 'ü', 'x'.repeat(65)])('the name %j', async (node) => {
    expect(await reopen({ node })).toMatch(/InputError: the id of the server must be/)
    expect(await reopen({ cluster: node })).toMatch(/InputError: the name of the cluster must be/)
  })

  test('a later version', async () => {
    await inUse()
    const bytes = readFileSync(wal(FIRST))
    bytes.writeUInt32LE(3, 8)
    bytes.writeUInt32LE(crc32(bytes.subarray(16, 512), crc32(bytes.subarray(0, 12))), 12)
    writeFileSync(wal(FIRST), bytes)
    expect(await reopen()).toMatch(
      /0001\.wal: This segment of the write-ahead log has format version 3, and this program reads versions 1 to 2\..*later one/,
    )
  })

  test('something else entirely', async () => {
    await inUse()
    writeFileSync(wal(FIRST), 'not a log at all'.repeat(40))
    expect(await reopen()).toMatch(
      /0001\.wal: This is no segment.*it begins with 6e6f742061206c6f instead of 89/,
    )
  })

  test('a damaged middle', async () => {
    await inUse()
    const bytes = readFileSync(wal(FIRST))
    bytes[bytes.indexOf('record 3')] = 0
    writeFileSync(wal(FIRST), bytes)
    const text = await reopen()
    expect(text).toMatch(
      /0001\.wal:\d+: The log is damaged at frame 4: a frame with checksum [0-9a-f]{8} that should have [0-9a-f]{8}; but a later segment was begun only when frame \d+ was durable, so this is no torn tail\./,
    )
    expect(text).toContain(advice)
    expect(readFileSync(wal(FIRST)).equals(bytes)).toBe(true)
  })

  test('a damaged middle of the last segment', async () => {
    const last = wal((await inUse(10)).at(-1)!)
    const bytes = readFileSync(last)
    bytes[bytes.indexOf('record 9')] = 0
    writeFileSync(last, bytes)
    expect(await reopen()).toMatch(/but frame 11 was durable when a later one was written/)
  })

  test('missing segments', async () => {
    const segments = await inUse()
    const gone = (name: string): void => renameSync(wal(name), join(folder, 'gone'))
    const back = (name: string): void => renameSync(join(folder, 'gone'), wal(name))
    gone(segments[0]!)
    expect(await reopen()).toMatch(
      /The log begins here with record \d+, and records from 0 on are needed: older segments are missing/,
    )
    back(segments[0]!)
    gone(segments[1]!)
    expect(await reopen()).toContain(`The segment before it, ${segments[1]}, is missing`)
    back(segments[1]!)
    gone(segments.at(-1)!)
    expect(await reopen()).toContain(`because ${segments.at(-1)} follows it, and that file is missing`)
    back(segments.at(-1)!)
    expect(await reopen()).toMatch(/^opened/)
    rmSync(join(folder, 'wal'), { recursive: true })
    expect(await reopen()).toContain(
      'There is no segment of the write-ahead log, and this directory was in use',
    )
  })

  test('a segment or a value cut short, made longer, or renamed', async () => {
    const segments = await inUse()
    const segment = readFileSync(wal(FIRST))
    writeFileSync(wal(FIRST), segment.subarray(0, 2000))
    expect(await reopen()).toContain('This segment is cut short: 2000 bytes instead of 2048')
    writeFileSync(wal(FIRST), segment.subarray(0, 400))
    expect(await reopen()).toContain('is cut short: 400 bytes, and its header alone has 512')
    writeFileSync(wal(FIRST), Buffer.concat([segment, segment]))
    expect(await reopen()).toContain('This segment is longer than it was made: 4096 bytes instead of 2048')
    writeFileSync(wal(FIRST), segment)
    renameSync(wal(segments.at(-1)!), wal('9999999999999999.wal'))
    expect(await reopen()).toContain(`This segment was renamed: it is ${segments.at(-1)} by its header`)
    renameSync(wal('9999999999999999.wal'), wal(segments.at(-1)!))

    const path = join(folder, 'values', 'snapshot.value')
    const value = readFileSync(path)
    writeFileSync(path, value.subarray(0, 600))
    expect(await reopen()).toContain('This value is cut short: 88 bytes of JSON instead of 112')
    value[600] = 0
    writeFileSync(path, value)
    expect(await reopen()).toMatch(/This value is damaged: its checksum is [0-9a-f]{8}, not [0-9a-f]{8}/)
    expect(await reopen()).toContain(advice)
  })
})

test('a torn tail is cut for good, with a warning', async () => {
  await inUse(5)
  const bytes = readFileSync(wal(FIRST))
  const end = bytes.indexOf('record 5') + 'record 5"}'.length + 32 // and the mark at the end
  bytes.fill('torn', end, end + 100)
  writeFileSync(wal(FIRST), bytes)
  const warnings: StorageWarning[] = []
  const warn = (warning: StorageWarning): void => void warnings.push(warning)
  const storage = await openStorage(folder, { ...options, warn })
  expect(warnings).toEqual([
    {
      event: 'torn-tail',
      file: wal(FIRST),
      offset: end,
      bytes: 100,
      message: `${wal(FIRST)}:${end}: cut off 100 bytes that are no complete frame (746f726e where a frame begins with ff57570a). A write was under way when the server ended; nothing says that it was ever durable.`,
    },
  ])
  expect(
    readFileSync(wal(FIRST))
      .subarray(end)
      .every((byte) => byte === 0),
  ).toBe(true)
  storage.write('wal/6', 6)
  await synced(storage)
  await storage.abandon()
  const again = await openStorage(folder, { ...options, warn })
  expect(warnings).toHaveLength(1)
  expect(again.load()).toMatchObject({ 'wal/6': 6 })
  await again.close()
})

test('half-made files of a crash are taken away', async () => {
  await inUse(5)
  writeFileSync(wal('spare.tmp'), 'half')
  writeFileSync(join(folder, 'values', 'snapshot.value.tmp'), 'half')
  const storage = await openStorage(folder, options)
  expect(readdirSync(join(folder, 'values'))).toEqual(['snapshot.value'])
  await writeRecords(storage, 6, 200)
  await storage.close()
})

test('nobody else reads what is stored, also in a folder of before', async () => {
  const modes = (): string[] =>
    ['', ...readdirSync(folder, { recursive: true }).map(String)].sort().flatMap((name) => {
      const found = statSync(join(folder, name))
      const fits = (found.mode & 0o777) === (found.isFile() ? 0o600 : 0o700)
      return fits ? [] : [`${name} ${(found.mode & 0o777).toString(8)}`]
    })
  const umask = process.umask(0)
  try {
    await inUse(60)
    const storage = await openStorage(folder, options)
    expect(modes()).toEqual([])
    await storage.close()
    for (const name of ['', ...readdirSync(folder, { recursive: true }).map(String)]) {
      const path = join(folder, name)
      chmodSync(path, statSync(path).isFile() ? 0o644 : 0o755)
    }
    const again = await openStorage(folder, options)
    await again.close()
    // rewritten in place, and given back to their owner
    expect(modes()).toEqual([])
  } finally {
    process.umask(umask)
  }
})

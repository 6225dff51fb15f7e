import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Json } from '../../../../../src/base/json.ts'
import { openStorage, type StorageOptions } from '../../../../../src/raft/server/storage/index.ts'
import { checkStoredState } from '../../../../../src/raft/server/stored-raft-state.ts'
import { CrashingFiles } from './crashing-files.ts'
import { knownFrom, writeValues } from './raft-server.ts'
import { temporaryFolder } from './storages.ts'
import versionOne from './fixtures/version-1.json' with { type: 'json' }

// Each file of a real data folder, however it was damaged: refused, or nothing is lost. docs/reference/storage.md

type Image = ReadonlyMap<string, Buffer>
const folder = temporaryFolder()
afterAll(() => rmSync(folder, { recursive: true }))

const options = { cluster: 'test', node: 'n1', segmentBytes: 4096, quietAfter: 1 }

/** Every file of a folder, by its path in it. */
function imageOf(directory: string): Map<string, Buffer> {
  const image = new Map<string, Buffer>()
  for (const name of readdirSync(directory, { recursive: true }).map(String).sort()) {
    const path = join(directory, name)
    if (statSync(path).isFile()) image.set(name, readFileSync(path))
  }
  return image
}

/** A server writes in two incarnations; returns what is on its disk after each. */
async function written(name: string, node = 'n1'): Promise<readonly [older: Image, newer: Image]> {
  const images: Image[] = []
  for (const [first, last] of [
    [1, 78],
    [79, 97],
  ] as const) {
    const storage = await openStorage(join(folder, name), { ...options, node })
    await writeValues(storage, first, last)
    await storage.close()
    images.push(imageOf(join(folder, name)))
  }
  return images as [Image, Image]
}

type Outcome = 'refused' | 'same' | `lost: ${string}`

/** What becomes of a server that starts on these files; a refusal must change none of them. */
async function outcome(image: Image, more: Partial<StorageOptions> = {}): Promise<Outcome> {
  const files = CrashingFiles.of(new Map([...image].map(([name, bytes]) => [`/data/${name}`, bytes])))
  const before = files.image()
  let found: { [key: string]: Json } | undefined
  try {
    const check = (stored: { readonly [key: string]: Json }): void => checkStoredState('/data', stored)
    const storage = await openStorage('/data', { ...options, files, check, quietAfter: 1e6, ...more })
    found = storage.load()
    await storage.abandon()
  } catch (error) {
    if ((error as Error).name !== 'InputError') throw error
    expect((error as Error).message).toMatch(/^\/data\/\S+: .*Nothing was changed\. \S/)
    expect(files.image()).toEqual(before)
    return 'refused'
  }
  const known = knownFrom(found).text
  return known === whole ? 'same' : `lost: ${known.slice(0, 100)}`
}

let older: Image
let newer: Image
let otherServer: Image
let twin: Image
/** What the server knows when nothing is damaged. */
let whole = ''

beforeAll(async () => {
  ;[older, newer] = await written('n1')
  ;[, otherServer] = await written('n2', 'n2')
  // the same names in another cluster: only the id of the directory tells them apart
  ;[, twin] = await written('twin')
  const storage = await openStorage(join(folder, 'n1'), options)
  whole = knownFrom(storage.load()).text
  await storage.abandon()
  newer = imageOf(join(folder, 'n1'))
}, 30_000)

type Damage = 'removed' | 'emptied' | 'cut' | 'flipped' | 'older copy' | 'of another server' | 'of a twin'
type Row = { readonly [damage in Damage]: Outcome | 'refused or same' }

const refusedAlways: Row = {
  removed: 'refused',
  emptied: 'refused',
  cut: 'refused',
  flipped: 'refused',
  'older copy': 'refused',
  'of another server': 'refused',
  'of a twin': 'refused',
}

/** A file that is not here fails the tests: whoever adds one says what its damage does. */
const rows: readonly (readonly [RegExp, Row])[] = [
  // an older copy of it is equal to it
  [/^identity$/, { ...refusedAlways, 'older copy': 'same' }],
  // one slot is as good as two; an older copy says less, and nothing that is wrong
  [/^manifest$/, { ...refusedAlways, flipped: 'same', 'older copy': 'same' }],
  [/^values\/(snapshot|wal-start)\.value$/, refusedAlways],
  // zeros behind the last frame that are none any more are a torn tail: cut, with a warning
  [/^wal\/\d{16}\.wal$/, { ...refusedAlways, flipped: 'refused or same' }],
]

/** What holds nothing: whatever becomes of it, nothing is lost. */
const empty = /^(lock|lock-holder|wal\/spare\.tmp)$/

const rowOf = (name: string): Row => {
  const row = rows.find(([pattern]) => pattern.test(name))?.[1]
  if (row === undefined) throw new Error(`${name} is new: say what its damage does`)
  return row
}

/** Every place of a small file, some of a large one. */
function places(length: number): number[] {
  const all = Array.from({ length }, (_, at) => at)
  return all.filter((at) => length <= 1024 || at < 600 || at % 61 === 0 || at > length - 4)
}

function* damaged(name: string, damage: Damage): Generator<Image> {
  const bytes = newer.get(name)!
  const put = (content: Buffer): Image => new Map(newer).set(name, content)
  switch (damage) {
    case 'removed': {
      const rest = new Map(newer)
      rest.delete(name)
      yield rest
      break
    }
    case 'emptied':
      yield put(Buffer.alloc(0))
      break
    case 'cut':
      for (const at of places(bytes.length)) yield put(bytes.subarray(0, at))
      break
    case 'flipped':
      for (const at of places(bytes.length)) {
        const flipped = Buffer.from(bytes)
        flipped[at] = bytes[at]! ^ (1 << (at % 8))
        yield put(flipped)
      }
      break
    case 'older copy': {
      const copy = older.get(name)
      if (copy !== undefined) yield put(copy)
      break
    }
    case 'of another server':
    case 'of a twin': {
      const others = damage === 'of a twin' ? twin : otherServer
      const copy = others.get(name)
      if (copy !== undefined) yield put(copy)
      break
    }
  }
}

test('the folder holds what it should, and opens', async () => {
  expect(await outcome(newer)).toBe('same')
  expect([...newer.keys()].filter((name) => name.endsWith('.wal')).length).toBeGreaterThan(1)
  const shared = [...older.keys()].filter((name) => newer.has(name) && name.endsWith('.wal'))
  expect(shared, 'a segment that was written on in the second life').not.toEqual([])
})

describe.each(Object.keys(refusedAlways) as Damage[])('each file %s', (damage) => {
  test('is refused, or nothing is lost', async () => {
    for (const name of newer.keys()) {
      if (empty.test(name)) continue
      const row = rowOf(name)
      for (const image of damaged(name, damage)) {
        const became = await outcome(image)
        if (row[damage] === 'refused or same') expect(['refused', 'same'], name).toContain(became)
        else expect(became, `${name} ${damage}`).toBe(row[damage])
      }
    }
  }, 60_000)
})

test.each(['lock', 'lock-holder', 'wal/spare.tmp'])('%s holds nothing that could be lost', async (name) => {
  const copy = join(folder, `without-${name.replace('/', '-')}`)
  for (const content of [undefined, '', 'x'.repeat(5000)]) {
    cpSync(join(folder, 'n1'), copy, { recursive: true })
    rmSync(join(copy, name), { force: true })
    if (content !== undefined) writeFileSync(join(copy, name), content)
    if (name === 'lock' && content !== undefined && content !== '') {
      await expect(openStorage(copy, options)).rejects.toThrow(/lock: .*Remove this file/)
      rmSync(join(copy, name))
    }
    const storage = await openStorage(copy, options)
    expect(knownFrom(storage.load()).text).toBe(whole)
    await storage.close()
    rmSync(copy, { recursive: true })
  }
})

describe('several files', () => {
  test('any two removed are refused, but for all that was ever written', async () => {
    const names = [...newer.keys()].filter((name) => !empty.test(name))
    for (const one of names)
      for (const other of names) {
        const rest = new Map(newer)
        rest.delete(one)
        rest.delete(other)
        expect(await outcome(rest), `${one}, ${other}`).toBe('refused')
      }
  })

  test('any two as older copies of themselves are refused, unless they are equal or say less', async () => {
    const names = [...older.keys()].filter((name) => newer.has(name) && !empty.test(name))
    for (const one of names)
      for (const other of names) {
        const image = new Map(newer).set(one, older.get(one)!).set(other, older.get(other)!)
        expect(['refused', 'same'], `${one}, ${other}`).toContain(await outcome(image))
      }
  })

  test('an older copy of all of them cannot be told from the past', async () => {
    expect(await outcome(older)).toMatch(/^lost/)
  })
})

describe('a folder of format version 1', () => {
  const unpacked = (text: string): Buffer => gunzipSync(Buffer.from(text, 'base64'))
  const image = new Map(Object.entries(versionOne.files).map(([name, text]) => [name, unpacked(text)]))
  const directory = join(folder, 'version-1')
  const check = (stored: { readonly [key: string]: Json }): void => checkStoredState(directory, stored)
  const unpack = (changed: Image): void => {
    rmSync(directory, { recursive: true, force: true })
    for (const [name, bytes] of changed) {
      mkdirSync(join(directory, dirname(name)), { recursive: true })
      writeFileSync(join(directory, name), bytes)
    }
  }

  test('opens with all that is in it, and is of version 2 from then on', async () => {
    unpack(image)
    const storage = await openStorage(directory, { ...options, check })
    const { text, lastIndex } = knownFrom(storage.load())
    // two elections and 60 writes
    expect(lastIndex).toBe(62)
    expect(text).toContain('value 60')
    await storage.close()
    expect(readFileSync(join(directory, 'identity')).readUInt32LE(8)).toBe(2)
    rmSync(join(directory, 'manifest'))
    await expect(openStorage(directory, options)).rejects.toThrow(/manifest: This file is missing/)
  })

  test.each<[string, Image, RegExp]>([
    [
      'without its snapshot',
      new Map([...image].filter(([name]) => name !== 'values/snapshot.value')),
      /snapshot\.value: The log begins behind entry 55, and there is no snapshot/,
    ],
    [
      'with an older snapshot',
      new Map(image).set('values/snapshot.value', unpacked(versionOne.olderSnapshot)),
      /snapshot\.value: The log begins behind entry 55, and the snapshot ends with entry 20/,
    ],
  ])('%s is refused', async (_, changed, message) => {
    unpack(changed)
    await expect(openStorage(directory, { ...options, check })).rejects.toThrow(message)
  })
})

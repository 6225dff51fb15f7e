import { expect, test } from 'vitest'
import { closeFrame, openFrame, readFrame } from '../../../../../src/raft/server/storage/frame.ts'
import { FrameBatch } from '../../../../../src/raft/server/storage/frame-batch.ts'

test.each([
  [1, 0],
  [2 ** 32 - 1, 2 ** 32],
  [2 ** 32, 2 ** 32 + 1],
  [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER - 1],
])('a frame at position %d with number %d is read as it was written', (position, number) => {
  const bytes = Buffer.alloc(100)
  bytes.write('"json"', 42)
  openFrame(bytes, 10, position, number, 6)
  expect(closeFrame(bytes, 10, position - 1)).toBe(48)
  expect(readFrame(bytes, 10)).toEqual({
    offset: 10,
    position,
    number,
    durableThrough: position - 1,
    length: 6,
  })
})

test('no text holds the magic of a frame', () => {
  const batch = new FrameBatch()
  const every = Array.from({ length: 0x10000 }, (_, unit) => String.fromCharCode(unit)).join('')
  batch.record(1, 0, JSON.stringify(every))
  batch.close(0)
  expect(batch.bytes.subarray(4, batch.length).indexOf(0xff, 28)).toBe(-1)
})

test('a batch grows with what is put in it, and keeps what was there', () => {
  const batch = new FrameBatch()
  const texts = [10, 10_000, 100_000, 1_000_000, 5].map((length) => JSON.stringify('ü'.repeat(length)))
  texts.forEach((text, index) => batch.record(index + 1, index, text))
  batch.close(0)
  let offset = 0
  for (const text of texts) {
    const frame = readFrame(batch.bytes.subarray(0, batch.length), offset)
    if (typeof frame === 'string') throw new Error(frame)
    const start = offset + 32
    expect(batch.bytes.toString('utf8', start, start + frame.length)).toBe(text)
    offset = start + frame.length
  }
  expect(offset).toBe(batch.length)
  expect(batch).toMatchObject({ records: 5, lastPosition: 5, lastNumber: 4, highestNumber: 4 })
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FrameReader } from '../../../../../src/raft/server/peers/frame-reader.ts'
import { FrameWriter } from '../../../../../src/raft/server/peers/frame-writer.ts'

test('however the bytes are cut, the same messages come out', () => {
  const text = fc.string({ unit: 'binary', maxLength: 200 }).map((value) => JSON.stringify(value))
  fc.assert(
    fc.property(
      fc.array(text, { maxLength: 20 }),
      fc.array(fc.integer({ min: 1, max: 150 })),
      (texts, cuts) => {
        const writer = new FrameWriter()
        for (const json of texts) writer.message(json, Buffer.byteLength(json))
        const bytes = writer.take()
        const reader = new FrameReader(10_000)
        const found: string[] = []
        for (let from = 0, cut = 0; from < bytes.length; cut++) {
          const to = from + (cuts[cut] ?? 1000)
          reader.push(bytes.subarray(from, to), ({ payload }) => {
            found.push(payload.toString())
            return true
          })
          from = to
        }
        expect(found).toEqual(texts)
      },
    ),
  )
})

test('whoever takes the frames can stop it', () => {
  const writer = new FrameWriter()
  for (const json of ['1', '2', '3']) writer.message(json, 1)
  const found: string[] = []
  new FrameReader(10).push(writer.take(), ({ payload }) => found.push(payload.toString()) < 2)
  expect(found).toEqual(['1', '2'])
})

test('a writer grows, and what was taken stays as it was', () => {
  const writer = new FrameWriter()
  const texts = [10, 100_000, 5_000_000].map((length) => JSON.stringify('x'.repeat(length)))
  for (const json of texts) writer.message(json, json.length)
  const bytes = writer.take()
  writer.message('"other"', 7)
  const found: number[] = []
  new FrameReader(6_000_000).push(bytes, ({ payload }) => found.push(payload.length) > 0)
  expect(found).toEqual(texts.map(({ length }) => length))
  expect(writer.take().toString('utf8', 16)).toBe('"other"')
})

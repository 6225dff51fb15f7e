import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { FileChunks } from '../../../../../src/record/formats/readers/file-chunks.ts'

const folder = mkdtempSync(join(tmpdir(), 'file-chunks-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

test.each([0, 1, 262_143, 262_144, 262_145, 1_000_000])('gives all of %i bytes', async (length) => {
  const file = join(folder, String(length))
  const bytes = Buffer.alloc(length).map((_, index) => (index * 7) & 0xff)
  writeFileSync(file, bytes)
  const chunks: Uint8Array[] = []
  // all are kept: no chunk may be filled again
  for await (const chunk of new FileChunks(file)) chunks.push(chunk)
  expect(Buffer.concat(chunks).equals(bytes)).toBe(true)
})

test('gives nothing more once it is closed, also while a chunk is waited for', async () => {
  const file = join(folder, 'closed')
  writeFileSync(file, Buffer.alloc(600_000))
  const source = new FileChunks(file)
  const chunks = source[Symbol.asyncIterator]()
  expect((await chunks.next()).done).toBe(false)
  const next = chunks.next()
  source.close()
  expect((await next).done).toBe(true)
})

test('fails with the code of the system', async () => {
  const chunks = new FileChunks(join(folder, 'none'))[Symbol.asyncIterator]()
  await expect(chunks.next()).rejects.toMatchObject({ code: 'ENOENT' })
})

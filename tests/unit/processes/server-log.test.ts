import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ServerLog } from '../../../src/processes/supervision/server-log.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whitewater-log-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const read = (file: string): string => readFileSync(file, 'utf8')

describe('a server’s log', () => {
  test('keeps what was said, in order, and notes of the harness', async () => {
    const log = new ServerLog(join(folder, 'logs/n1.log'))
    log.append(Buffer.from('one\n'))
    log.note('killed')
    log.append(Buffer.from('two\n'))
    await log.close()
    expect(read(log.file)).toBe('one\n[whitewater] killed\ntwo\n')
  })

  test('goes on where another life ended', async () => {
    for (const text of ['first\n', 'second\n']) {
      const log = new ServerLog(join(folder, 'n1.log'))
      log.append(Buffer.from(text))
      await log.close()
    }
    expect(read(join(folder, 'n1.log'))).toBe('first\nsecond\n')
  })

  test('never keeps more than its limit, and always the end', async () => {
    const log = new ServerLog(join(folder, 'n1.log'), 1000)
    for (let at = 0; at < 500; at++) {
      log.append(Buffer.from(`line ${at}\n`))
      if (at % 50 === 0) await log.written()
    }
    await log.close()
    expect(log.olderFile).toBe(join(folder, 'n1.1.log'))
    expect(statSync(log.file).size + statSync(log.olderFile).size).toBeLessThanOrEqual(1000)
    expect(statSync(log.olderFile).size).toBe(500)
    const kept = read(log.olderFile) + read(log.file)
    const all = Array.from({ length: 500 }, (_, at) => `line ${at}\n`).join('')
    expect(all.endsWith(kept)).toBe(true)
  })

  test('one piece larger than the limit is cut as well', async () => {
    const log = new ServerLog(join(folder, 'n1.log'), 1000)
    log.append(Buffer.alloc(10_000, 'x'))
    await log.close()
    expect(statSync(log.file).size + statSync(log.olderFile).size).toBeLessThanOrEqual(1000)
  })

  test('says when more waits than should, and is patient again once it is written', async () => {
    const log = new ServerLog(join(folder, 'n1.log'))
    expect(log.full).toBe(false)
    for (let at = 0; at < 3; at++) log.append(Buffer.alloc(600_000, 'x'))
    expect(log.full).toBe(true)
    await log.written()
    expect(log.full).toBe(false)
    await log.close()
  })

  test('that cannot be written says why and ends nothing', async () => {
    const log = new ServerLog(folder)
    log.append(Buffer.from('lost\n'))
    await log.close()
    expect(log.failure?.message).toMatch(/EISDIR/)
  })
})

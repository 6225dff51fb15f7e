import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mulberry32 } from '../../../bench/mulberry32.ts'
import { sourceOfHistory } from '../../../src/check/history-source.ts'
import { checkInWindows } from '../../../src/check/in-windows.ts'
import { checkSource } from '../../../src/check/check-source.ts'
import { checkFile } from '../../../src/check/check-file.ts'
import { resolveOptions, type CheckOptions } from '../../../src/check/options.ts'
import { hostileFiles } from './hostile-files.ts'
import { jsonLines } from './check-run.ts'

type Event = readonly [process: number, type: string, f: string, value: unknown, key?: string]

const lines = (...events: readonly Event[]): string =>
  events
    .map(([process, type, f, value, key]) => `${JSON.stringify({ process, type, f, value, key })}\n`)
    .join('')

interface Answer {
  readonly verdict?: unknown
  readonly error?: string
  readonly notes: readonly string[]
}

/** What is said of a history, errors included, without the time it took. */
async function answerOf(
  check: typeof inWindows,
  content: string | Uint8Array,
  options: CheckOptions,
): Promise<Answer> {
  const notes: string[] = []
  try {
    const { millis: _, ...verdict } = await check(content, { ...options, onNote: (note) => notes.push(note) })
    return { verdict, notes }
  } catch (error) {
    return { error: String(error), notes }
  }
}

const inWindows = async (content: string | Uint8Array, options: CheckOptions) =>
  checkInWindows(() => sourceOfHistory(content, 'f'), await resolveOptions(options))
const asWhole = async (content: string | Uint8Array, options: CheckOptions): ReturnType<typeof inWindows> =>
  checkSource(sourceOfHistory(content, 'f'), await resolveOptions(options))

async function sameAnswer(content: string | Uint8Array, options: CheckOptions = {}): Promise<Answer> {
  const answer = await answerOf(inWindows, content, options)
  expect(answer).toEqual(await answerOf(asWhole, content, options))
  return answer
}

/** Four clients on three registers; `isStale`: one read in the middle finds what was overwritten. */
function registers(isStale: boolean, length = 600): string {
  const random = mulberry32(7)
  const values = new Map<string, number>()
  const open = new Map<number, Event>()
  const events: Event[] = []
  for (let index = 0; events.length < length; index++) {
    const client = Math.floor(random() * 4)
    const call = open.get(client)
    if (call === undefined) {
      const f = random() < 0.5 ? 'read' : 'write'
      const event: Event = [client, 'invoke', f, f === 'read' ? null : index, `k${Math.floor(random() * 3)}`]
      open.set(client, event)
      events.push(event)
      continue
    }
    const [process, , f, value, key = ''] = call
    open.delete(client)
    if (f === 'write') values.set(key, value as number)
    const read = isStale && events.length > length / 2 && key === 'k1' ? -1 : (values.get(key) ?? null)
    events.push([process, 'ok', f, f === 'read' ? read : value, key])
  }
  return lines(...events)
}

describe('a history that is decided while it is read', () => {
  it('gets the answer of a check of the whole, whoever wrote it', async () => {
    for (const { content, model } of hostileFiles)
      await sameAnswer(content, model === undefined ? {} : { model })
  }, 60_000)

  it('holds', async () => {
    const { verdict, notes } = await sameAnswer(registers(false))
    expect(verdict).toMatchObject({ valid: true, model: 'kv', partitions: 3, consistency: 'linearizable' })
    expect(notes).toHaveLength(1)
    await sameAnswer(registers(false), { model: 'kv' })
    await sameAnswer(registers(false), { model: 'kv', initial: 3 })
    await sameAnswer(registers(false), { model: 'kv', initial: { k1: 3 } })
  })

  it('does not hold, and is explained by all operations on the object', async () => {
    const { verdict, notes } = await sameAnswer(registers(true))
    expect(verdict).toMatchObject({ valid: false, partitions: 3, failure: { key: 'k1' } })
    expect(notes).toHaveLength(1)
    expect(await sameAnswer(registers(true), { model: 'kv' })).toMatchObject({ verdict: { valid: false } })
  })

  it.each<[name: string, content: string, options?: CheckOptions]>([
    [
      'independent tuples',
      jsonLines(
        [0, 'invoke', 'write', [1, 5]],
        [0, 'ok', 'write', [1, 5]],
        [0, 'invoke', 'read', [1, null]],
        [0, 'ok', 'read', [1, 5]],
      ),
    ],
    [
      'tuples that are said to be',
      jsonLines([0, 'invoke', 'read', [1, null]], [0, 'ok', 'read', [1, null]]),
      { independent: true },
    ],
    [
      'a query of what became of a request',
      lines(
        [0, 'invoke', 'write', 1],
        [0, 'info', 'write', 1],
        [1, 'invoke', 'status', null],
        [1, 'ok', 'status', { executed: { type: 'ok', value: 1 } }],
        [1, 'invoke', 'read', null],
        [1, 'ok', 'read', null],
      ),
    ],
    [
      'the last call without an answer',
      lines(
        [0, 'invoke', 'write', 1],
        [0, 'ok', 'write', 1],
        [1, 'invoke', 'write', 2],
        [2, 'invoke', 'read', null],
        [2, 'ok', 'read', 2],
      ),
    ],
    [
      'a write of unknown outcome that shows later, and again',
      lines(
        [0, 'invoke', 'write', 1],
        [0, 'info', 'write', 1],
        [1, 'invoke', 'write', 2],
        [1, 'ok', 'write', 2],
        [1, 'invoke', 'read', null],
        [1, 'ok', 'read', 1],
        [1, 'invoke', 'write', 3],
        [1, 'ok', 'write', 3],
        [1, 'invoke', 'read', null],
        [1, 'ok', 'read', 1],
      ),
    ],
    [
      'a cas that failed and says what it met',
      `${lines([0, 'invoke', 'write', 1], [0, 'ok', 'write', 1], [0, 'invoke', 'cas', [2, 3]])}{"process":0,"type":"fail","f":"cas","value":[2,3],"error":"no","observed":4}\n`,
    ],
    [
      'texts',
      lines(
        [0, 'invoke', 'put', 'a', 'x'],
        [0, 'ok', 'put', 'a', 'x'],
        [0, 'invoke', 'append', 'b', 'x'],
        [0, 'ok', 'append', 'b', 'x'],
        [0, 'invoke', 'get', null, 'x'],
        [0, 'ok', 'get', 'ab', 'x'],
      ),
    ],
    [
      'a key that only the answer names',
      lines(
        [0, 'invoke', 'write', 1],
        [0, 'ok', 'write', 1, 'x'],
        [0, 'invoke', 'read', null, 'x'],
        [0, 'ok', 'read', 1, 'x'],
      ),
    ],
    ['nothing that succeeded', lines([0, 'invoke', 'write', 1], [0, 'info', 'write', 1])],
    ['sequential consistency', registers(true, 60), { model: 'kv', consistency: 'sequential' }],
    [
      'transactions',
      lines([0, 'invoke', 'txn', [['append', 'x', 1]]], [0, 'ok', 'txn', [['append', 'x', 1]]]),
    ],
    ['no time at all', registers(false), { timeout: 1e-9 }],
  ])('says the same of %s', async (_, content, options) => {
    await sameAnswer(content, options)
  })

  it('is what is done with a large file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'whitewater-windows-'))
    try {
      const file = join(folder, 'large.jsonl')
      const text = registers(true, 4000)
      const filler = '{"process":"nemesis","type":"info","f":"start","value":null}\n'
      writeFileSync(file, text + filler.repeat(Math.ceil((4 * 2 ** 20) / filler.length)))
      const { verdict } = await checkFile(file, { model: 'kv' })
      const { millis: _, ...whole } = await asWhole(text, { model: 'kv' })
      expect(verdict).toMatchObject({
        valid: false,
        operations: whole.operations,
        partitions: 3,
        failure: { key: 'k1', operation: { line: whole.failure?.located.line } },
      })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

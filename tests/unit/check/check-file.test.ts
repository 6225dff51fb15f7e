import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, describe, expect, it } from 'vitest'
import { models } from '../../../checkers/models/index.ts'
import { checkFile, checkHistory } from '../../../src/index.ts'
import { checkFiles, jsonLines } from './check-run.ts'

const folder = mkdtempSync(join(tmpdir(), 'whitewater-check-file-'))
afterAll(() => rmSync(folder, { recursive: true }))

const stale = jsonLines(
  [0, 'invoke', 'write', 1],
  [0, 'ok', 'write', 1],
  [1, 'invoke', 'read', null],
  [1, 'ok', 'read', null],
)
const file = join(folder, 'stale.jsonl')
writeFileSync(file, stale)

const untimed = (text: string): string => text.replace(/"millis":\d+|\d+ ms/g, '')

describe('checking a history from a program', () => {
  it('answers what the verb prints, as JSON and as text', async () => {
    const notes: string[] = []
    const { verdict, text } = await checkFile(file, { onNote: (note) => notes.push(note) })
    const printed = await checkFiles([file])
    const json = await checkFiles([file], { json: true })
    expect(untimed(text)).toBe(untimed(printed.stdout))
    expect(untimed(`${JSON.stringify(verdict)}\n`)).toBe(untimed(json.stdout))
    expect(`${notes.join('\n')}\n`).toBe(printed.stderr)
    expect(verdict.failure?.operation).toMatchObject({
      f: 'read',
      process: 1,
      line: 3,
      text: 'read() -> null',
    })
  })

  it('takes text, bytes, pieces of either, events, and streams', async () => {
    const events = stale
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { process: number; type: 'ok'; f: string; value: unknown })
    const half = Math.floor(stale.length / 2)
    const inputs = [
      stale,
      Buffer.from(stale),
      [stale.slice(0, half), Buffer.from(stale.slice(half))],
      events,
      new Set(events),
      Readable.from(events),
      Readable.from([Buffer.from(stale)]),
    ]
    for (const input of inputs) {
      const { verdict } = await checkHistory(input, { name: 'stale' })
      expect(verdict).toMatchObject({ file: 'stale', valid: false, model: 'cas-register', operations: 2 })
    }
  })

  it('takes the options of the verb, and a model at hand', async () => {
    const options = {
      model: models.register,
      initial: 5,
      consistency: 'sequential',
      timeout: 10_000,
    } as const
    const first = jsonLines([0, 'invoke', 'read', null], [0, 'ok', 'read', 5])
    const { verdict } = await checkHistory(first, options)
    expect(verdict).toMatchObject({ file: 'history', valid: true, consistency: 'sequential' })
    const pairs = jsonLines([0, 'invoke', 'write', ['x', 1]], [0, 'ok', 'write', ['x', 1]])
    const independent = await checkHistory(pairs, { model: 'kv', independent: true })
    expect(independent.verdict.valid).toBe(true)
  })

  it.each([
    [{ model: 'nope' }, 'model must be one of'],
    [{ consistency: 'strong' as 'linearizable' }, 'consistency must be one of'],
    [{ model: 'register', consistency: 'serializable' }, 'cannot be told of model register'],
    [{ model: 'list-append', independent: true }, 'independent does not fit list-append'],
    [{ timeout: 0 }, 'timeout must be milliseconds above zero; got 0'],
    [{ timeout: NaN }, 'timeout must be milliseconds above zero; got NaN'],
  ] as const)('refuses %j before it reads', async (options, message) => {
    await expect(checkFile('/no/such', options)).rejects.toThrow(message)
  })

  it('names the file and the line of what is no history, and the event that JSON cannot express', async () => {
    await expect(checkFile(join(folder, 'gone'))).rejects.toThrow('gone: no such file')
    await expect(checkHistory(`${stale}{"process":0}\n`)).rejects.toThrow(/^history:5: /)
    const event = { process: 0, type: 'invoke', f: 'write', value: 1 } as const
    const odd = [event, { ...event, process: 1, value: NaN }]
    await expect(checkHistory(odd)).rejects.toThrow('history, event 2: field "value" holds NaN')
    await expect(checkHistory([7] as unknown as string[])).rejects.toThrow('event 1: a history is made of')
  })

  it('is undecided about a stream that does not end in time', async () => {
    const endless = new Readable({ read: () => undefined })
    endless.push(stale)
    const { verdict } = await checkHistory(endless, { timeout: 50 })
    expect(verdict).toMatchObject({ valid: 'unknown', because: expect.stringContaining('time ran out') })
    expect(endless.destroyed).toBe(true)
  })
})

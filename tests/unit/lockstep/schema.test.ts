import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseAnswer, parseAnswers } from '../../../src/lockstep/answer.ts'

const file = join(import.meta.dirname, '../../../schema/lockstep-from-program.json')
const fromProgram = new Ajv2020({ strict: true, allowUnionTypes: true }).compile<unknown>(
  JSON.parse(readFileSync(file, 'utf8')) as object,
)

const json = fc.jsonValue({ maxDepth: 1 })
const strange = fc.oneof(json, fc.string(), fc.integer(), fc.constant(undefined))
const effect = fc.record(
  {
    do: fc.constantFrom('send', 'set-timer', 'cancel-timer', 'write', 'sync', 'reply', 'note', 'leap'),
    to: fc.oneof({ weight: 4, arbitrary: fc.string() }, strange),
    body: json,
    timer: fc.oneof({ weight: 4, arbitrary: fc.string() }, strange),
    after: fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: 0, max: 1e9 }) },
      fc.constantFrom(-1, 2e9, 'soon'),
    ),
    key: fc.oneof({ weight: 4, arbitrary: fc.string() }, strange),
    value: json,
    token: json,
    operation: fc.oneof({ weight: 4, arbitrary: fc.integer() }, fc.constantFrom(0.5, '1', null)),
    outcome: fc.constantFrom<unknown>({ type: 'ok', value: null }, {}, [], null, 'ok'),
    event: fc.oneof({ weight: 4, arbitrary: fc.string() }, strange),
    data: json,
  },
  { requiredKeys: ['do'] },
)
const answer = fc.record(
  {
    step: fc.constantFrom<unknown>(7, 7, 7, 7, 'seven'),
    effects: fc.oneof(
      {
        weight: 8,
        arbitrary: fc.array(fc.oneof({ weight: 9, arbitrary: effect }, strange), { maxLength: 2 }),
      },
      json,
    ),
  },
  { requiredKeys: [] },
)

const line = fc.oneof(
  { weight: 20, arbitrary: answer },
  { weight: 4, arbitrary: fc.array(answer, { maxLength: 2 }) },
  json,
)

/** A batch is never empty. */
function parseBatch(text: string, length: number): void {
  if (length === 0) throw new Error('an answer to nothing')
  parseAnswers(
    text,
    Array.from({ length }, () => 7),
  )
}

describe('the schema of lines from a program', () => {
  test('takes what is taken, and refuses what is refused', () => {
    const seen = { taken: 0, refused: 0 }
    fc.assert(
      fc.property(line, (value) => {
        const text = JSON.stringify(value)
        let isTaken = true
        try {
          if (Array.isArray(value)) parseBatch(text, value.length)
          else parseAnswer(text, 7)
        } catch {
          isTaken = false
        }
        seen[isTaken ? 'taken' : 'refused']++
        expect(fromProgram(JSON.parse(text)), text).toBe(isTaken)
      }),
      { numRuns: 5000 },
    )
    expect(seen.taken).toBeGreaterThan(500)
    expect(seen.refused).toBeGreaterThan(500)
  })

  test.each([
    [{ step: 0, effects: [], view: null }, true],
    [{ step: 0, effects: [], name: '' }, false],
    [{ step: 0, effects: [], servers: 'some' }, false],
    [{ step: 0, effects: [], view: { role: 'follower' } }, false],
  ])('%j', (value, isTaken) => {
    expect(fromProgram(value)).toBe(isTaken)
  })
})

import { expect, test } from 'vitest'
import type { InputError } from '../../../src/base/input-error.ts'
import { checkHistory } from '../../../src/check/check-file.ts'
import type { CheckOptions } from '../../../src/check/options.ts'
import { jsonLines } from './check-run.ts'

type Line = readonly [process: number, type: string, f: string, value?: unknown, key?: string]

/** The error that the check of a history throws. */
function errorOf(lines: readonly Line[], options: CheckOptions = {}): Promise<InputError> {
  return checkHistory(jsonLines(...lines), { name: 'h.jsonl', ...options }).then(
    () => expect.fail('the history was taken'),
    (error: unknown) => error as InputError,
  )
}

const write: readonly Line[] = [
  [0, 'invoke', 'write', 1],
  [0, 'ok', 'write', 1],
]

interface Fault {
  readonly what: string
  readonly line: number
  readonly field: string
  readonly lines: readonly Line[]
  readonly model?: 'register' | 'counter' | 'list-append'
}

const read: Line = [1, 'invoke', 'read']
const faults: readonly Fault[] = [
  { what: 'no type', line: 3, field: 'type', lines: [...write, [1, 'begin', 'read']] },
  {
    what: 'a completion without its invoke',
    line: 3,
    field: 'type',
    lines: [...write, [1, 'ok', 'read', 1]],
  },
  { what: 'a second invoke', line: 4, field: 'process', lines: [...write, read, read] },
  { what: 'another function', line: 4, field: 'f', lines: [...write, read, [1, 'ok', 'write', 1]] },
  {
    what: 'another key',
    line: 2,
    field: 'key',
    lines: [
      [0, 'invoke', 'write', 1, 'x'],
      [0, 'ok', 'write', 1, 'y'],
    ],
  },
  {
    what: 'another value',
    line: 2,
    field: 'value',
    lines: [
      [0, 'invoke', 'write', 1],
      [0, 'ok', 'write', 2],
    ],
  },
  {
    what: 'an unknown function',
    line: 3,
    field: 'f',
    lines: [...write, [1, 'invoke', 'swim']],
    model: 'register',
  },
  { what: 'a function of no model', line: 3, field: 'f', lines: [...write, [1, 'invoke', 'swim']] },
  {
    what: 'a cas without its pair',
    line: 3,
    field: 'value',
    lines: [...write, [1, 'invoke', 'cas', 1], [1, 'ok', 'cas', 1]],
  },
  {
    what: 'a value that the model cannot take, in the invoke',
    line: 3,
    field: 'value',
    lines: [
      [0, 'invoke', 'add', 1],
      [0, 'ok', 'add', 1],
      [1, 'invoke', 'add', 'x'],
      [1, 'ok', 'add', 'x'],
    ],
    model: 'counter',
  },
  {
    what: 'a transaction with other micro-operations, in the completion',
    line: 2,
    field: 'value',
    lines: [
      [0, 'invoke', 'txn', [['r', 'x', null]]],
      [0, 'ok', 'txn', [['r', 'y', []]]],
    ],
    model: 'list-append',
  },
]

test.each(faults)('$what: line $line, field $field', async ({ line, field, lines, model }) => {
  const error = await errorOf(lines, model === undefined ? {} : { model })
  expect(error.name).toBe('InputError')
  expect(error.place).toMatchObject({ file: 'h.jsonl', line, field })
  expect(error.message).toBe(`h.jsonl:${line}: ${error.reason}`)
})

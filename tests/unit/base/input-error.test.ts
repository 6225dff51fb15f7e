import { describe, expect, test } from 'vitest'
import { InputError, type InputPlace } from '../../../src/base/input-error.ts'

describe('bad input', () => {
  const places: readonly (readonly [InputPlace, string])[] = [
    [{}, 'wrong'],
    [{ file: 'h.jsonl' }, 'h.jsonl: wrong'],
    [{ file: 'h.jsonl', line: 3 }, 'h.jsonl:3: wrong'],
    [{ file: 'raft.ts', line: 3, column: 7 }, 'raft.ts:3:7: wrong'],
    // where there is a file, the reason names the field itself
    [{ file: 'h.jsonl', line: 3, field: 'value' }, 'h.jsonl:3: wrong'],
    [{ field: 'faults[2].kind' }, 'faults[2].kind: wrong'],
    [{ operation: 4 }, 'operation 4: wrong'],
    [{ operation: 4, field: 'value' }, 'operation 4, value: wrong'],
    [{ operation: 4, field: 'value', completion: true }, 'operation 4, completion: wrong'],
    [{ file: 'h.jsonl', line: 9, operation: 4, field: 'value' }, 'h.jsonl:9: wrong'],
  ]
  test.each(places)('at %j: %s', (place, message) => {
    const error = new InputError('wrong', place)
    expect(error).toMatchObject({ name: 'InputError', message, reason: 'wrong' })
    expect(error.place).toEqual(place)
  })
})

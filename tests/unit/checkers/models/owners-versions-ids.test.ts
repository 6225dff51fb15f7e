import { describe, expect, test } from 'vitest'
import { checkLinearizability } from '../../../../checkers/linearizability/index.ts'
import { models, withInitial } from '../../../../checkers/models/index.ts'
import { history, ok, unknown } from '../linearizability/histories.ts'
import type { Line } from '../linearizability/histories.ts'
import { after, operationOf } from './steps.ts'

describe.each([models['owner-mutex'], models.lock])('$name', (model) => {
  const by = (process: number, f: string, value: unknown = null) => ({
    ...operationOf(f, value, ok()),
    process,
  })
  const held = (...operations: readonly ReturnType<typeof by>[]): unknown =>
    operations.reduce<unknown>(
      (state, operation) => (state === undefined ? undefined : model.step(state, operation)),
      model.init(),
    )

  test('is released by who acquired it, and by nobody else', () => {
    expect(held(by(1, 'acquire'), by(1, 'release'), by(2, 'lock'), by(2, 'unlock'))).toBe(null)
    expect(held(by(1, 'acquire'), by(2, 'release'))).toBe(undefined)
    expect(held(by(1, 'acquire'), by(2, 'acquire'))).toBe(undefined)
    expect(held(by(1, 'release'))).toBe(undefined)
  })

  test('belongs to the client that a value names, whatever the process', () => {
    expect(held(by(1, 'acquire', 'c'), by(2, 'release', { client: 'c' }))).toBe(null)
    expect(held(by(1, 'acquire', 'c'), by(1, 'release'))).toBe(undefined)
    expect(() => held(by(1, 'acquire', [1]))).toThrow('needs no value, or the name of a client')
  })

  test('may be held at first', () => {
    const release = history(['release', null, ok(), 0, 1])
    expect(checkLinearizability(release, withInitial(model, 0)).valid).toBe(true)
    expect(checkLinearizability(release, withInitial(model, 1)).valid).toBe(false)
    expect(checkLinearizability(release, model)).toMatchObject({ failure: { hint: { initial: 0 } } })
  })
})

describe('versioned-register', () => {
  const model = models['versioned-register']
  test('each write and each cas makes the version one more', () => {
    expect(
      after(
        model,
        ['read', null, null],
        ['write', [null, 'a'], [1, 'a']],
        ['cas', [null, ['a', 'b']], [2, ['a', 'b']]],
        ['write', [null, 'c']],
        ['read', null, [3, 'c']],
      ),
    ).toBe('[3,"c"]')
    expect(after(model, ['write', [null, 'a'], [2, 'a']])).toBe('refused: write')
    expect(after(model, ['write', [null, 'a'], [1, 'a']], ['read', null, [2, 'a']])).toBe('refused: read')
    expect(after(model, ['write', [null, 'a'], [1, 'a']], ['read', null, [1, 'b']])).toBe('refused: read')
    expect(after(model, ['cas', [null, ['a', 'b']], [1, ['a', 'b']]])).toBe('refused: cas')
    expect(after(model, ['write', [null, 'a'], [null, 'a']], ['read', null, [null, 'a']])).toBe('[1,"a"]')
    expect(after(model, ['write', [null, 'a'], [1, 'a']], ['read', null, null])).toBe('refused: read')
  })

  test('a version that is missing between two reads tells of a write of unknown outcome', () => {
    const lines: readonly Line[] = [
      ['write', [null, 1], ok([1, 1]), 0, 1],
      ['write', [null, 2], unknown, 2],
      ['write', [null, 3], ok([3, 3]), 4, 5],
    ]
    expect(checkLinearizability(history(...lines), model).valid).toBe(true)
    const without = history(lines[0] as Line, lines[2] as Line)
    expect(checkLinearizability(without, model).valid).toBe(false)
  })

  test('what has another form is bad input', () => {
    expect(() => after(model, ['write', 5, null])).toThrow('needs [version, value]')
    expect(() => after(model, ['cas', [null, 5], null])).toThrow('needs [version, [from, to]]')
    expect(() => after(model, ['read', null, 5])).toThrow('[version, value] as its result')
    expect(() => after(model, ['write', [null, 1], [1, 2]])).toThrow('its own value as its result')
  })
})

describe('unique-ids', () => {
  const model = models['unique-ids']
  test('no id is given twice', () => {
    const lines: readonly Line[] = [
      ['generate', null, ok(1), 0, 5],
      ['generate', null, ok('1'), 1, 3],
      ['generate', null, unknown, 2],
      ['generate', null, ok(1), 6, 7],
    ]
    expect(checkLinearizability(history(...lines.slice(0, 3)), model).valid).toBe(true)
    const verdict = checkLinearizability(history(...lines), model)
    expect(verdict).toMatchObject({
      valid: false,
      failure: { operation: { id: 3 }, core: [{ id: 0 }, { id: 3 }] },
    })
    expect(verdict.promise).toContain('distinct ids')
  })

  test('100,000 ids are decided at once, in order or not', () => {
    const lines = Array.from({ length: 100_000 }, (_, at): Line => [
      'generate',
      null,
      ok((at * 7919) % 1_000_003),
      at,
      at + 50,
    ])
    expect(checkLinearizability(history(...lines), model).valid).toBe(true)
  })

  test('an ok without an id is bad input', () => {
    expect(() => after(model, ['generate', null, null])).toThrow('an id as its result')
  })
})

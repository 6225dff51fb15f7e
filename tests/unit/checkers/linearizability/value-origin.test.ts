import { describe, expect, test } from 'vitest'
import { checkLinearizability } from '../../../../checkers/linearizability/index.ts'
import type { CheckOptions, LinearizabilityFailure } from '../../../../checkers/linearizability/index.ts'
import { models, withInitial } from '../../../../checkers/models/index.ts'
import type { Model } from '../../../../checkers/models/index.ts'
import type { Outcome } from '../../../../src/record/operation.ts'
import { history, ok, unknown } from './histories.ts'
import type { Line } from './histories.ts'

const { register, set, append, kv } = models
const multi = models['multi-register']
const timedOut: Outcome = { type: 'fail', error: 'timeout' }

function failureOf(model: Model, lines: readonly Line[], options: CheckOptions = {}): LinearizabilityFailure {
  const verdict = checkLinearizability(history(...lines), model, options)
  if (verdict.valid !== false) throw new Error('the history was to be refuted')
  return verdict.failure
}

describe('where a value came from', () => {
  test('only from a write that is recorded as failed', () => {
    const read: Line = ['read', null, ok(638), 4, 5]
    const lines: readonly Line[] = [['write', 637, ok(637), 0, 1], ['write', 638, timedOut, 2, 3], read]
    expect(failureOf(register, lines)).toMatchObject({
      origin: { kind: 'failed', value: 638, seenBy: { id: 2 }, operations: [{ id: 1 }] },
      because:
        'read of the register returned 638, but the only write of 638, process 1, is recorded as fail (timeout): ' +
        'if that is not certain it must be info',
    })
  })

  test('failed operations may be given apart, and lines are named where they are known', () => {
    const [failed] = history(['write', 638, timedOut, 2, 3])
    const options = {
      failed: failed === undefined ? [] : [{ ...failed, id: -1 }],
      lineOf: ({ id }: { id: number }) => (id === -1 ? 3 : 1),
    }
    expect(failureOf(register, [['read', null, ok(638), 4, 5]], options).because).toContain(
      'the only write of 638, line 3, is recorded as fail (timeout)',
    )
    // on another key it explains nothing
    const elsewhere = { ...options, failed: options.failed.map((one) => ({ ...one, key: 'y' })) }
    expect(failureOf(register, [['read', null, ok(638), 4, 5]], elsewhere).origin?.kind).toBe('nowhere')
  })

  test('a failed one that was called after the read had returned explains nothing', () => {
    const lines: readonly Line[] = [
      ['read', null, ok(1), 0, 1],
      ['write', 1, timedOut, 2, 3],
    ]
    expect(failureOf(register, lines).origin?.kind).toBe('nowhere')
  })

  test('several, and a cas', () => {
    const lines: readonly Line[] = [
      ['write', 2, timedOut, 0, 1],
      ['cas', [1, 2], timedOut, 2, 3],
      ['read', null, ok(2), 4, 5],
    ]
    expect(failureOf(register, lines).because).toContain(
      'every write or cas of 2 (process 0, process 1) is recorded',
    )
    expect(failureOf(register, lines.slice(1)).because).toContain('the only cas to 2, process 0, is recorded')
  })

  test.each([
    ['ok', ok(1), ''],
    ['of unknown outcome', unknown, ' (of unknown outcome)'],
  ] as const)('from a write that was called too late, %s', (_, outcome, said) => {
    const lines: readonly Line[] = [
      ['read', null, ok(1), 0, 1],
      ['write', 1, outcome, 2, 3],
    ]
    const failure = failureOf(
      register,
      lines.map((line) => (line[2].type === 'info' ? (line.slice(0, 4) as unknown as Line) : line)),
    )
    expect(failure.origin).toMatchObject({ kind: 'later', operations: [{ id: 1 }] })
    expect(failure.because).toBe(
      `read of the register returned 1, but the only write of 1, process 1, was called only after that read had returned${said}`,
    )
  })

  test('from nowhere, in another shape: a mistake of who recorded it', () => {
    const text = failureOf(register, [
      ['write', 1, ok(1), 0, 1],
      ['read', null, ok('1'), 2, 3],
    ])
    expect(text.origin).toMatchObject({ kind: 'shape', value: '1', operations: [{ id: 0 }] })
    expect(text.because).toContain(
      `nothing brought "1", a text; write of 1, process 0, brought a number: a recorder's mistake?`,
    )
    const list = failureOf(register, [
      ['write', 1, ok(1), 0, 1],
      ['read', null, ok([2]), 2, 3],
    ])
    expect(list.because).toContain(
      "nothing brought [2], a list: each value that was brought is a number; a recorder's mistake?",
    )
  })

  test('of sets, lists and registers together', () => {
    const added = failureOf(set, [
      ['add', 1, timedOut, 0, 1],
      ['read', null, ok([1]), 2, 3],
    ])
    expect(added.because).toContain('the only add of 1, process 0, is recorded as fail')
    const appended = failureOf(append, [
      ['append', 1, timedOut, 0, 1],
      ['read', null, ok([1]), 2, 3],
    ])
    expect(appended.because).toContain('the only append of 1, process 0, is recorded as fail')
    const written = failureOf(multi, [
      ['write', { x: 1 }, timedOut, 0, 1],
      ['read', null, ok({ x: 1 }), 2, 3],
    ])
    expect(written.because).toContain('the only write of ["x",1], process 0, is recorded as fail')
  })

  test('the initial value is there, null says nothing, and of texts that grow nothing can be told', () => {
    const back = failureOf(withInitial(register, 5), [
      ['write', 1, ok(), 0, 1],
      ['read', null, ok(5), 2, 3],
    ])
    expect(back.origin).toBeUndefined()
    expect(
      failureOf(register, [
        ['write', 1, ok(), 0, 1],
        ['read', null, ok(null), 2, 3],
      ]).origin,
    ).toBeUndefined()
    const grown: readonly Line[] = [
      ['append', 'a', ok(), 0, 1],
      ['get', null, ok('b'), 2, 3],
    ]
    expect(failureOf(kv, grown).origin).toBeUndefined()
  })
})

describe('a hint of another initial value', () => {
  const hintOf = (model: Model, ...lines: readonly Line[]) => failureOf(model, lines).hint

  test('names the value that was found before anybody had brought it', () => {
    expect(hintOf(register, ['read', null, ok(0), 0, 1], ['cas', [0, 3], ok(), 2, 3])).toEqual({
      initial: 0,
      text: 'with an initial value of 0 it would hold: --initial 0',
    })
    // also where somebody writes it later
    expect(hintOf(register, ['cas', [0, 3], ok(), 0, 1], ['write', 0, ok(), 2, 3])?.initial).toBe(0)
  })

  test('of several keys: one value for all, or a map', () => {
    const x: Line = ['read', null, ok(0), 0, 1, 'x']
    expect(hintOf(kv, x, ['read', null, ok(0), 2, 3, 'y'])?.initial).toBe(0)
    const map = hintOf(kv, x, ['read', null, ok(null), 2, 3, 'y'], ['read', null, ok('a'), 2, 3, 'z'])
    expect(map).toEqual({
      initial: { x: 0, z: 'a' },
      text: `with other initial values it would hold: --initial '{"x":0,"z":"a"}'`,
    })
  })

  test.each<{ readonly model: Model; readonly initial: unknown; readonly lines: readonly Line[] }>([
    {
      model: models.counter,
      initial: 4,
      lines: [
        ['add', 1, ok(), 0, 1],
        ['read', null, ok(5), 2, 3],
      ],
    },
    {
      model: append,
      initial: [7],
      lines: [
        ['append', 1, ok(), 0, 1],
        ['read', null, ok([7, 1]), 2, 3],
      ],
    },
    {
      model: set,
      initial: [7],
      lines: [
        ['add', 1, ok(), 0, 1],
        ['read', null, ok([1, 7]), 2, 3],
      ],
    },
    {
      model: models.queue,
      initial: [7, 8],
      lines: [
        ['dequeue', null, ok(7), 0, 1],
        ['dequeue', null, ok(8), 2, 3],
      ],
    },
    { model: multi, initial: { x: 1, y: 2 }, lines: [['read', null, ok({ x: 1, y: 2 }), 0, 1]] },
    { model: models['versioned-register'], initial: [3, 1], lines: [['read', null, ok([3, 1]), 0, 1]] },
    { model: models.mutex, initial: true, lines: [['release', null, ok(), 0, 1]] },
  ])('$model.name', ({ model, initial, lines }) => {
    expect(hintOf(model, ...lines)?.initial).toEqual(initial)
  })

  test("is not given to a model of one's own, which has an init()", () => {
    expect(hintOf({ ...register, name: 'mine' }, ['read', null, ok(0), 0, 1])).toBeUndefined()
  })

  test('is not given where it would not help', () => {
    expect(hintOf(register, ['read', null, ok(1), 0, 1], ['read', null, ok(2), 2, 3])).toBeUndefined()
    expect(hintOf(register, ['write', 1, ok(), 0, 1], ['read', null, ok(2), 2, 3])).toBeUndefined()
  })
})

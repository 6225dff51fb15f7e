import { describe, expect, it } from 'vitest'
import { checkListAppend } from '../../../../checkers/cycles/list-append.ts'
import { operationsOf, together } from './transactions.ts'
import type { Planned } from './transactions.ts'

const check = (...planned: Planned[]): ReturnType<typeof checkListAppend> =>
  checkListAppend(operationsOf(planned))
const kinds = (...planned: Planned[]): string[] => check(...planned).anomalies.map(({ kind }) => kind)

describe('checkListAppend', () => {
  it('finds nothing in a history that a serial order explains', () => {
    const verdict = check(
      { micros: [['append', 'x', 1]], at: [0, 1] },
      {
        micros: [
          ['r', 'x', [1]],
          ['append', 'x', 2],
        ],
        at: [2, 5],
      },
      {
        micros: [
          ['r', 'x', [1]],
          ['r', 'y', null],
        ],
        at: [3, 4],
      },
      { micros: [['append', 'x', 3]], at: [3, 6], type: 'info' },
      { micros: [['append', 'x', 4]], at: [3, 6], type: 'fail' },
      { micros: [['r', 'x', [1, 2, 3]]], at: [7, 8] },
    )
    expect(verdict).toEqual({
      valid: true,
      model: 'list-append',
      consistency: 'strict-serializable',
      promise: expect.stringMatching(/^strict serializability: .*; not checked is /),
      operations: 6,
      partitions: 2,
      anomalies: [],
    })
  })

  it('G0: two transactions each append before the other', () => {
    expect(
      kinds(
        together(['append', 'x', 1], ['append', 'y', 1]),
        together(['append', 'x', 2], ['append', 'y', 2]),
        together(['r', 'x', [1, 2]], ['r', 'y', [2, 1]]),
      ),
    ).toEqual(['G0'])
  })

  it('G1a: an aborted append is read', () => {
    const aborted: Planned = { micros: [['append', 'x', 1]], at: [0, 1], type: 'fail' }
    const verdict = check(aborted, { micros: [['r', 'x', [1]]], at: [2, 3] })
    expect(verdict.anomalies.map(({ kind }) => kind)).toEqual(['G1a'])
    expect(verdict.violation?.headline).toBe('an aborted append was read: 1 in "x"')
  })

  it('G1b: a transaction is seen half done', () => {
    expect(kinds(together(['append', 'x', 1], ['append', 'x', 2]), together(['r', 'x', [1]]))[0]).toBe('G1b')
  })

  it('but its own half is its own to see', () => {
    expect(
      kinds(together(['append', 'x', 1], ['r', 'x', [1]], ['append', 'x', 2]), together(['r', 'x', [1, 2]])),
    ).toEqual([])
  })

  it('G1c: information flows in a circle', () => {
    expect(
      kinds(together(['append', 'x', 1], ['r', 'y', [1]]), together(['append', 'y', 1], ['r', 'x', [1]])),
    ).toEqual(['G1c'])
  })

  it('G-single: one read is too old', () => {
    expect(
      kinds(together(['append', 'x', 1], ['append', 'y', 1]), together(['r', 'x', [1]], ['r', 'y', []])),
    ).toEqual(['G-single-item'])
  })

  it('G2: write skew, two reads are too old', () => {
    expect(
      kinds(
        together(['r', 'x', []], ['append', 'y', 1]),
        together(['r', 'y', []], ['append', 'x', 1]),
        together(['r', 'x', [1]], ['r', 'y', [1]]),
      ),
    ).toEqual(['G2-item'])
  })

  it('G2 also where nobody ever read the appends', () => {
    expect(
      kinds(together(['r', 'x', []], ['append', 'y', 1]), together(['r', 'y', []], ['append', 'x', 1])),
    ).toEqual(['G2-item'])
  })

  it('incompatible order: two reads disagree', () => {
    expect(
      kinds(
        together(['append', 'x', 1]),
        together(['append', 'x', 2]),
        together(['r', 'x', [1]]),
        together(['r', 'x', [2, 1]]),
      ),
    ).toContain('incompatible-order')
  })

  it('duplicate elements: an append took effect twice', () => {
    expect(kinds(together(['append', 'x', 1]), together(['r', 'x', [1, 1]]))[0]).toBe('duplicate-elements')
  })

  it('an element nobody appended', () => {
    expect(kinds(together(['r', 'x', [9]]))).toEqual(['unappended-element'])
  })

  it.each<[string, Planned[]]>([
    ['its own append', [together(['append', 'x', 1], ['r', 'x', []])]],
    ['its own read', [together(['append', 'x', 1]), together(['r', 'x', []], ['r', 'x', [1]])]],
    [
      'both',
      [together(['append', 'x', 1]), together(['r', 'x', []], ['append', 'x', 2], ['r', 'x', [1, 2]])],
    ],
  ])('internal: a transaction does not see %s', (_name, planned) => {
    expect(kinds(...planned)).toContain('internal')
  })

  it('a stale read breaks real time only', () => {
    const verdict = check(
      { micros: [['append', 'x', 1]], at: [0, 1] },
      { micros: [['r', 'x', []]], at: [2, 3] },
    )
    expect(verdict.violation).toMatchObject({
      property: 'strict-serializability',
      shape: 'g-single-item-realtime',
      step: 4,
    })
    expect(
      kinds({ micros: [['append', 'x', 1]], at: [0, 2] }, { micros: [['r', 'x', []]], at: [1, 3] }),
    ).toEqual([])
  })

  it('real time reaches over transactions in between', () => {
    const between: Planned[] = Array.from({ length: 20 }, (_, i) => ({
      micros: [['append', 'z', i]],
      at: [10 + i, 10.5 + i],
    }))
    const first: Planned = { micros: [['append', 'x', 1]], at: [0, 1] }
    expect(kinds(first, ...between, { micros: [['r', 'x', []]], at: [90, 91] })).toEqual([
      'G-single-item-realtime',
    ])
  })

  it('an append of unknown outcome may be seen late or never', () => {
    const unknown: Planned = { micros: [['append', 'x', 1]], at: [0, 1], type: 'info' }
    expect(
      kinds(unknown, { micros: [['r', 'x', []]], at: [2, 3] }, { micros: [['r', 'x', [1]]], at: [4, 5] }),
    ).toEqual([])
  })

  it('searches for an order where an element is appended twice', () => {
    const twice = [together(['append', 'x', 1]), together(['append', 'x', 1])]
    expect(check(...twice, together(['r', 'x', [1, 1]])).valid).toBe(true)
    expect(kinds(...twice, together(['r', 'x', [1, 1, 1]]))).toEqual(['duplicate-elements'])
    const late: Planned = { micros: [['r', 'x', [1]]], at: [2, 3] }
    expect(check(...twice, late).anomaly).toMatchObject({
      kind: 'no-order',
      headline: expect.stringMatching(/^no order explains 3 transactions$/),
    })
  })

  it('knows nothing when the search for an order runs out', () => {
    const twice = [together(['append', 'x', 1]), together(['append', 'x', 1]), together(['r', 'x', [1, 1]])]
    const because =
      'no anomaly was found, but no order that proves there is none either: an element is appended to "x" more than once, so reads do not tell which append they saw'
    expect(checkListAppend(operationsOf(twice), { maxSteps: 1 })).toMatchObject({
      valid: 'unknown',
      because,
      spent: 'steps',
    })
  })

  it('shows a cycle even when time runs out', () => {
    const planned = [
      together(['r', 'x', []], ['append', 'y', 1]),
      together(['r', 'y', []], ['append', 'x', 1]),
    ]
    expect(checkListAppend(operationsOf(planned), () => true)).toMatchObject({
      valid: false,
      anomaly: { kind: 'G2-item' },
    })
  })

  it('tells the shortest cycle, in the form of Let, Then, However', () => {
    const { violation } = check(
      together(['append', 250, 10], ['r', 253, [1, 3, 4]], ['r', 255, [2, 5]], ['append', 256, 3]),
      together(['append', 255, 8], ['r', 253, [1, 3, 4]]),
      together(['append', 256, 4], ['r', 255, [2, 5, 8]], ['r', 256, [1, 4]]),
      together(['append', 253, 1], ['append', 253, 3], ['append', 253, 4]),
      together(['append', 255, 2], ['append', 255, 5], ['append', 256, 1]),
    )
    expect(violation?.proof.slice(3)).toEqual([
      { kind: 'then', text: "T1 < T2, because T1 did not observe T2's append of 8 to 255." },
      { kind: 'then', text: "T2 < T3, because T3 observed T2's append of 8 to 255." },
      {
        kind: 'however',
        text: 'T3 < T1, because T1 appended 3 after T3 appended 4 to 256: a contradiction!',
      },
    ])
    expect(violation).toMatchObject({ property: 'serializability', shape: 'g-single-item' })
  })

  it.each<[string, unknown]>([
    ['must be a list of micro-operations', 3],
    ['has ["append",1]; it must hold [f, key, value] only', [['append', 1]]],
    ['has a micro-operation ["w",1,2]; --model rw-register has those', [['w', 1, 2]]],
    ['reads 3 from "x"; a read gives a list', [['r', 'x', 3]]],
  ])('refuses a transaction that %s', (message, value) => {
    const operation = {
      id: 4,
      process: 2,
      f: 'txn',
      value,
      outcome: { type: 'ok' as const, value },
      invoked: 0,
      returned: 1,
    }
    expect(() => checkListAppend([operation])).toThrow(
      `operation 4, value: the transaction of process 2 ${message}`,
    )
  })
})

describe('list-append and what took effect', () => {
  const crashed: Planned = {
    micros: [
      ['append', 'x', 1],
      ['append', 'y', 1],
    ],
    at: [0, 1],
    type: 'info',
  }
  const at = (time: number, ...micros: Planned['micros']): Planned => ({ micros, at: [time, time + 0.5] })

  it.each<[string, string, Planned[]]>([
    [
      'a crashed transaction that one read proves is seen whole',
      'G-single-item',
      [crashed, at(2, ['r', 'x', [1]], ['r', 'y', []])],
    ],
    [
      'the same over two reads',
      'G-single-item-realtime',
      [crashed, at(2, ['r', 'x', [1]]), at(3, ['r', 'y', []])],
    ],
    [
      'it comes after what returned before it was invoked',
      'G1c-realtime',
      [at(0, ['r', 'x', [1]]), { ...crashed, at: [2, 3] }],
    ],
    [
      'half of one on one key',
      'G1b',
      [
        {
          micros: [
            ['append', 'x', 1],
            ['append', 'x', 2],
          ],
          at: [0, 1],
          type: 'info',
        },
        at(2, ['r', 'x', [2]]),
      ],
    ],
    ['its own append before it was made', 'future-read', [at(0, ['r', 'x', [1]], ['append', 'x', 1])]],
    [
      'appends of one transaction in the wrong order',
      'incompatible-order',
      [
        together(['append', 'x', 1], ['append', 'x', 2]),
        together(['append', 'x', 3]),
        at(2, ['r', 'x', [2, 1, 3]]),
      ],
    ],
    [
      'where nothing follows',
      'incompatible-order',
      [together(['append', 'x', 1], ['append', 'x', 2]), at(2, ['r', 'x', [2, 1]])],
    ],
    [
      'something between the appends of one transaction',
      'G0',
      [
        together(['append', 'x', 1], ['append', 'x', 2]),
        together(['append', 'x', 3]),
        at(2, ['r', 'x', [1, 3, 2]]),
      ],
    ],
    [
      'an aborted append that was appended to',
      'dirty-update',
      [
        { micros: [['append', 'x', 1]], at: [0, 1], type: 'fail' },
        together(['append', 'x', 2]),
        at(2, ['r', 'x', [1, 2]]),
      ],
    ],
  ])('%s: %s', (_name, kind, planned) => {
    expect(kinds(...planned)[0]).toBe(kind)
  })

  it('a crashed transaction may be seen at any later time, or never', () => {
    expect(check(crashed, at(2, ['r', 'x', []]), at(3, ['r', 'x', [1]], ['r', 'y', [1]])).valid).toBe(true)
    expect(check(crashed, at(2, ['r', 'x', []], ['r', 'y', []])).valid).toBe(true)
  })
})

import { describe, expect, test } from 'vitest'
import { checkLinearizability } from '../../../../checkers/linearizability/index.ts'
import { models, withInitial } from '../../../../checkers/models/index.ts'
import type { Model } from '../../../../checkers/models/index.ts'
import { history, ok, unknown } from '../linearizability/histories.ts'
import type { Line } from '../linearizability/histories.ts'
import { after } from './steps.ts'

const { queue } = models
const bag = models['unordered-queue']
const validOf = (model: Model, ...lines: readonly Line[]): boolean | 'unknown' =>
  checkLinearizability(history(...lines), model).valid
const two: readonly Line[] = [
  ['enqueue', 1, ok(), 0, 1],
  ['enqueue', 2, ok(), 2, 3],
]

describe('unordered-queue', () => {
  test('gives any value that is there, each as often as it was put in', () => {
    expect(after(bag, ['enqueue', 1, null], ['enqueue', 2, null], ['dequeue', null, 2])).toBe('{1}')
    expect(after(bag, ['enqueue', 1, null], ['enqueue', 1, null], ['dequeue', null, 1])).toBe('{1}')
    expect(after(bag, ['enqueue', 1, null], ['dequeue', null, 1], ['dequeue', null, 1])).toBe(
      'refused: dequeue',
    )
    expect(after(bag, ['dequeue', null, null])).toBe('{}')
    expect(after(bag, ['enqueue', 1, null], ['dequeue', null, null])).toBe('refused: dequeue')
  })

  test('a dequeue of unknown outcome may have taken any value, or none', () => {
    const lost: Line = ['dequeue', null, unknown, 4]
    for (const left of [1, 2]) {
      const rest: readonly Line[] = [
        ['dequeue', null, ok(left), 5, 6],
        ['dequeue', null, ok(null), 7, 8],
      ]
      expect(validOf(bag, ...two, lost, ...rest)).toBe(true)
      expect(validOf(bag, ...two, ...rest)).toBe(false)
    }
  })

  test('values have nothing to do with one another where the queue is never found empty', () => {
    const lines: readonly Line[] = [...two, ['dequeue', null, ok(2), 4, 5]]
    expect(checkLinearizability(history(...lines), bag)).toMatchObject({ valid: true, partitions: 2 })
  })

  test('a value put in by an operation recorded as failed is named', () => {
    const lines = history(
      ['enqueue', 1, { type: 'fail', error: 'timeout' }, 0, 1],
      ['dequeue', null, ok(1), 2, 3],
    )
    expect(checkLinearizability(lines, bag)).toMatchObject({
      valid: false,
      failure: { origin: { kind: 'failed', value: 1, operations: [{ id: 0 }] } },
    })
  })
})

describe.each([queue, bag])('drain of $name', (model) => {
  test('takes everything there is, until it finds the queue empty', () => {
    expect(validOf(model, ...two, ['drain', null, ok([1, 2]), 4, 5])).toBe(true)
    // 2 was lost
    expect(validOf(model, ...two, ['drain', null, ok([1]), 4, 5])).toBe(false)
    expect(validOf(model, ...two, ['drain', null, ok([1, 2, 2]), 4, 5])).toBe(false)
    expect(validOf(model, ...two, ['drain', null, ok([]), 4, 5])).toBe(false)
    expect(validOf(model, ['drain', null, ok(null), 4, 5])).toBe(true)
  })

  test('is no single moment: values come in between its steps', () => {
    const lines: readonly Line[] = [
      ['enqueue', 1, ok(), 0, 1],
      ['drain', null, ok([1, 2]), 2, 9],
      ['dequeue', null, ok(null), 3, 4],
      ['enqueue', 2, ok(), 5, 6],
    ]
    expect(validOf(model, ...lines)).toBe(true)
  })

  test('of unknown outcome, it may have taken any number of values', () => {
    const drain: Line = ['drain', null, unknown, 4]
    expect(validOf(model, ...two, drain, ['dequeue', null, ok(null), 5, 6])).toBe(true)
    expect(validOf(model, ...two, drain, ['dequeue', null, ok(2), 5, 6])).toBe(true)
    expect(validOf(model, ...two, drain, ['dequeue', null, ok(3), 5, 6])).toBe(false)
  })

  test('is named as a whole in a failure', () => {
    const lines = history(...two, ['drain', null, ok([1]), 4, 5])
    expect(checkLinearizability(lines, model)).toMatchObject({ failure: { operation: lines[2] } })
  })

  test('what it took must be a list', () => {
    expect(() => validOf(model, ['drain', null, ok(7), 4, 5])).toThrow(
      'the list of what it took as its result',
    )
  })
})

test('the order of a drain counts in a queue that keeps one', () => {
  const lines: readonly Line[] = [...two, ['drain', null, ok([2, 1]), 4, 5]]
  expect([validOf(queue, ...lines), validOf(bag, ...lines)]).toEqual([false, true])
})

test('queues start with what they are told, the head first', () => {
  const lines: readonly Line[] = [
    ['dequeue', null, ok(8), 0, 1],
    ['dequeue', null, ok(7), 2, 3],
  ]
  const start = [7, 8]
  expect([validOf(withInitial(queue, start), ...lines), validOf(withInitial(bag, start), ...lines)]).toEqual([
    false,
    true,
  ])
})

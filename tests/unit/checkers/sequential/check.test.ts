import { describe, expect, test } from 'vitest'
import { InputError } from '../../../../src/base/input-error.ts'
import { checkLinearizability } from '../../../../checkers/linearizability/index.ts'
import { models } from '../../../../checkers/models/index.ts'
import { checkObjects, checkSequential, objectLevels } from '../../../../checkers/sequential/index.ts'
import type { Operation } from '../../../../src/record/operation.ts'
import { history, ok, unknown } from '../linearizability/histories.ts'
import type { Line } from '../linearizability/histories.ts'

const { kv, queue, register, bank } = models

/** A process and what it did; each returns before the next line is called. */
type Step = readonly [process: number, f: string, value: unknown, result?: unknown, key?: string]

function inOrder(...steps: readonly Step[]): Operation[] {
  return steps.map(([process, f, value, result, key], id) => ({
    id,
    process,
    f,
    value,
    ...(key !== undefined && { key }),
    outcome: result === undefined ? unknown : ok(result),
    invoked: 2 * id,
    returned: result === undefined ? Infinity : 2 * id + 1,
  }))
}

describe('sequential consistency', () => {
  test('a stale read is allowed as long as its process does not go back', () => {
    const stale: readonly Step[] = [
      [0, 'write', 1, null],
      [0, 'write', 2, null],
      [1, 'read', null, 1],
    ]
    expect(checkLinearizability(inOrder(...stale), register).valid).toBe(false)
    expect(checkSequential(inOrder(...stale), register)).toMatchObject({
      valid: true,
      consistency: 'sequential',
      promise: expect.stringContaining('keeps the order of each process') as string,
      certificate: [{ order: [0, 2, 1] }],
    })
    expect(
      checkSequential(inOrder(...stale, [1, 'read', null, 2], [1, 'read', null, 1]), register).valid,
    ).toBe(false)
  })

  test('a process sees its own writes', () => {
    const lost = inOrder([0, 'write', 1, null], [0, 'read', null, null])
    const verdict = checkSequential(lost, register)
    expect(verdict).toMatchObject({
      valid: false,
      failure: { operation: { id: 1 }, longestPrefix: [{ id: 0 }], state: '1', core: [{ id: 0 }, { id: 1 }] },
    })
  })

  // Dekker's store buffers: each object alone is sequentially consistent, both together are not
  test('is no property of each object by itself', () => {
    const steps: readonly Step[] = [
      [0, 'write', 1, null, 'x'],
      [1, 'write', 1, null, 'y'],
      [0, 'read', null, null, 'y'],
      [1, 'read', null, null, 'x'],
    ]
    const both = inOrder(...steps)
    for (const key of ['x', 'y'])
      expect(
        checkSequential(
          both.filter((one) => one.key === key),
          kv,
        ).valid,
      ).toBe(true)
    const verdict = checkSequential(both, kv)
    expect(verdict).toMatchObject({ valid: false, partitions: 2 })
    expect(verdict.valid === false && verdict.failure.core).toHaveLength(4)
  })

  test('what is of unknown outcome comes after what its process did before, or never; later ones do not wait', () => {
    const late: readonly Step[] = [
      [0, 'write', 1, null],
      [0, 'write', 2],
      [0, 'read', null, 1],
      [1, 'read', null, 2],
      [1, 'read', null, 1],
    ]
    // write(2) comes after write(1), so 1 is not read after 2
    expect(checkSequential(inOrder(...late), register).valid).toBe(false)
    expect(checkSequential(inOrder(...late.slice(0, 4)), register).valid).toBe(true)
  })

  test('two queues, as Herlihy and Wing have them', () => {
    const steps: readonly Step[] = [
      [0, 'enqueue', 'x', null, 'p'],
      [1, 'enqueue', 'y', null, 'q'],
      [0, 'enqueue', 'x', null, 'q'],
      [1, 'enqueue', 'y', null, 'p'],
      [0, 'dequeue', null, 'y', 'p'],
      [1, 'dequeue', null, 'x', 'q'],
    ]
    const both = inOrder(...steps)
    expect(
      checkSequential(
        both.filter(({ key }) => key === 'p'),
        queue,
      ).valid,
    ).toBe(true)
    expect(
      checkSequential(
        both.filter(({ key }) => key === 'q'),
        queue,
      ).valid,
    ).toBe(true)
    expect(checkSequential(both, queue).valid).toBe(false)
  })

  test('real time tells nothing of how a bank starts', () => {
    const lines: readonly Line[] = [
      ['read', null, ok({ a: 5, b: 5 }), 0, 1],
      ['transfer', { from: 'a', to: 'b', amount: 1 }, ok(), 2, 3],
      ['read', null, ok({ a: 5, b: 5 }), 4, 5],
    ]
    const verdict = checkSequential(history(...lines), bank)
    expect(verdict.valid).toBe(true)
    expect(verdict.promise).toContain('a constant total')
  })

  test('a failed operation is named for the value that only it brought, and a later one is not', () => {
    const read: Line = ['read', null, ok(7), 0, 1]
    const failed: Line = ['write', 7, { type: 'fail', error: 'timeout' }, 2, 3]
    expect(checkSequential(history(read, failed), register)).toMatchObject({
      failure: { origin: { kind: 'failed' } },
    })
    expect(checkSequential(history(read, ['write', 7, ok(), 2, 3]), register).valid).toBe(true)
  })

  test('a large history that keeps real time is decided at once', () => {
    const steps = Array.from({ length: 20_000 }, (_, at): Step =>
      at % 2 === 0 ? [at % 7, 'write', at, null] : [at % 7, 'read', null, at - 1],
    )
    expect(checkSequential(inOrder(...steps), register).valid).toBe(true)
  })

  test('one with a stale read too, where values come once', () => {
    const steps = Array.from({ length: 4000 }, (_, at): Step =>
      at % 2 === 0 ? [at % 8, 'write', at, null] : [at % 8, 'read', null, at - 1],
    )
    steps.push([99, 'read', null, 1000])
    expect(checkLinearizability(inOrder(...steps), register).valid).toBe(false)
    expect(checkSequential(inOrder(...steps), register).valid).toBe(true)
  })

  test('ends undecided where its budget does, and says what ran out', () => {
    const steps = Array.from({ length: 60 }, (_, at): Step => [at % 6, 'write', at % 3, null])
    steps.push([0, 'read', null, 7])
    const verdict = checkSequential(
      inOrder(...steps, [1, 'write', 7, null], [1, 'read', null, 5]),
      register,
      {
        maxSteps: 500,
      },
    )
    expect(verdict).toMatchObject({ valid: 'unknown', spent: ['steps'] })
  })
})

describe('checkObjects', () => {
  const stale = inOrder([0, 'write', 1, null], [0, 'write', 2, null], [1, 'read', null, 1])

  test('checks for the level that is named, linearizable by itself', () => {
    expect(checkObjects(stale, register).consistency).toBe('linearizable')
    expect(objectLevels.map((consistency) => checkObjects(stale, register, { consistency }).valid)).toEqual([
      false,
      true,
    ])
  })

  test('refuses a level that it cannot tell, and names those that it can', () => {
    const asked = () => checkObjects(stale, register, { consistency: 'serializable' })
    expect(asked).toThrow(InputError)
    expect(asked).toThrow(
      'the model register is checked for linearizable or sequential, not for serializable',
    )
  })
})

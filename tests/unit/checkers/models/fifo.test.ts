import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  dequeued,
  emptyFifo,
  enqueued,
  headOf,
  valuesOf,
} from '../../../../checkers/models/collections/fifo.ts'

test('first in, first out, whatever the order of calls; earlier queues stay as they were', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.string({ maxLength: 2 })), { maxLength: 60 }), (calls) => {
      const states = [{ queue: emptyFifo, values: [] as string[] }]
      for (const value of calls) {
        const { queue, values } = states.at(-1) ?? { queue: emptyFifo, values: [] }
        states.push(
          value === null
            ? { queue: dequeued(queue), values: values.slice(1) }
            : { queue: enqueued(queue, value), values: [...values, value] },
        )
      }
      for (const { queue, values } of states) {
        expect(valuesOf(queue)).toEqual(values)
        expect(headOf(queue)).toBe(values[0])
      }
    }),
  )
})

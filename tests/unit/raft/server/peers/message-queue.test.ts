import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MessageQueue } from '../../../../../src/raft/server/peers/message-queue.ts'

test('holds the newest messages within its bound, and always the last one', () => {
  const action = fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant('push' as const), size: fc.nat(40) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('shift' as const), size: fc.constant(0) }) },
  )
  fc.assert(
    fc.property(
      fc.array(action, { maxLength: 4000, size: 'max' }),
      fc.integer({ min: 10, max: 30_000 }),
      (actions, bound) => {
        const queue = new MessageQueue(bound)
        let model: { json: string; size: number }[] = []
        for (const [at, { do: what, size }] of actions.entries()) {
          if (what === 'shift') {
            expect(queue.shift()).toEqual(model.shift())
            continue
          }
          model.push({ json: `${at}`, size })
          let dropped = 0
          while (model.length > 1 && model.reduce((sum, message) => sum + message.size, 0) > bound) {
            model = model.slice(1)
            dropped++
          }
          expect(queue.push(`${at}`, size)).toBe(dropped)
          expect(queue.length).toBe(model.length)
        }
        expect(queue.clear()).toBe(model.length)
        expect(queue.shift()).toBeUndefined()
      },
    ),
    { numRuns: 20 },
  )
})

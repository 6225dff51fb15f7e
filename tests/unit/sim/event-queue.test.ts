import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EventQueue } from '../../../src/sim/event-queue.ts'
import { SimEvent } from '../../../src/sim/sim-event.ts'

function event(time: number, order: number, node = 0): SimEvent {
  const made = new SimEvent(time, order)
  made.node = node
  return made
}

/** The oracle: a list kept in order. */
class SortedList {
  events: SimEvent[] = []

  push(one: SimEvent): void {
    this.events.push(one)
    this.events.sort((a, b) => a.time - b.time || a.order - b.order)
  }

  extract(node: number): SimEvent[] {
    const taken = this.events.filter((one) => one.node === node)
    this.events = this.events.filter((one) => one.node !== node)
    return taken
  }
}

const action = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('push' as const), time: fc.nat(5), node: fc.nat(2) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('pop' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('extract' as const), node: fc.nat(2) }) },
)

test('equals a sorted list: by time, ties by the order of scheduling, whatever is taken out in between', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 120, size: 'max' }), (actions) => {
      const [queue, list] = [new EventQueue(), new SortedList()]
      let order = 0
      let now = 0
      for (const one of actions) {
        if (one.do === 'push') {
          const next = event(now + one.time, order++, one.node)
          queue.push(next)
          list.push(next)
        } else if (one.do === 'pop') {
          const next = list.events.shift()
          expect(queue.pop()).toBe(next)
          now = next?.time ?? now
        } else {
          const taken = queue.extract(({ node }) => node === one.node)
          expect(new Set(taken)).toEqual(new Set(list.extract(one.node)))
        }
        expect(queue.size).toBe(list.events.length)
        expect(queue.peek()).toBe(list.events[0])
      }
      for (const expected of list.events) expect(queue.pop()).toBe(expected)
      expect(queue.pop()).toBeUndefined()
    }),
    { numRuns: 200 },
  )
})

test('nothing can be put before what has happened', () => {
  const queue = new EventQueue()
  queue.push(event(5, 0))
  queue.pop()
  queue.push(event(5, -1))
  expect(() => queue.push(event(4, 1))).toThrow('an event is due at 4, and it is 5')
})

test('an event that is out of order in the heap is not given', () => {
  const queue = new EventQueue()
  for (const [order, time] of [1, 5, 9].entries()) queue.push(event(time, order))
  queue.pop()
  queue.pop()
  Object.assign(queue.peek()!, { time: 2 })
  expect(() => queue.pop()).toThrow('the queue gave 2 after 5')
})

test('an event without a time would put the queue out of order, and is refused', () => {
  expect(() => event(NaN, 0)).toThrow('an event has a time')
})

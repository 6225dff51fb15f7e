import { assert, present } from '../base/assert.ts'
import type { Micros } from '../base/time.ts'
import type { SimEvent } from './sim-event.ts'

/** A binary heap of events by time, then by order of scheduling. */
export class EventQueue {
  readonly #heap: SimEvent[] = []
  /** When what was taken out last happens: nothing happens before it any more. */
  #now: Micros = -Infinity

  get size(): number {
    return this.#heap.length
  }

  push(event: SimEvent): void {
    assert(event.time >= this.#now, () => `an event is due at ${event.time}, and it is ${this.#now}`)
    const heap = this.#heap
    let at = heap.length
    heap.push(event)
    while (at > 0) {
      const parentAt = (at - 1) >> 1
      const parent = present(heap[parentAt], 'a parent in the heap')
      if (!before(event, parent)) break
      heap[at] = parent
      at = parentAt
    }
    heap[at] = event
  }

  peek(): SimEvent | undefined {
    return this.#heap[0]
  }

  pop(): SimEvent | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined) return undefined
    assert(first.time >= this.#now, () => `the queue gave ${first.time} after ${this.#now}`)
    this.#now = first.time
    if (first === last) return first
    const size = heap.length
    let at = 0
    for (;;) {
      let childAt = 2 * at + 1
      if (childAt >= size) break
      let child = present(heap[childAt], 'a child in the heap')
      const right = childAt + 1 < size ? heap[childAt + 1] : undefined
      if (right !== undefined && before(right, child)) {
        childAt++
        child = right
      }
      if (!before(child, last)) break
      heap[at] = child
      at = childAt
    }
    heap[at] = last
    return first
  }

  /** Takes out the events that match, in no particular order; for rare changes such as a clock that jumps. */
  extract(matches: (event: SimEvent) => boolean): SimEvent[] {
    const taken: SimEvent[] = []
    const kept: SimEvent[] = []
    for (const event of this.#heap) (matches(event) ? taken : kept).push(event)
    this.#heap.length = 0
    for (const event of kept) this.push(event)
    return taken
  }
}

function before(a: SimEvent, b: SimEvent): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order)
}

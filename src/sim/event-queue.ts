import type { SimEvent } from './sim-event.ts'

/** A binary heap of events by time, then by order of scheduling. */
export class EventQueue {
  readonly #heap: SimEvent[] = []

  get size(): number {
    return this.#heap.length
  }

  push(event: SimEvent): void {
    const heap = this.#heap
    let at = heap.length
    heap.push(event)
    while (at > 0) {
      const parentAt = (at - 1) >> 1
      const parent = heap[parentAt] as SimEvent
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
    if (first === undefined || last === undefined || first === last) return first
    const size = heap.length
    let at = 0
    for (;;) {
      let childAt = 2 * at + 1
      if (childAt >= size) break
      let child = heap[childAt] as SimEvent
      const right = childAt + 1
      if (right < size && before(heap[right] as SimEvent, child)) {
        childAt = right
        child = heap[right] as SimEvent
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

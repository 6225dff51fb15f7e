import { impossible } from '../base/assert.ts'
import { Heap } from '../base/heap.ts'
import type { Micros } from '../base/time.ts'
import type { SimEvent } from './sim-event.ts'

/** Events by time, then by order of scheduling. */
export class EventQueue {
  readonly #heap = new Heap<SimEvent>(before)
  /** When what was taken out last happens: nothing happens before it any more. */
  #now: Micros = -Infinity

  get size(): number {
    return this.#heap.size
  }

  push(event: SimEvent): void {
    if (!(event.time >= this.#now)) impossible(`an event is due at ${event.time}, and it is ${this.#now}`)
    this.#heap.push(event)
  }

  peek(): SimEvent | undefined {
    return this.#heap.peek()
  }

  pop(): SimEvent | undefined {
    const first = this.#heap.pop()
    if (first === undefined) return undefined
    if (!(first.time >= this.#now)) impossible(`the queue gave ${first.time} after ${this.#now}`)
    this.#now = first.time
    return first
  }

  /** Takes out the events that match, in no particular order; for rare changes such as a clock that jumps. */
  extract(matches: (event: SimEvent) => boolean): SimEvent[] {
    const taken: SimEvent[] = []
    for (const event of this.#heap.clear()) {
      if (matches(event)) taken.push(event)
      else this.#heap.push(event)
    }
    return taken
  }
}

function before(a: SimEvent, b: SimEvent): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order)
}

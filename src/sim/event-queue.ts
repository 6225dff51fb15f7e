import type { Micros } from '../base/time.ts'
import type { Envelope } from './network.ts'
import type { Timer } from './process.ts'

export type SimEventKind = 'deliver' | 'timer' | 'synced' | 'action'

/** Something that will happen at an instant. One shape for all kinds keeps the queue fast. */
export class SimEvent {
  time: Micros
  /** Ties are broken by the order of scheduling, so that a run does not depend on the heap. */
  readonly order: number
  readonly kind: SimEventKind
  /** Ordinal of the server it concerns; -1 for an action of the world. */
  readonly node: number
  /** The server's incarnation it belongs to; events of an earlier incarnation are void. */
  readonly incarnation: number
  readonly envelope: Envelope | undefined
  readonly timer: Timer | undefined
  readonly act: (() => void) | undefined
  cancelled = false

  constructor(
    time: Micros,
    order: number,
    kind: SimEventKind,
    node: number,
    incarnation: number,
    envelope: Envelope | undefined,
    timer: Timer | undefined,
    act: (() => void) | undefined,
  ) {
    this.time = time
    this.order = order
    this.kind = kind
    this.node = node
    this.incarnation = incarnation
    this.envelope = envelope
    this.timer = timer
    this.act = act
  }
}

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

/** Whether it is not to happen any more. */
export const isTakenBack = ({ cancelled, timer }: SimEvent): boolean => cancelled || timer?.cancelled === true

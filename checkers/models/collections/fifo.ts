/** A queue that never changes, in two stacks (Okasaki, Purely Functional Data Structures, 5.2). */
export interface Fifo {
  /** The values that leave next, first the head. */
  readonly front: Link | undefined
  /** The values that came last, first the latest. */
  readonly back: Link | undefined
}

interface Link {
  readonly value: string
  readonly next: Link | undefined
}

export const emptyFifo: Fifo = { front: undefined, back: undefined }

/** Undefined when it is empty. */
export function headOf({ front }: Fifo): string | undefined {
  return front?.value
}

export function enqueued({ front, back }: Fifo, value: string): Fifo {
  // the front is empty only when all is
  if (front === undefined) return { front: { value, next: undefined }, back: undefined }
  return { front, back: { value, next: back } }
}

/** Without its head. */
export function dequeued({ front, back }: Fifo): Fifo {
  if (front?.next !== undefined) return { front: front.next, back }
  return { front: reversed(back), back: undefined }
}

export function valuesOf({ front, back }: Fifo): string[] {
  return [...walk(front), ...walk(reversed(back))]
}

function reversed(stack: Link | undefined): Link | undefined {
  let result: Link | undefined
  for (const value of walk(stack)) result = { value, next: result }
  return result
}

function* walk(stack: Link | undefined): Generator<string> {
  for (let at = stack; at !== undefined; at = at.next) yield at.value
}

// Which operations have been linearized, kept as a window: everything that returned before the front (the
// first return still in the list) is linearized, nothing called after it is, so only the operations open
// across the front need a bit. Operations that never return keep a bit of their own for ever.

import { allocate } from './arena'
import { mix } from './hashing'
import { eventAt, eventCount, optionalCount, requiredSlots, returnOf, slotOf } from './timeline'

/** Words of 64 bits for the open operations, and for those that never return, which follow them. */
export let requiredWords: i32 = 0
export let optionalWords: i32 = 0
export let mask: usize = 0
/** XOR of one random word per bit set among the open operations. */
export let maskHash: u64 = 0
/** Event position of the first return of an operation not linearized; `eventCount` when there is none. */
export let front: i32 = 0

export function emptyWindow(): bool {
  requiredWords = (requiredSlots + 63) >> 6
  optionalWords = (optionalCount + 63) >> 6
  mask = allocate(<u64>windowBytes())
  if (mask == 0) return false
  memory.fill(mask, 0, windowBytes())
  maskHash = 0
  front = 0
  advanceFront()
  return true
}

export function windowBytes(): usize {
  return (<usize>(requiredWords + optionalWords)) << 3
}

/** Marks a lifted operation as linearized and moves the front when it was waiting for this one. */
export function mark(operation: i32): void {
  const end = returnOf(operation)
  if (end < 0) {
    flip(slotOf(operation) + (requiredWords << 6))
  } else if (end == front) {
    front++
    advanceFront()
  } else {
    flip(slotOf(operation))
    maskHash ^= mix(slotOf(operation))
  }
}

/** Sets the window to one saved earlier. */
export function restoreWindow(from: usize, hash: u64, at: i32): void {
  memory.copy(mask, from, windowBytes())
  maskHash = hash
  front = at
}

// Passing the return of a linearized operation frees its bit for the next operation with the same slot.
function advanceFront(): void {
  while (front < eventCount) {
    const event = eventAt(front)
    if (event < 0) {
      const slot = slotOf(~event)
      if (!isSet(slot)) return
      flip(slot)
      maskHash ^= mix(slot)
    }
    front++
  }
}

function isSet(bit: i32): bool {
  return ((load<u64>(mask + ((<usize>(bit >> 6)) << 3)) >> (bit & 63)) & 1) != 0
}

function flip(bit: i32): void {
  const word = mask + ((<usize>(bit >> 6)) << 3)
  store<u64>(word, load<u64>(word) ^ ((<u64>1) << (bit & 63)))
}

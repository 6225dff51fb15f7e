// The operations that may come next in each configuration on the search path, with the state each leads to.
// One growing stack for the whole path: a configuration owns the range from its base to the next one's.

import { allocate } from './arena'
import { opClass } from './classes'
import { returnOf } from './timeline'

let stack: usize = 0
let capacity: i32 = 0
export let candidateCount: i32 = 0

export function emptyCandidates(): bool {
  candidateCount = 0
  capacity = 1024
  stack = allocate((<u64>capacity) << 3)
  return stack != 0
}

export function candidateOperation(index: i32): i32 {
  return load<i32>(stack + ((<usize>index) << 3))
}
export function candidateState(index: i32): i32 {
  return load<i32>(stack + ((<usize>index) << 3), 4)
}
export function dropCandidates(count: i32): void {
  candidateCount = count
}

/**
 * Adds an operation to the range that starts at `base`. Of several open operations of one class only the one
 * that returns first is tried: whatever order uses another first stays legal with the two exchanged.
 */
export function addCandidate(base: i32, operation: i32, state: i32, symmetric: bool): void {
  if (symmetric) {
    for (let index = base; index < candidateCount; index++) {
      const other = candidateOperation(index)
      if (opClass(other) != opClass(operation)) continue
      if (returnsBefore(operation, other)) store<i32>(stack + ((<usize>index) << 3), operation)
      return
    }
  }
  if (candidateCount == capacity && !grow()) return
  store<i32>(stack + ((<usize>candidateCount) << 3), operation)
  store<i32>(stack + ((<usize>candidateCount) << 3), state, 4)
  candidateCount++
}

function returnsBefore(operation: i32, other: i32): bool {
  const end = returnOf(operation)
  return end >= 0 && end < returnOf(other)
}

function grow(): bool {
  const larger = allocate((<u64>capacity) << 4)
  if (larger == 0) return false
  memory.copy(larger, stack, (<usize>capacity) << 3)
  stack = larger
  capacity <<= 1
  return true
}

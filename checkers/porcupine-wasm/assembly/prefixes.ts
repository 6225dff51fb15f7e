// The longest linearizable prefixes met: those that explain the history up to the latest return any got to.

import { allocate } from './arena'

export const maxPrefixes = 5

let room: usize = 0
let stride: usize = 0
let lengths: usize = 0
export let prefixCount: i32 = 0
/** Event position of the return that blocks them; -1 before the first. */
export let blockingAt: i32 = -1

/** Forgets the prefixes of the last search, whatever becomes of the next. */
export function forgetPrefixes(): void {
  prefixCount = 0
  blockingAt = -1
}

export function emptyPrefixes(operations: i32): bool {
  stride = (<usize>operations) << 2
  room = allocate(<u64>stride * maxPrefixes)
  lengths = allocate(maxPrefixes << 2)
  return lengths != 0 && (room != 0 || operations == 0)
}

export function prefixAt(index: i32): usize {
  return room + <usize>index * stride
}
export function prefixLength(index: i32): i32 {
  return load<i32>(lengths + ((<usize>index) << 2))
}

/** Keeps the path when none kept so far got further; one that begins another kept one says nothing new. */
export function keepPrefix(path: usize, length: i32, front: i32): void {
  if (front < blockingAt) return
  if (front > blockingAt) {
    blockingAt = front
    prefixCount = 0
  }
  if (prefixCount == maxPrefixes) return
  for (let index = 0; index < prefixCount; index++) {
    if (prefixLength(index) >= length && memory.compare(prefixAt(index), path, (<usize>length) << 2) == 0)
      return
  }
  memory.copy(prefixAt(prefixCount), path, (<usize>length) << 2)
  store<i32>(lengths + ((<usize>prefixCount) << 2), length)
  prefixCount++
}

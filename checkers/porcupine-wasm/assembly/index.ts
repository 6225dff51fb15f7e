// What the host calls, in this order: begin, reserve and fill the three columns, run, then the answers.

import { allocate, bytesUsed, emptyArena } from './arena'
import { entryCount, weakenHash } from './cache'
import { buildClasses } from './classes'
import { forgetPrefixes, prefixAt, prefixCount, prefixLength, stuckAt } from './prefixes'
import { outOfMemory, path, pathLength, search, steps } from './search'
import { buildTimeline } from './timeline'

/** Forgets the last search; the next may use at most `maxBytes`, and these bits of its hashes (normally all). */
export function begin(maxBytes: u32, hashBits: u32): void {
  emptyArena(maxBytes)
  weakenHash(hashBits)
  forgetPrefixes()
}

/** Address of room for one column, or 0 when it does not fit. */
export function reserve(bytes: u32): usize {
  return allocate(<u64>bytes)
}

/** Searches the history in the columns; gives a code of search.ts. Steps are whole numbers. */
export function run(
  events: usize,
  eventCount: i32,
  classColumn: usize,
  operations: i32,
  pure: usize,
  classes: i32,
  initialState: i32,
  maxSteps: f64,
  pollEvery: f64,
): i32 {
  if (!buildTimeline(events, eventCount, operations)) return outOfMemory
  if (!buildClasses(classColumn, operations, pure, classes)) return outOfMemory
  return search(initialState, <u64>maxSteps, <u64>pollEvery)
}

export function stepsTaken(): f64 {
  return <f64>steps
}
export function configurations(): u32 {
  return entryCount
}
export function bytes(): u32 {
  return bytesUsed()
}
/** The linearization found, operation numbers in order. */
export function orderAddress(): usize {
  return path
}
export function orderLength(): i32 {
  return pathLength
}
export function prefixes(): i32 {
  return prefixCount
}
export function prefixAddress(index: i32): usize {
  return prefixAt(index)
}
export function lengthOfPrefix(index: i32): i32 {
  return prefixLength(index)
}
/** Event position of the return no prefix got beyond, -1 when none was recorded. */
export function stuckEvent(): i32 {
  return stuckAt
}

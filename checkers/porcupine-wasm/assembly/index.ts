// What the host calls, in this order: begin, reserve and fill the columns and a header, run or runSweep, then the answers.

import { allocate, bytesUsed, emptyArena } from './arena'
import { beginBeam } from './beam'
import { entryCount, weakenHash } from './cache'
import { buildClasses } from './classes'
import { emptyConfigurations, peak } from './configurations'
import { effort } from './effort'
import { Header } from './header'
import { emptyLineage } from './lineage'
import { emptyOpenOperations } from './open-operations'
import { outOfMemory } from './outcomes'
import { emptyPrefixes, forgetPrefixes, prefixAt, prefixCount, prefixLength, blockingAt } from './prefixes'
import { weakenRecords } from './record'
import { path, pathLength, search, steps as searchSteps } from './search'
import { foundLength, sweep } from './sweep'
import { useRules } from './sweep-rules'
import { buildTimeline } from './timeline'
import { emptyTransitions } from './transitions'
import { buildValues } from './values'

let order: usize = 0
let lengthOfOrder: i32 = 0
let stepCount: u64 = 0
let configurationCount: u32 = 0

/** Forgets the last search; the next may use at most `maxBytes`, and these bits of its hashes (normally all). */
export function begin(maxBytes: u32, hashBits: u32): void {
  emptyArena(maxBytes)
  weakenHash(hashBits)
  weakenRecords(hashBits)
  forgetPrefixes()
  stepCount = 0
  configurationCount = 0
}

/** Address of room for one column, or 0 when it does not fit. */
export function reserve(bytes: u32): usize {
  return allocate(<u64>bytes)
}

/** Searches the history in the columns; gives a code of outcomes.ts. Steps are whole numbers. */
export function run(header: usize): i32 {
  const its = changetype<Header>(header)
  if (!readColumns(its)) return outOfMemory
  const outcome = search(its.initialState, <u64>its.maxSteps, <u64>its.pollEvery)
  order = path
  lengthOfOrder = pathLength
  stepCount = searchSteps
  configurationCount = entryCount
  return outcome
}

/** Sweeps over the history in the columns. */
export function runSweep(header: usize): i32 {
  const its = changetype<Header>(header)
  if (!readColumns(its)) return outOfMemory
  if (!buildValues(its.requires, its.produces, its.values) || !emptyTransitions()) return outOfMemory
  order = allocate((<u64>its.operations + 1) << 2)
  if (order == 0 || !emptyPrefixes(its.operations)) return outOfMemory
  if (!emptyLineage() || !emptyOpenOperations() || !emptyConfigurations()) return outOfMemory
  beginBeam(its.width)
  useRules(its.rules)
  const outcome = sweep(its.initialState, <u64>its.maxSteps, <u64>its.pollEvery, order)
  lengthOfOrder = foundLength
  stepCount = effort
  configurationCount = peak
  return outcome
}

function readColumns(its: Header): bool {
  return (
    buildTimeline(its.events, its.eventCount, its.operations) &&
    buildClasses(its.classColumn, its.operations, its.pure, its.classes)
  )
}

export function stepsTaken(): f64 {
  return <f64>stepCount
}
export function configurations(): u32 {
  return configurationCount
}
export function bytes(): u32 {
  return bytesUsed()
}
/** The linearization found, operation numbers in order. */
export function orderAddress(): usize {
  return order
}
export function orderLength(): i32 {
  return lengthOfOrder
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
export function blockingEvent(): i32 {
  return blockingAt
}

// The configurations of a sweep: those that explain everything up to the present event, and those being made
// from them, found again by an open-addressing table so that one that another covers (record.ts) is dropped.

import { allocate, exhausted } from './arena'
import { spend } from './effort'
import {
  begin,
  compare,
  covered,
  covering,
  draft,
  drop,
  equal,
  flip,
  has,
  hashDraft,
  hashIn,
  isAlike,
  isDropped,
  layOutRecords,
  recordBytes,
  setWritten,
} from './record'
import { dominates } from './sweep-rules'

let current: usize = 0
let currentRoom: i32 = 0
export let currentCount: i32 = 0
let successors: usize = 0
let successorRoom: i32 = 0
export let successorCount: i32 = 0
let due: i32 = 0
/** How many successors were made that have the operation which returns. */
export let settled: i32 = 0

// table: the number of the successor, and above it the round it was put there, so that none need be emptied
let table: usize = 0
let slots: u32 = 0
let round: u32 = 0
/** Most configurations ever held at once. */
export let peak: u32 = 0

export function emptyConfigurations(): bool {
  if (!layOutRecords()) return false
  currentCount = 0
  successorCount = 0
  currentRoom = 64
  successorRoom = 64
  round = 0
  slots = 256
  peak = 0
  current = allocate(<u64>recordBytes * currentRoom)
  successors = allocate(<u64>recordBytes * successorRoom)
  table = allocate((<u64>slots) << 3)
  if (table == 0) return false
  memory.fill(table, 0, (<usize>slots) << 3)
  return true
}

export function currentAt(index: i32): usize {
  return current + <usize>index * recordBytes
}
export function successorAt(index: i32): usize {
  return successors + <usize>index * recordBytes
}
/** Makes the start of the history the only present configuration. */
export function beginWithState(state: i32): void {
  begin(current, state)
  currentCount = 1
  peak = 1
}

/** Begins the successors at the return of an operation. */
export function beginSuccessors(operation: i32): void {
  successorCount = 0
  due = operation
  settled = 0
  round++
}

/** Adds the draft to the successors unless one of them covers it; those that it covers are dropped. */
export function addSuccessor(): void {
  // a table that could not grow may be full
  if (exhausted) return
  const hash = hashDraft()
  let slot = hash & (slots - 1)
  while (true) {
    const held = load<u64>(table + ((<usize>slot) << 3))
    if (<u32>(held >> 32) != round) break
    const other = successorAt(<i32>held)
    if (hashIn(other) == hash && !isDropped(other) && isAlike(other)) {
      spend()
      const order = compare(other)
      if (order == equal || (order == covering && dominates)) return
      if (order == covered && dominates) drop(other)
    }
    slot = (slot + 1) & (slots - 1)
  }
  append(slot)
}

function append(slot: u32): void {
  if (successorCount == successorRoom && !growSuccessors()) return
  memory.copy(successorAt(successorCount), draft, recordBytes)
  store<u64>(table + ((<usize>slot) << 3), ((<u64>round) << 32) | (<u64>successorCount))
  successorCount++
  if (<u32>successorCount > peak) peak = successorCount
  if (has(draft, due)) settled++
  if ((<u32>successorCount) << 1 >= slots) growTable()
}

function growSuccessors(): bool {
  const larger = allocate(<u64>recordBytes * successorRoom * 2)
  if (larger == 0) return false
  memory.copy(larger, successors, recordBytes * <usize>successorRoom)
  successors = larger
  successorRoom <<= 1
  return true
}

function growTable(): void {
  const larger = allocate((<u64>slots) << 4)
  if (larger == 0) return
  table = larger
  slots <<= 1
  memory.fill(table, 0, (<usize>slots) << 3)
  for (let index = 0; index < successorCount; index++) {
    let slot = hashIn(successorAt(index)) & (slots - 1)
    while (<u32>(load<u64>(table + ((<usize>slot) << 3)) >> 32) == round) slot = (slot + 1) & (slots - 1)
    store<u64>(table + ((<usize>slot) << 3), ((<u64>round) << 32) | (<u64>index))
  }
}

/** Goes on with the successors that have the operation which returns: its bit is free again. */
export function advance(): void {
  let kept = 0
  for (let index = 0; index < successorCount; index++) {
    const record = successorAt(index)
    if (isDropped(record) || !has(record, due)) continue
    flip(record, due)
    setWritten(record, false, false)
    if (kept < index) memory.copy(successorAt(kept), record, recordBytes)
    kept++
  }
  const emptied = current
  const emptiedRoom = currentRoom
  current = successors
  currentRoom = successorRoom
  currentCount = kept
  successors = emptied
  successorRoom = emptiedRoom
}

/** Puts the present configuration `from` in place `to`, as part of leaving some out. */
export function moveCurrent(from: i32, to: i32): void {
  if (from != to) memory.copy(currentAt(to), currentAt(from), recordBytes)
}
export function keepCurrent(count: i32): void {
  currentCount = count
}

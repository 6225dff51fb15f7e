// One configuration of a sweep: (state, open operations linearized, operations of unknown outcome used), with where
// it came from and when it wrote last. One that is like another but used more of the unknown operations, linearized
// fewer of the pure ones or wrote longer ago, can do nothing the other cannot: whatever follows from it follows from
// the other, with what that has done already left out.

import { allocate } from './arena'
import { mix } from './hashing'
import { root } from './lineage'
import { optionalCount, requiredSlots, returnOf, slotOf } from './timeline'

// record: state, node of its lineage, length of its order, hash, event of its last write, what was written at the
// present event (4 bytes each), then the mask
const maskOffset: usize = 24
const dropped: i32 = -2
const wroteBit: i32 = 1
const freshBit: i32 = 2

export const equal: i32 = 0
export const covering: i32 = 1
export const covered: i32 = 2
const unlike: i32 = 3

export let recordBytes: usize = 0
let requiredWords: i32 = 0
let optionalWords: i32 = 0
/** The configuration being made. */
export let draft: usize = 0
/** A record with the bits of the open pure operations. */
let looking: usize = 0
let hashMask: u32 = 0xffffffff

/** Makes hashes collide: the answers must not change. For tests. */
export function weakenRecords(bits: u32): void {
  hashMask = bits
}

export function layOutRecords(): bool {
  requiredWords = (requiredSlots + 63) >> 6
  optionalWords = (optionalCount + 63) >> 6
  recordBytes = maskOffset + ((<usize>(requiredWords + optionalWords)) << 3)
  draft = allocate(<u64>recordBytes)
  looking = allocate(<u64>recordBytes)
  if (looking == 0) return false
  memory.fill(looking, 0, recordBytes)
  return true
}

/** Makes a record the start of the history. */
export function begin(record: usize, state: i32): void {
  memory.fill(record, 0, recordBytes)
  setState(record, state)
  setNode(record, root)
  setLastWrite(record, -1)
}
export function loadDraft(record: usize): void {
  memory.copy(draft, record, recordBytes)
}

export function stateOf(record: usize): i32 {
  return load<i32>(record)
}
export function setState(record: usize, state: i32): void {
  store<i32>(record, state)
}
export function nodeOf(record: usize): i32 {
  return load<i32>(record, 4)
}
export function setNode(record: usize, node: i32): void {
  store<i32>(record, node, 4)
}
export function lengthOf(record: usize): i32 {
  return load<i32>(record, 8)
}
export function setLength(record: usize, length: i32): void {
  store<i32>(record, length, 8)
}
/** The event at which it wrote last (deferring.ts); -1 when it never did. */
export function lastWriteOf(record: usize): i32 {
  return load<i32>(record, 16)
}
export function setLastWrite(record: usize, event: i32): void {
  store<i32>(record, event, 16)
}
/** Whether it wrote at the present event. */
export function wroteNow(record: usize): bool {
  return (load<i32>(record, 20) & wroteBit) != 0
}
/** Whether that is the last thing it did, so that it must not write again (deferring.ts). */
export function isFresh(record: usize): bool {
  return (load<i32>(record, 20) & freshBit) != 0
}
export function setWritten(record: usize, wrote: bool, fresh: bool): void {
  store<i32>(record, (wrote ? wroteBit : 0) | (fresh ? freshBit : 0), 20)
}
export function drop(record: usize): void {
  setNode(record, dropped)
}
export function isDropped(record: usize): bool {
  return nodeOf(record) == dropped
}
/** The hash last written into it. */
export function hashIn(record: usize): u32 {
  return load<u32>(record, 12)
}

/** Whether the operation, which must be open, is linearized. */
export function has(record: usize, operation: i32): bool {
  const bit = bitOf(operation)
  return ((load<u64>(wordOf(record, bit)) >> (bit & 63)) & 1) != 0
}
export function flip(record: usize, operation: i32): void {
  const bit = bitOf(operation)
  const word = wordOf(record, bit)
  store<u64>(word, load<u64>(word) ^ ((<u64>1) << (bit & 63)))
}
/** Tells at the call and at the return of a pure operation that its bit is, or was, that of one. */
export function flipLooking(operation: i32): void {
  flip(looking, operation)
}
/** How many unknown operations that still count it used. */
export function optionalsUsed(record: usize): i32 {
  let used: u64 = 0
  for (let word = 0; word < optionalWords; word++) {
    used += popcnt<u64>(load<u64>(wordOf(record, (requiredWords + word) << 6)))
  }
  return <i32>used
}

function bitOf(operation: i32): i32 {
  return returnOf(operation) < 0 ? slotOf(operation) + (requiredWords << 6) : slotOf(operation)
}
function wordOf(record: usize, bit: i32): usize {
  return record + maskOffset + ((<usize>(bit >> 6)) << 3)
}

/** Writes the hash of the draft into it: of what {@link isAlike} compares. */
export function hashDraft(): u32 {
  let hash = mix(<u64>(<u32>stateOf(draft)))
  for (let word = 0; word < requiredWords; word++) hash = mix(hash ^ changesIn(draft, word))
  store<u32>(draft, (<u32>hash) & hashMask, 12)
  return hashIn(draft)
}

/** One word of the open operations linearized, without the pure ones. */
function changesIn(record: usize, word: i32): u64 {
  return load<u64>(wordOf(record, word << 6)) & ~load<u64>(wordOf(looking, word << 6))
}

/** Whether the state and the changes among the open operations are those of the draft. */
export function isAlike(record: usize): bool {
  if (stateOf(record) != stateOf(draft)) return false
  for (let word = 0; word < requiredWords; word++) {
    if (changesIn(record, word) != changesIn(draft, word)) return false
  }
  return true
}

/** How a record that is like the draft stands to it. */
export function compare(record: usize): i32 {
  const theirWrite = lastWriteOf(record)
  const ourWrite = lastWriteOf(draft)
  // what was written at the present event only forbids
  const theirBits = load<i32>(record, 20)
  const ourBits = load<i32>(draft, 20)
  let within = theirWrite >= ourWrite && (theirBits & ~ourBits) == 0
  let around = ourWrite >= theirWrite && (ourBits & ~theirBits) == 0
  for (let word = 0; word < requiredWords; word++) {
    const theirs = load<u64>(wordOf(record, word << 6))
    const ours = load<u64>(wordOf(draft, word << 6))
    if ((ours & ~theirs) != 0) within = false
    if ((theirs & ~ours) != 0) around = false
  }
  for (let word = 0; word < optionalWords; word++) {
    const bit = (requiredWords + word) << 6
    const theirs = load<u64>(wordOf(record, bit))
    const ours = load<u64>(wordOf(draft, bit))
    if ((theirs & ~ours) != 0) within = false
    if ((ours & ~theirs) != 0) around = false
  }
  if (within) return around ? equal : covering
  return around ? covered : unlike
}

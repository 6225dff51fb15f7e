// The sequential model as a table, filled on demand: (state, class) -> next state or -1.
// Open addressing; an entry is a 64-bit key and a 32-bit value in 16 bytes.

import { allocate } from './arena'
import { step } from './host'

const entryBytes: usize = 16
const empty: u64 = 0xffffffffffffffff

let table: usize = 0
let slots: u32 = 0
let used: u32 = 0

export function emptyTransitions(): bool {
  used = 0
  slots = 256
  table = allocate(<u64>slots * entryBytes)
  if (table != 0) memory.fill(table, 0xff, <usize>slots * entryBytes)
  return table != 0
}

/** The next state, from the table or from the host. */
export function nextState(state: i32, opClass: i32): i32 {
  const key = ((<u64>(<u32>state)) << 32) | (<u64>(<u32>opClass))
  let entry = find(key)
  if (load<u64>(entry) == key) return load<i32>(entry, 8)
  const next = step(state, opClass)
  if (used * 2 >= slots && grow()) entry = find(key)
  // a table that may not grow stays as it is: slower, never wrong
  if (used + 1 < slots) {
    store<u64>(entry, key)
    store<i32>(entry, next, 8)
    used++
  }
  return next
}

function find(key: u64): usize {
  const last = slots - 1
  let slot = (<u32>((key * 0x9e3779b97f4a7c15) >> 32)) & last
  while (true) {
    const entry = table + <usize>slot * entryBytes
    const held = load<u64>(entry)
    if (held == key || held == empty) return entry
    slot = (slot + 1) & last
  }
}

function grow(): bool {
  const larger = allocate(<u64>slots * 2 * entryBytes)
  if (larger == 0) return false
  const old = table
  const oldSlots = slots
  table = larger
  slots = oldSlots * 2
  memory.fill(table, 0xff, <usize>slots * entryBytes)
  for (let slot: u32 = 0; slot < oldSlots; slot++) {
    const entry = old + <usize>slot * entryBytes
    const key = load<u64>(entry)
    if (key == empty) continue
    const to = find(key)
    store<u64>(to, key)
    store<i32>(to, load<i32>(entry, 8), 8)
  }
  return true
}

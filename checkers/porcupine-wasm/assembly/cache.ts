// The configurations already tried. A configuration is (front, state, linearized open operations, linearized
// operations of unknown outcome). One that used a superset of the unknown operations of another, all else
// equal, can do nothing the other cannot, so it need not be tried. Keys are compared in full: two
// configurations with the same hash are told apart.

import { allocate } from './arena'
import { mix } from './hashing'
import { front, mask, maskHash, optionalWords, requiredWords, windowBytes } from './window'

// entry: next entry, low half of the hash, front, state (4 bytes each), then the window
const windowOffset: usize = 16

let buckets: usize = 0
let bucketCount: u32 = 0
let hashMask: u32 = 0xffffffff
export let entryCount: u32 = 0

/** Makes hashes collide: the answers must not change. For tests. */
export function weakenHash(bits: u32): void {
  hashMask = bits
  entryCount = 0
}

export function emptyCache(): bool {
  entryCount = 0
  bucketCount = 256
  buckets = allocate((<u64>bucketCount) << 2)
  if (buckets == 0) return false
  memory.fill(buckets, 0, (<usize>bucketCount) << 2)
  return true
}

/** Whether the present window with `state` is covered by one tried before; when not, it is remembered. */
export function seen(state: i32): bool {
  const hash = (<u32>(maskHash ^ mix(((<u64>(<u32>front)) << 32) | (<u64>(<u32>state))))) & hashMask
  let entry = load<u32>(buckets + ((<usize>(hash & (bucketCount - 1))) << 2))
  let wider: usize = 0
  while (entry != 0) {
    const at = <usize>entry
    if (load<u32>(at, 4) == hash && load<i32>(at, 8) == front && load<i32>(at, 12) == state && sameOpen(at)) {
      const order = compareOptional(at)
      if (order >= 0) return true
      if (order == -1) wider = at
    }
    entry = load<u32>(at)
  }
  // an entry that the new one covers is no longer needed: its room is taken
  if (wider != 0) {
    memory.copy(wider + windowOffset, mask, windowBytes())
    return false
  }
  insert(hash, state)
  return false
}

function sameOpen(entry: usize): bool {
  for (let word = 0; word < requiredWords; word++) {
    const offset = (<usize>word) << 3
    if (load<u64>(entry + windowOffset + offset) != load<u64>(mask + offset)) return false
  }
  return true
}

/** 0: the entry used the same unknown operations; 1: fewer; -1: more; -2: neither. */
function compareOptional(entry: usize): i32 {
  let within = true
  let around = true
  const first = (<usize>requiredWords) << 3
  for (let word = 0; word < optionalWords; word++) {
    const offset = first + ((<usize>word) << 3)
    const theirs = load<u64>(entry + windowOffset + offset)
    const ours = load<u64>(mask + offset)
    if ((theirs & ~ours) != 0) within = false
    if ((ours & ~theirs) != 0) around = false
  }
  if (within) return around ? 0 : 1
  return around ? -1 : -2
}

function insert(hash: u32, state: i32): void {
  if (entryCount >= bucketCount) grow()
  const entry = allocate(<u64>windowOffset + windowBytes())
  if (entry == 0) return
  const bucket = buckets + ((<usize>(hash & (bucketCount - 1))) << 2)
  store<u32>(entry, load<u32>(bucket))
  store<u32>(entry, hash, 4)
  store<i32>(entry, front, 8)
  store<i32>(entry, state, 12)
  memory.copy(entry + windowOffset, mask, windowBytes())
  store<u32>(bucket, <u32>entry)
  entryCount++
}

function grow(): void {
  const larger = allocate((<u64>bucketCount) << 3)
  if (larger == 0) return
  const old = buckets
  const oldCount = bucketCount
  buckets = larger
  bucketCount = oldCount << 1
  memory.fill(buckets, 0, (<usize>bucketCount) << 2)
  for (let i: u32 = 0; i < oldCount; i++) {
    let entry = load<u32>(old + ((<usize>i) << 2))
    while (entry != 0) {
      const following = load<u32>(<usize>entry)
      const bucket = buckets + ((<usize>(load<u32>(<usize>entry, 4) & (bucketCount - 1))) << 2)
      store<u32>(<usize>entry, load<u32>(bucket))
      store<u32>(bucket, entry)
      entry = following
    }
  }
}

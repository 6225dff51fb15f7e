// A bump allocator over linear memory, emptied before each search: nothing is ever freed one by one.

const pageBytes: usize = 65536

let top: usize = 0
let cap: usize = 0

/** Set once an allocation was refused; the search then ends undecided. */
export let exhausted: bool = false

/** Empties the arena and lets it hold at most `maxBytes`. */
export function emptyArena(maxBytes: u32): void {
  top = (__heap_base + 15) & ~15
  const room: usize = <usize>0xffff0000 - top
  cap = top + (<usize>maxBytes < room ? <usize>maxBytes : room)
  exhausted = false
}

/** Sixteen-byte aligned room for `bytes`, with whatever was there before, or 0 when the cap is reached. */
export function allocate(bytes: u64): usize {
  const size = (bytes + 15) & ~15
  if (size > <u64>(cap - top)) {
    exhausted = true
    return 0
  }
  const end = top + <usize>size
  const held = <usize>memory.size() * pageBytes
  if (end > held) {
    const missing = (end - held + pageBytes - 1) / pageBytes
    // growing in larger strides keeps the number of detached host views small
    const stride = <usize>memory.size() / 4
    if (memory.grow(<i32>(missing > stride ? missing : stride)) < 0 && memory.grow(<i32>missing) < 0) {
      exhausted = true
      return 0
    }
  }
  const address = top
  top = end
  return address
}

export function bytesUsed(): u32 {
  return <u32>(top - __heap_base)
}

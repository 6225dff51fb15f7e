// The reductions of the sweep that can be switched off, so that tests can show that the answer stays the same.

const looksAheadBit: i32 = 1
const collapsesBit: i32 = 2
const skipsSymmetricBit: i32 = 4
const dominatesBit: i32 = 8
const retiresBit: i32 = 16
const hidesBit: i32 = 32

/** Need and supply (leaving.ts). */
export let looksAhead: bool = true
/** Junk collapse (draft.ts). */
export let collapses: bool = true
/** Only the first of a class (expand.ts). */
export let skipsSymmetric: bool = true
/** Dominance over unknown operations used (configurations.ts). */
export let dominates: bool = true
/** Retiring unknown operations (retire.ts). */
export let retires: bool = true
/** Deferring of writes (deferring.ts). */
export let hides: bool = true

export function useRules(bits: i32): void {
  looksAhead = (bits & looksAheadBit) != 0
  collapses = (bits & collapsesBit) != 0
  skipsSymmetric = (bits & skipsSymmetricBit) != 0
  dominates = (bits & dominatesBit) != 0
  retires = (bits & retiresBit) != 0
  hides = (bits & hidesBit) != 0
}

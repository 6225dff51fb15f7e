// A sweep that keeps only so many configurations, those that used the fewest unknown operations: what it finds
// is a linearization all the same, what it does not find may still be there.

import { currentAt, currentCount, keepCurrent, moveCurrent, settled, successorCount } from './configurations'
import { optionalsUsed } from './record'

// how many times the width may be made at one return before the rest is cut away
const mostSuccessors: i32 = 16

let width: i32 = 0
/** Whether anything was cut away. */
export let isCut: bool = false

/** Keeps at most `most` configurations; 0: all. */
export function beginBeam(most: i32): void {
  width = most
  isCut = false
}

/** Whether enough was made of one return; the rest then goes unexpanded. */
export function isWideEnough(): bool {
  if (width == 0) return false
  const enough = settled >= width || successorCount >= width * mostSuccessors
  if (enough) isCut = true
  return enough
}

/** Cuts the present configurations to the width; among equals those made first stay. */
export function narrow(): void {
  if (width == 0 || currentCount <= width) return
  isCut = true
  let limit = 0
  let below = 0
  let within = countUsing(0)
  while (within < width) {
    below = within
    within += countUsing(++limit)
  }
  let room = width - below
  let kept = 0
  for (let index = 0; index < currentCount; index++) {
    const used = optionalsUsed(currentAt(index))
    if (used > limit || (used == limit && room-- <= 0)) continue
    moveCurrent(index, kept++)
  }
  keepCurrent(kept)
}

function countUsing(used: i32): i32 {
  let count = 0
  for (let index = 0; index < currentCount; index++) {
    if (optionalsUsed(currentAt(index)) == used) count++
  }
  return count
}

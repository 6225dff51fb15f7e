// Deferring: an open write that was open when the configuration last wrote can be put right before that write, at
// any time until it returns: that write takes any value, and nothing stands between the two. So can, behind it,
// the open pure operations that need its value and were open then. So nothing is deferred before it must be, and
// one number tells what can be: the event of the last write. Otherwise the configurations would number all
// choices of open writes that were overwritten unseen.
//
// Two orders are the same with deferring, of which one is not tried:
// - a write on a value that was written at this very event and at most looked at: it can be tried on what was
//   there before, and the other write deferred when it returns. (So with an unknown operation that changed the
//   value and that nobody looked at: it can be left out.)
// - deferring before a write of this very event: what is deferred can be linearized now and that write later.

import { addSuccessor, successorAt } from './configurations'
import { isAwaited, isTraceless, linearizeDeferred } from './draft'
import { changeAt, changeCount, lookAt, lookCount, optionalAt, optionalOpen } from './open-operations'
import { draft, has, lastWriteOf, loadDraft, setLastWrite, wroteNow } from './record'
import { hides } from './sweep-rules'
import { callOf, returnOf } from './timeline'
import { effectOf, hasValues, isWrite, requirementOf } from './values'

const none: i32 = -1

/**
 * Adds what follows from a successor when `due` is deferred. True when nothing else need be tried, since the write
 * deferred is of no other use.
 */
export function hide(index: i32, due: i32): bool {
  if (!hasValues || !hides) return false
  loadDraft(successorAt(index))
  if (wroteNow(draft) || !wasOpen(due)) return false
  let write = none
  if (isWrite(due)) write = due
  else if (effectOf(due) < 0 && requirementOf(due) >= 0) write = deferredProducer(requirementOf(due))
  if (write == none) return false
  const isTracelessHere = isTraceless(write, returnOf(write) < 0)
  hideWithLooks(write)
  // one called since then may still have to see the value
  const isOnlyWay = isTracelessHere && !isAwaited(effectOf(write))
  forgetOldWrite()
  addSuccessor()
  return isOnlyWay
}

/** Whether the operation was open when the draft last wrote. */
function wasOpen(operation: i32): bool {
  return callOf(operation) < lastWriteOf(draft)
}

/** Of the writes that can be deferred and give the value the one that returns first, as with symmetric operations (expand.ts). */
function deferredProducer(value: i32): i32 {
  let first = none
  for (let place = 0; place < changeCount; place++) {
    const write = changeAt(place)
    if (effectOf(write) != value || !isWrite(write) || has(draft, write) || !wasOpen(write)) continue
    if (first == none || returnOf(write) < returnOf(first)) first = write
  }
  if (first != none) return first
  for (let place = 0; place < optionalOpen; place++) {
    const write = optionalAt(place)
    if (effectOf(write) == value && isWrite(write) && !has(draft, write) && wasOpen(write)) return write
  }
  return none
}

function hideWithLooks(write: i32): void {
  linearizeDeferred(draft, write)
  for (let place = 0; place < lookCount; place++) {
    const operation = lookAt(place)
    if (requirementOf(operation) == effectOf(write) && !has(draft, operation) && wasOpen(operation))
      linearizeDeferred(draft, operation)
  }
}

/** Tells no longer when the draft last wrote than what can be deferred depends on, so that more are alike. */
export function forgetOldWrite(): void {
  if (!hasValues) return
  let last = -1
  if (hides) {
    for (let place = 0; place < changeCount; place++) {
      const operation = changeAt(place)
      if (isWrite(operation) && !has(draft, operation) && wasOpen(operation) && callOf(operation) > last)
        last = callOf(operation)
    }
    for (let place = 0; place < optionalOpen; place++) {
      const operation = optionalAt(place)
      if (isWrite(operation) && !has(draft, operation) && wasOpen(operation) && callOf(operation) > last)
        last = callOf(operation)
    }
    for (let place = 0; place < lookCount; place++) {
      const operation = lookAt(place)
      if (!has(draft, operation) && wasOpen(operation) && callOf(operation) > last) last = callOf(operation)
    }
    last++
  }
  setLastWrite(draft, last)
}

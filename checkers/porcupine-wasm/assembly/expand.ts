// Just-in-time linearization: a configuration that lacks the operation which returns is replaced by all that
// follow from it by one more operation, over and over until it is in.

import { hasSymmetric, opClass } from './classes'
import { addSuccessor, successorAt } from './configurations'
import { absorb, closeReads, collapse, isTraceless, linearize, stepDraft, tracelessWriteOf } from './draft'
import { forgetOldWrite, hide } from './deferred-writes'
import { mayLeaveBy } from './leaving'
import { changeAt, changeCount, optionalAt, optionalOpen } from './open-operations'
import { draft, has, isFresh, lengthOf, loadDraft, setState, setWritten, stateOf, wroteNow } from './record'
import { hides, skipsSymmetric } from './sweep-rules'
import { returnOf } from './timeline'
import { hasValues, isWrite } from './values'

/**
 * Adds what follows from a successor that lacks `due`. A write that leaves no trace is not tried on its own,
 * since it goes in with whatever write is tried (draft.ts). When `due` goes in with one, no other write need be
 * tried: it could as well come behind it, and will when it is due.
 */
export function expand(index: i32, due: i32): void {
  if (hide(index, due)) return
  loadDraft(successorAt(index))
  const write = tracelessWriteOf(due)
  if (write >= 0) tryOperation(index, write, returnOf(write) < 0)
  for (let place = 0; place < changeCount; place++) {
    const operation = changeAt(place)
    if (operation != write) consider(index, operation, write >= 0, false)
  }
  for (let place = 0; place < optionalOpen; place++) {
    const operation = optionalAt(place)
    if (operation != write) consider(index, operation, write >= 0, true)
  }
}

function consider(index: i32, operation: i32, noWrites: bool, isOptional: bool): void {
  loadDraft(successorAt(index))
  if (has(draft, operation)) return
  if ((noWrites || (hasValues && isFresh(draft))) && isWrite(operation)) return
  if (skipsSymmetric && hasSymmetric(operation) && hasEarlierSymmetric(operation, isOptional)) return
  if (isTraceless(operation, isOptional)) return
  tryOperation(index, operation, isOptional)
}

/**
 * Whether another open operation of the class returns before it (of unknown ones: was called before it).
 * Whatever order uses the later one first stays legal with the two exchanged.
 */
function hasEarlierSymmetric(operation: i32, isOptional: bool): bool {
  for (let place = 0; place < changeCount; place++) {
    const other = changeAt(place)
    if (opClass(other) != opClass(operation) || has(draft, other)) continue
    if (isOptional || returnOf(other) < returnOf(operation)) return true
  }
  if (!isOptional) return false
  for (let place = 0; place < optionalOpen; place++) {
    const other = optionalAt(place)
    if (other == operation) return false
    if (opClass(other) == opClass(operation) && !has(draft, other)) return true
  }
  return false
}

function tryOperation(index: i32, operation: i32, isOptional: bool): void {
  loadDraft(successorAt(index))
  const state = stepDraft(operation)
  if (state < 0) return
  if (state == stateOf(draft)) {
    // an unknown operation without effect is as good as none, unless something can be deferred before it
    if (isOptional && !(hides && hasValues && isWrite(operation))) return
  } else if (!mayLeaveBy(operation)) return
  if (hasValues && isWrite(operation)) absorb(operation)
  if (has(draft, operation)) return
  linearize(draft, operation)
  setState(draft, state)
  const length = lengthOf(draft)
  closeReads()
  if (hasValues && hides) {
    const writes = isWrite(operation)
    setWritten(draft, writes || wroteNow(draft), writes || (isOptional && lengthOf(draft) == length))
  }
  collapse()
  forgetOldWrite()
  addSuccessor()
}

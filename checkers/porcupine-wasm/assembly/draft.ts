// What is done to a configuration in the making before it is added to the successors.

import { spend } from './effort'
import { descend } from './lineage'
import { changeAt, changeCount, lookAt, lookCount, optionalAt, optionalOpen } from './open-operations'
import { presentEvent } from './present'
import {
  draft,
  flip,
  has,
  lengthOf,
  nodeOf,
  setLastWrite,
  setLength,
  setNode,
  setState,
  stateOf,
} from './record'
import { collapses } from './sweep-rules'
import {
  effectOf,
  hasValues,
  isLookedAt,
  isNeededLater,
  isWrite,
  junk,
  mayBeGiven,
  mayChangeFrom,
  requirementOf,
  reachedFrom,
} from './values'

/** The state the operation leads to from the draft's, -1 when the model does not allow it. */
export function stepDraft(operation: i32): i32 {
  spend()
  return reachedFrom(stateOf(draft), operation)
}

/** Linearizes a pure operation in `record` when its state allows it. */
export function linearizeIfAllowed(record: usize, operation: i32): void {
  spend()
  if (reachedFrom(stateOf(record), operation) == stateOf(record)) linearize(record, operation)
}

/** Linearizes an operation in `record` without a look at the state. */
export function linearize(record: usize, operation: i32): void {
  add(record, operation, false)
  if (hasValues && isWrite(operation)) setLastWrite(record, presentEvent)
}

/** Linearizes an operation before the last write of the record (deferring.ts). */
export function linearizeDeferred(record: usize, operation: i32): void {
  add(record, operation, true)
}

function add(record: usize, operation: i32, deferred: bool): void {
  setNode(record, descend(nodeOf(record), operation, deferred))
  setLength(record, lengthOf(record) + 1)
  flip(record, operation)
}

/**
 * Read closure: linearizes every open pure operation that the state allows. Whatever comes later stays legal
 * with it moved to now, since it leaves every state as it is.
 */
export function closeReads(): void {
  for (let index = 0; index < lookCount; index++) {
    const operation = lookAt(index)
    if (!has(draft, operation)) linearizeIfAllowed(draft, operation)
  }
}

/**
 * Junk collapse: a value that no operation left needs is as good as any other such value, because from it only
 * a write leads on, and a write takes any value. (An operation that could tell one from another, such as a cas
 * that failed without saying what it met, is in no column.) In that state open operations that leave no trace
 * are linearized at once.
 */
export function collapse(): void {
  if (!hasValues || !collapses) return
  const state = stateOf(draft)
  if (state != junk && (!isSettled(state) || isAwaited(state))) return
  setState(draft, junk)
  absorb(-1)
}

/**
 * Whether the only operations left that need the value are open and pure. A write of it, those operations
 * behind it, then leaves no trace: an order in which they come later stays legal with all of them moved to just
 * before the next write there is, because what the state was before lasts until then and nothing in between
 * misses the value.
 */
function isSettled(value: i32): bool {
  if (isNeededLater(value)) return false
  if (!mayChangeFrom(value)) return true
  for (let index = 0; index < changeCount; index++) {
    const operation = changeAt(index)
    if (requirementOf(operation) == value && !has(draft, operation)) return false
  }
  for (let index = 0; index < optionalOpen; index++) {
    const operation = optionalAt(index)
    if (requirementOf(operation) == value && !has(draft, operation)) return false
  }
  return true
}

/** Whether an open pure operation that is not linearized needs the value. */
export function isAwaited(value: i32): bool {
  if (!isLookedAt(value)) return false
  for (let index = 0; index < lookCount; index++) {
    const operation = lookAt(index)
    if (requirementOf(operation) == value && !has(draft, operation)) return true
  }
  return false
}

/**
 * Whether the operation is a write that leaves no trace. One of unknown outcome only where somebody waits for its
 * value: using it then costs nothing, since it is of no other use.
 */
export function isTraceless(operation: i32, isOptional: bool): bool {
  if (!hasValues || !collapses || !isWrite(operation)) return false
  const value = effectOf(operation)
  return isSettled(value) && (!isOptional || isAwaited(value))
}

/** Linearizes the open writes that leave no trace, except one, each with those that wait for its value. */
export function absorb(except: i32): void {
  if (!hasValues || !collapses) return
  for (let index = 0; index < changeCount; index++) absorbOne(changeAt(index), except, false)
  for (let index = 0; index < optionalOpen; index++) absorbOne(optionalAt(index), except, true)
}

function absorbOne(write: i32, except: i32, isOptional: bool): void {
  if (write == except || has(draft, write) || !isTraceless(write, isOptional)) return
  linearize(draft, write)
  const value = effectOf(write)
  if (!isLookedAt(value)) return
  for (let index = 0; index < lookCount; index++) {
    const operation = lookAt(index)
    if (requirementOf(operation) == value && !has(draft, operation)) linearize(draft, operation)
  }
}

/**
 * The open write that leaves no trace and with which `due` is linearized: itself, or the write of the value it
 * waits for. -1 when there is none.
 */
export function tracelessWriteOf(due: i32): i32 {
  if (!hasValues || !collapses) return -1
  if (isTraceless(due, false)) return due
  const value = requirementOf(due)
  if (value < 0 || effectOf(due) >= 0 || !mayBeGiven(value)) return -1
  for (let index = 0; index < changeCount; index++) {
    const write = changeAt(index)
    if (effectOf(write) == value && !has(draft, write) && isTraceless(write, false)) return write
  }
  for (let index = 0; index < optionalOpen; index++) {
    const write = optionalAt(index)
    if (effectOf(write) == value && !has(draft, write) && isTraceless(write, true)) return write
  }
  return -1
}

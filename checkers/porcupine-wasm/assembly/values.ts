// Models in which an operation either needs one state or takes any, and gives one state or keeps what there is
// (registers): there a state is a value, and what is left of the history tells which values still matter.

import { allocate } from './arena'
import { opClass } from './classes'
import { eventAt, eventCount, returnOf } from './timeline'
import { nextState } from './transitions'

/** Whether the model is such a one. */
export let hasValues: bool = false
/** The state that stands for every value nobody needs any more. */
export let junk: i32 = 0

let requiresColumn: usize = 0
let producesColumn: usize = 0

// by value, 4 bytes each: operations not called yet that need it and return, that need it and never return, that
// give it; open ones that change something and need it, that give it, that only look at it
const counterBytes: usize = 24
let counters: usize = 0

/** The value an operation needs, -1 when it takes any. */
export function requirementOf(operation: i32): i32 {
  return load<i32>(requiresColumn + ((<usize>opClass(operation)) << 2))
}
/** The value an operation gives, -1 when it keeps what there is. */
export function effectOf(operation: i32): i32 {
  return load<i32>(producesColumn + ((<usize>opClass(operation)) << 2))
}
/** Whether it replaces any value. */
export function isWrite(operation: i32): bool {
  return requirementOf(operation) < 0 && effectOf(operation) >= 0
}

/** The state after the operation, -1 when the model does not allow it. */
export function reachedFrom(state: i32, operation: i32): i32 {
  if (!hasValues) return nextState(state, opClass(operation))
  const need = requirementOf(operation)
  if (need >= 0 && need != state) return -1
  const effect = effectOf(operation)
  return effect >= 0 ? effect : state
}

/** `requires` and `produces` have four bytes for each class; no values: the model is of another kind. */
export function buildValues(requires: usize, produces: usize, values: i32): bool {
  hasValues = values > 0
  junk = values
  if (!hasValues) return true
  requiresColumn = requires
  producesColumn = produces
  counters = allocate(<u64>counterBytes * values)
  if (counters == 0) return false
  memory.fill(counters, 0, counterBytes * <usize>values)
  for (let node = 0; node < eventCount; node++) {
    const operation = eventAt(node)
    if (operation >= 0) countFuture(operation, 1)
  }
  return true
}

/** Moves the counts of an operation at its call from what is to come to what is open. */
export function openValues(operation: i32, pure: bool): void {
  if (!hasValues) return
  countFuture(operation, -1)
  countOpen(operation, pure, 1)
}

/** Takes an operation that will not be tried again out of the counts. */
export function closeValues(operation: i32, pure: bool): void {
  if (hasValues) countOpen(operation, pure, -1)
}

/** Operations to come that need the value and must be linearized. */
export function futureNeeds(value: i32): i32 {
  return load<i32>(counters + <usize>value * counterBytes)
}
/** Whether an operation to come, of whatever outcome, needs the value. */
export function isNeededLater(value: i32): bool {
  return (futureNeeds(value) | load<i32>(counters + <usize>value * counterBytes, 4)) != 0
}
export function isGivenLater(value: i32): bool {
  return load<i32>(counters + <usize>value * counterBytes, 8) != 0
}
/** Whether an open operation that is not pure needs the value. */
export function mayChangeFrom(value: i32): bool {
  return load<i32>(counters + <usize>value * counterBytes, 12) != 0
}
/** Whether an open operation gives the value. */
export function mayBeGiven(value: i32): bool {
  return load<i32>(counters + <usize>value * counterBytes, 16) != 0
}
/** Whether any operation that is open or to come needs the value. */
export function isOfInterest(value: i32): bool {
  return isNeededLater(value) || mayChangeFrom(value) || isLookedAt(value)
}
/** Whether an open pure operation needs the value. */
export function isLookedAt(value: i32): bool {
  return load<i32>(counters + <usize>value * counterBytes, 20) != 0
}

function countFuture(operation: i32, by: i32): void {
  add(requirementOf(operation), returnOf(operation) < 0 ? 4 : 0, by)
  add(effectOf(operation), 8, by)
}
function countOpen(operation: i32, pure: bool, by: i32): void {
  add(requirementOf(operation), pure ? 20 : 12, by)
  add(effectOf(operation), 16, by)
}
function add(value: i32, offset: usize, by: i32): void {
  if (value < 0) return
  const counter = counters + <usize>value * counterBytes + offset
  store<i32>(counter, load<i32>(counter) + by)
}

// The operations a sweep may linearize now: called, not returned, each kind in the order of the calls. Pure
// ones of unknown outcome say nothing and are in none of the lists.

import { allocate } from './arena'
import { isPure } from './classes'
import { operationCount, returnOf } from './timeline'
import { closeValues, openValues } from './values'

let changes: usize = 0
let looks: usize = 0
let optionals: usize = 0
/** Open operations that return and may change the state. */
export let changeCount: i32 = 0
/** Open operations that return and leave every state as it is. */
export let lookCount: i32 = 0
/** Operations of unknown outcome that may change the state, less those that are done with. */
export let optionalOpen: i32 = 0

export function emptyOpenOperations(): bool {
  changeCount = 0
  lookCount = 0
  optionalOpen = 0
  changes = allocate((<u64>operationCount + 1) << 2)
  looks = allocate((<u64>operationCount + 1) << 2)
  optionals = allocate((<u64>operationCount + 1) << 2)
  return optionals != 0
}

export function changeAt(index: i32): i32 {
  return load<i32>(changes + ((<usize>index) << 2))
}
export function lookAt(index: i32): i32 {
  return load<i32>(looks + ((<usize>index) << 2))
}
export function optionalAt(index: i32): i32 {
  return load<i32>(optionals + ((<usize>index) << 2))
}

/** Takes up an operation at its call. */
export function openOperation(operation: i32): void {
  const pure = isPure(operation)
  openValues(operation, pure)
  if (returnOf(operation) < 0) {
    if (pure) closeValues(operation, pure)
    else optionalOpen = append(optionals, optionalOpen, operation)
  } else if (pure) lookCount = append(looks, lookCount, operation)
  else changeCount = append(changes, changeCount, operation)
}

/** Drops an operation that has returned, or an unknown one that is done with. */
export function closeOperation(operation: i32): void {
  const pure = isPure(operation)
  closeValues(operation, pure)
  if (returnOf(operation) < 0) optionalOpen = without(optionals, optionalOpen, operation)
  else if (pure) lookCount = without(looks, lookCount, operation)
  else changeCount = without(changes, changeCount, operation)
}

function append(list: usize, count: i32, operation: i32): i32 {
  store<i32>(list + ((<usize>count) << 2), operation)
  return count + 1
}

function without(list: usize, count: i32, operation: i32): i32 {
  let index = 0
  while (load<i32>(list + ((<usize>index) << 2)) != operation) index++
  const at = list + ((<usize>index) << 2)
  memory.copy(at, at + 4, (<usize>(count - index - 1)) << 2)
  return count - 1
}

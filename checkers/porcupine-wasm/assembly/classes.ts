// The class of each operation: two operations of one class do the same to every state.

import { allocate } from './arena'

let column: usize = 0
let members: usize = 0
let pureColumn: usize = 0

export function opClass(operation: i32): i32 {
  return load<i32>(column + ((<usize>operation) << 2))
}

/** Whether another operation of the history has the same class. */
export function hasSymmetric(operation: i32): bool {
  return load<i32>(members + ((<usize>opClass(operation)) << 2)) > 1
}

/** Whether the operation leaves every state that allows it as it is. */
export function isPure(operation: i32): bool {
  return load<u8>(pureColumn + <usize>opClass(operation)) != 0
}

/** `pure` has one byte for each class. */
export function buildClasses(classColumn: usize, operations: i32, pure: usize, classes: i32): bool {
  column = classColumn
  pureColumn = pure
  members = allocate((<u64>classes) << 2)
  if (members == 0 && classes > 0) return false
  memory.fill(members, 0, (<usize>classes) << 2)
  for (let operation = 0; operation < operations; operation++) {
    const count = members + ((<usize>opClass(operation)) << 2)
    store<i32>(count, load<i32>(count) + 1)
  }
  return true
}

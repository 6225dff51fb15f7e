import { HarnessError } from './assert.ts'

/**
 * The element of a list at an index that is known to be in it; in place of `list[index] as T`, which would hand on
 * `undefined` as a `T` where that knowledge is wrong.
 *
 * Where one statement runs for each event or each state of a search, `present(list[index], ...)` is quicker: a read in the
 * caller knows the one kind of list it sees, the read in here sees all kinds.
 * @throws HarnessError when the index is out of range, negative or no whole number.
 */
export function elementAt<T>(list: ArrayLike<T>, index: number): T {
  const element = list[index]
  if (element === undefined && !(index in list))
    throw new HarnessError(`index ${index} is out of range: the list has ${list.length} elements`)
  return element as T
}

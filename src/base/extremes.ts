// `Math.min(...list)` ends with a stack overflow where the list has more than some 100,000 numbers.

/** The least of them; Infinity of none. */
export function least(numbers: Iterable<number>): number {
  let found = Infinity
  for (const one of numbers) if (one < found) found = one
  return found
}

/** The greatest of them; -Infinity of none. */
export function greatest(numbers: Iterable<number>): number {
  let found = -Infinity
  for (const one of numbers) if (one > found) found = one
  return found
}

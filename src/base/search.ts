/**
 * The first index below `count` from which on something holds, by bisection: it must hold for no index before the
 * first, and for all after it. `count` where it holds for none.
 */
export function firstIndex(count: number, holds: (index: number) => boolean): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}

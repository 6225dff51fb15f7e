/** So often a number is halved at most. */
const HALVINGS = 10

/** The least whole number with which it still fails, near enough: between one that is too small and the last that was not. */
export async function leastNumber(
  value: () => number,
  attempt: (smaller: number) => Promise<boolean>,
): Promise<void> {
  let tooSmall = -1
  for (let halving = 0; halving < HALVINGS && value() - tooSmall > 1; halving++) {
    const middle = Math.floor((value() + tooSmall) / 2)
    if (!(await attempt(Math.max(0, middle)))) tooSmall = middle
    else if (middle <= 0) return
  }
}

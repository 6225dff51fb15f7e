/** How many of each list are told where `room` is all there is: what short lists leave goes to the long ones. */
export function fairShares(lengths: readonly number[], room: number): number[] {
  const shares = lengths.map(() => 0)
  const shortest = lengths.map((length, at) => ({ length, at })).sort((a, b) => a.length - b.length)
  let left = room
  for (const [done, { length, at }] of shortest.entries()) {
    const share = Math.min(length, Math.floor(left / (lengths.length - done)))
    shares[at] = share
    left -= share
  }
  return shares
}

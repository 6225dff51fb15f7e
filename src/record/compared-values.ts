/** Two values that are not alike, as JSON, for a page to show where. */
export interface ComparedValues {
  readonly observed: string
  readonly expected: string
  /** What each is, in words; absent: what a read returned and what it had to return. */
  readonly names?: readonly [observed: string, expected: string]
  /** Characters that both begin with and that are left out; absent: none. */
  readonly same?: number
}

/** Characters of each value that are kept. */
const MOST = 20_000

/** Of long values what surrounds the first difference. */
export function comparedTexts(
  observed: string,
  expected: string,
  names?: readonly [observed: string, expected: string],
): ComparedValues {
  let common = 0
  while (common < observed.length && observed[common] === expected[common]) common++
  const same = common < MOST ? 0 : common - MOST / 2
  return {
    observed: observed.slice(same, same + MOST),
    expected: expected.slice(same, same + MOST),
    ...(names && { names }),
    ...(same > 0 && { same }),
  }
}

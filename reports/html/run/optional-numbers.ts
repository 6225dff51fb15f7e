/**
 * Numbers of which some are not there, as one column: 0 for one that is not, else how far it is from the last of its group, a
 * step that is not negative one higher, so that none is 0.
 */
export function knownSteps(
  numbers: readonly (number | undefined)[],
  groupAt: (at: number) => number,
): number[] {
  const last = new Map<number, number>()
  return numbers.map((number, at) => {
    if (number === undefined) return 0
    const group = groupAt(at)
    const step = number - (last.get(group) ?? 0)
    last.set(group, number)
    return step < 0 ? step : step + 1
  })
}

/** The numbers of a column that {@link knownSteps} gave for the same groups. */
export function wholeSteps(
  steps: readonly number[],
  groupAt: (at: number) => number,
): (number | undefined)[] {
  const last = new Map<number, number>()
  return steps.map((step, at) => {
    if (step === 0) return undefined
    const group = groupAt(at)
    const number = (last.get(group) ?? 0) + (step < 0 ? step : step - 1)
    last.set(group, number)
    return number
  })
}

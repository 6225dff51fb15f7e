/** `1 step`, `16 steps`: a count with its noun, without thousands separators. */
export function countOf(value: number, singular: string, plural: string = `${singular}s`): string {
  return `${value} ${value === 1 ? singular : plural}`
}

/** What a diagnosis says of a planted bug. */
export interface Told {
  readonly cause: string
  /** The place of the rule that the bug replaces. */
  readonly rule: RegExp
  /** The cause of the first run that finds it, where the trace of that shows another side of it, or not enough. */
  readonly inRuns?: string
  /** Whether its script shows it; else runs do only. Default true. */
  readonly isToldByScript?: false
}

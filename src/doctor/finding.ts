/** One thing a machine may offer. */
export interface Finding {
  readonly name: string
  /** Nothing works without it. All else is for one use each. */
  readonly needed: boolean
  readonly found: boolean
  readonly version?: string
  readonly path?: string
  /** What there is of it: free space, number of cores. */
  readonly amount?: string
  /** Why it does not count as found although there is something by its name. */
  readonly because?: string
  /** What it is for. */
  readonly purpose: string
  /** How to get it. */
  readonly remedy: string
}

/** What one probe adds to what is known beforehand. */
export type Probed = Pick<Finding, 'found' | 'version' | 'path' | 'amount' | 'because'>

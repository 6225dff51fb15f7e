/** How an implementation came through one schedule. */
export interface MatrixSchedule {
  readonly name: string
  /**
   * `not-offered`: it lacks what the schedule needs, see `because`. `not-reached`: in no run did all come about that the
   * trap needs, which may well be due to its right habits: a leader that begins its term with an entry of its own never gets
   * into Figure 8.
   */
  readonly result: 'passed' | 'failed' | 'not-offered' | 'not-reached' | 'undecided'
  readonly runs: number
  /** Runs in which the trap was set. */
  readonly trapped: number
  readonly failed: number
  readonly because?: string
}

/** A signature that an implementation showed. */
export interface MatrixSignature {
  readonly signature: string
  readonly runs: number
  /** The first run that showed it. */
  readonly scenario: string
  readonly seed: string
  readonly token: string
  readonly reportPath?: string
}

/** One implementation that was run. */
export interface MatrixRan {
  /** What it offers, in words. */
  readonly offers: string
  readonly schedules: readonly MatrixSchedule[]
  /** Absent: none was asked for. */
  readonly campaign?: {
    readonly scenarios: readonly string[]
    readonly runs: number
    readonly failed: number
    readonly undecided: number
  }
  /** Of schedules and campaign, in the order in which they were first seen. */
  readonly signatures: readonly MatrixSignature[]
  /** Seeds that gave another digest when they ran again. */
  readonly diverged: readonly string[]
  /** Why runs that were asked for were not made. */
  readonly notMade: readonly string[]
  readonly runs: number
  readonly seconds: number
}

export interface MatrixRow {
  readonly name: string
  readonly version?: string
  readonly about?: string
  readonly target: string
  /** Exactly one of these two. */
  readonly ran?: MatrixRan
  readonly notRun?: { readonly because: string; readonly build?: string }
}

/** Implementations and how each came through the schedules and a campaign. */
export interface Matrix {
  readonly version: 1
  readonly result: 'held' | 'undecided' | 'violation' | 'not-deterministic'
  readonly seed: string
  /** Runs of each schedule. */
  readonly runs: number
  readonly schedules: readonly { readonly name: string; readonly about: string }[]
  readonly implementations: readonly MatrixRow[]
}

/** So many of its schedules ended so. */
export const countOfResult = ({ schedules }: MatrixRan, result: MatrixSchedule['result']): number =>
  schedules.filter((one) => one.result === result).length

/** Name and version. */
export const rowTitle = ({ name, version }: MatrixRow): string =>
  version === undefined ? name : `${name} ${version}`

import type { Millis } from '../base/time.ts'

/** Where a campaign is, for whoever watches. */
export interface CampaignProgress {
  readonly runs: number
  /** Absent: only time ends it. */
  readonly total?: number
  readonly failed: number
  readonly unknown: number
  readonly signatures: number
  /** Wall milliseconds, earlier sessions included. */
  readonly elapsed: Millis
  /** Wall milliseconds after which it ends. */
  readonly millis?: Millis
  /** Runs a second, of late. */
  readonly rate: number
  readonly virtualMs: number
  readonly selfTests: { readonly found: number; readonly of: number }
  /** What each worker is at. */
  readonly current: readonly string[]
}

/** How far back the rate looks. */
const WINDOW: Millis = 10_000

/** Runs a second over the last while. */
export class RecentRate {
  readonly #marks: { readonly at: Millis; readonly runs: number }[] = []

  mark(at: Millis, runs: number): void {
    const marks = this.#marks
    marks.push({ at, runs })
    while ((marks[1]?.at ?? Infinity) <= at - WINDOW) marks.shift()
  }

  get perSecond(): number {
    const first = this.#marks[0]
    const last = this.#marks.at(-1)
    if (first === undefined || last === undefined || last.at <= first.at) return 0
    return ((last.runs - first.runs) * 1000) / (last.at - first.at)
  }
}

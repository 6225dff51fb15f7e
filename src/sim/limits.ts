/** Bounds of one run. A subject that passes one is at fault: it floods or spins. */
export interface Limits {
  /** Events in all. Default 1,000,000: a minute of five busy servers takes some 30,000. */
  readonly events: number
  /** Messages, timers and syncs under way at once. Default 100,000. */
  readonly queue: number
  /** Events in one instant of virtual time. Default 10,000. */
  readonly instant: number
}

export const defaultLimits: Limits = { events: 1_000_000, queue: 100_000, instant: 10_000 }

/** A bound was passed: too much under way (`storm`), or time stands still or never ends (`livelock`). */
export class LimitReached extends Error {
  override readonly name = 'LimitReached'
  readonly kind: 'storm' | 'livelock'

  constructor(kind: 'storm' | 'livelock', message: string) {
    super(message)
    this.kind = kind
  }
}

/** Bounds of one run. A subject that passes one is at fault: it floods or spins. */
export interface Limits {
  /**
   * Events that may come on top of those that time adds; of what time adds and nobody uses a twentieth is kept. Default 100,000: some thirty
   * times as many as correct servers take at their busiest, with 200 clients or 25 servers.
   */
  readonly events: number
  /**
   * Events that each virtual second adds to those allowed. By default some twenty times as many as a busy cluster of
   * that size takes at that rate, so that a long run is no livelock; 0 where `events` is given.
   */
  readonly eventsPerSecond: number
  /** Messages, timers and syncs under way at once; timers taken back do not count. Default 100,000, more at high rates. */
  readonly queue: number
  /** Events in one instant of virtual time, beside those that waited for a paused server. Default 10,000. */
  readonly instant: number
}

/** Events a second for each link of a cluster: a heartbeat a millisecond, its answer, and syncs of both. */
const EVENTS_PER_LINK = 2000
/** Events, and messages under way, for each operation and server. */
const EVENTS_PER_OPERATION = 200
const QUEUED_PER_OPERATION = 20

/** The limits of a run of so many servers that get so many operations a virtual second. */
export function limitsFor(nodes: number, rate: number, given: Partial<Limits> = {}): Limits {
  const perSecond = EVENTS_PER_LINK * nodes * nodes + EVENTS_PER_OPERATION * nodes * rate
  return {
    events: 100_000,
    eventsPerSecond: given.events === undefined ? Math.ceil(perSecond) : 0,
    queue: 100_000 + Math.ceil(QUEUED_PER_OPERATION * nodes * rate),
    instant: 10_000,
    ...given,
  }
}

/** A bound was passed: too much under way (`storm`), or time stands still or never ends (`livelock`). */
export class LimitReached extends Error {
  override readonly name = 'LimitReached'
  readonly kind: 'storm' | 'livelock'
  /** The first step of those that were too many; absent: it is not known, or it was one. */
  readonly since: number | undefined

  constructor(kind: 'storm' | 'livelock', message: string, since?: number) {
    super(message)
    this.kind = kind
    this.since = since
  }
}

/**
 * The network duplicates messages only while so few are under way. A server that answers each message with one
 * keeps their number as it is; were each doubled on its way, it would double with every round trip, and the
 * storm would be the network's own doing. Correct servers rarely have more than 500 events under way.
 */
export const COPIES_UP_TO = 1000

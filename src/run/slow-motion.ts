import type { Millis } from '../base/time.ts'

/** The longest election timeout for which runs are sized: that of the slowest Raft that Whitewater draws itself. */
const SIZED_FOR: Millis = 600

/**
 * How much slower than usual a run is for servers that take so long to elect: faults go on for as many elections,
 * and as many operations fall into that time. In the four seconds that faults usually go on, a Raft that waits five
 * for its leader would never elect another one.
 */
export const slowMotion = (electionTimeout: Millis): number => Math.max(1, electionTimeout / SIZED_FOR)

import type { Millis } from '../../base/time.ts'

/** Goes on once it comes true, or the time is up; told which. */
export interface Wait {
  readonly until: () => boolean
  readonly within: Millis
}

/** Something that takes time and waits; returns whether it came about. */
export type Performance = Generator<Wait, boolean, boolean>

import type { Micros, Millis } from '../../base/time.ts'

/** Where clocks and randomness of the running code come from when they are not the real ones. */
export interface GlobalsSource {
  /** Since this machine was started. */
  now(): Micros
  /** What `Date.now()` says. */
  date(): Millis
  /** A draw from 0 up to but not including 1. */
  fraction(): number
  /** Fills bytes with draws. */
  fill(bytes: Uint8Array): void
  /** What `process.pid` and `os.hostname()` say. */
  readonly pid: number
  readonly hostname: string
}

/** Above all that systems give out (Linux: 2^22): who kills a process by such a number kills nobody. */
export const FIRST_PID = 5_000_000

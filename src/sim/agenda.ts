import type { Envelope } from './network.ts'
import type { Process, Timer } from './process.ts'

/** Where what servers set in motion goes: a queue by time, or pools from which a script picks. */
export interface Agenda {
  /** A message was sent. */
  message(envelope: Envelope): void
  /** A timer was set. */
  timer(timer: Timer): void
  /** A sync of the first `count` unsynced writes was asked for; `done` tells the server. */
  sync(process: Process, count: number, done: () => void): void
}

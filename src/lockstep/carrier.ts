import type { Millis } from '../base/time.ts'

/** What carries lines to a program and its answers back: a pipe, or the memory of a WebAssembly module. */
export interface Carrier {
  /**
   * A server begins in a program of its own, which knows nothing of what was before; its randomness follows from the
   * seed. Absent: the program is kept from run to run, and is told by the event `crash` to forget.
   * @throws ContractBreach when the program does not start. It is ended then.
   */
  begin?(seed: number): void
  /**
   * Hands over one line, without its end, and waits for the one that answers it. `now`: on the clock of the server
   * that it is for. Default 0.
   * @throws ContractBreach when none comes, more than one, or one that is too long. The program is ended then.
   */
  exchange(line: string, now?: Millis): string
  /**
   * The two halves of an exchange; the program may be asked again before it has answered. Absent: they cannot be told
   * apart.
   * @throws ContractBreach as {@link exchange}.
   */
  ask?(line: string): void
  answer?(): string
  /** Whether it can still be asked. */
  readonly isOpen: boolean
  close(): void
}

/** A line may be so long, in bytes. */
export const MAX_LINE_LENGTH = 16 * 1024 * 1024

/** What carries lines to a program and its answers back: a pipe, or the memory of a WebAssembly module. */
export interface Carrier {
  /**
   * Hands over one line, without its end, and waits for the one that answers it.
   * @throws ContractBreach when none comes, more than one, or one that is too long. The program is ended then.
   */
  exchange(line: string): string
  /** Whether it can still be asked. */
  readonly isOpen: boolean
  close(): void
}

/** A line may be so long, in bytes. */
export const MAX_LINE_LENGTH = 16 * 1024 * 1024

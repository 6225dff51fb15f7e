import type { Carrier } from '../carrier.ts'

/** What listens to the lines of a carrier. */
export interface Listener {
  /** Before a line is handed over; may throw. */
  readonly asks?: () => void
  readonly answers?: (line: string, answer: string) => void
}

/** The carrier, listened to; everything else about it is as it was. */
export function overheard(carrier: Carrier, { asks, answers }: Listener): Carrier {
  return {
    get isOpen() {
      return carrier.isOpen
    },
    ...(carrier.begin !== undefined && { begin: (seed: number) => carrier.begin?.(seed) }),
    exchange: (line, now) => {
      asks?.()
      const answer = carrier.exchange(line, now)
      answers?.(line, answer)
      return answer
    },
    close: () => carrier.close(),
  }
}

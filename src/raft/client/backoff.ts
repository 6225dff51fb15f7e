import type { Millis } from '../../base/time.ts'

export interface BackoffOptions {
  /** The first pause is drawn from 0 to this; the range doubles with each one. Default 20. */
  readonly minDelay?: Millis
  /** The longest range. Default 1000. */
  readonly maxDelay?: Millis
}

/** The pause before try number `tries + 1`: drawn from the whole range, so that many clients spread out. */
export function pauseAfter(
  tries: number,
  { minDelay = 20, maxDelay = 1000 }: BackoffOptions,
  random: () => number = Math.random,
): Millis {
  return random() * Math.min(maxDelay, minDelay * 2 ** Math.min(tries - 1, 30))
}

/**
 * Waits; ends at once, without an error, when one of the signals does or `early` calls what it is given.
 * What `early` returns is called at the end.
 */
export function pause(
  millis: Millis,
  signals: readonly AbortSignal[],
  early?: (end: () => void) => () => void,
): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      for (const signal of signals) signal.removeEventListener('abort', end)
      forget?.()
      resolve()
    }
    const timer = setTimeout(end, millis)
    const forget = early?.(end)
    for (const signal of signals) {
      if (signal.aborted) end()
      else signal.addEventListener('abort', end)
    }
  })
}

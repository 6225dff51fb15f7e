import { VirtualTimeout, type TimeoutOwner, type TimerKind } from './virtual-timeout.ts'

/** What the functions of `node:timers/promises` take last. `ref` means nothing here: a run ends by its plan. */
export interface TimerOptions {
  readonly signal?: AbortSignal
}

/** `setTimeout` of `node:timers/promises`. */
export const sleep = (
  owner: TimeoutOwner,
  delay?: unknown,
  value?: unknown,
  options?: TimerOptions,
): Promise<unknown> => promised(owner, 'timeout', delay, value, options)

/** `setImmediate` of `node:timers/promises`. */
export const immediately = (owner: TimeoutOwner, value?: unknown, options?: TimerOptions): Promise<unknown> =>
  promised(owner, 'immediate', 0, value, options)

function promised(
  owner: TimeoutOwner,
  kind: TimerKind,
  delay: unknown,
  value: unknown,
  { signal }: TimerOptions = {},
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(aborted(signal))
      return
    }
    const onAbort = (): void => {
      timer.close()
      reject(aborted(signal as AbortSignal))
    }
    const done = (): void => {
      signal?.removeEventListener('abort', onAbort)
      resolve(value)
    }
    const timer = new VirtualTimeout(owner, kind, done, delay, [])
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}

/** `setInterval` of `node:timers/promises`: one value for each tick, also for those that nobody waited for yet. */
export async function* ticks(
  owner: TimeoutOwner,
  delay?: unknown,
  value?: unknown,
  { signal }: TimerOptions = {},
): AsyncGenerator<unknown, void> {
  const assertWanted = (): void => {
    if (signal?.aborted === true) throw aborted(signal)
  }
  assertWanted()
  let due = 0
  let wake = (): void => {}
  const timer = new VirtualTimeout(owner, 'interval', () => (due++, wake()), delay, [])
  const onAbort = (): void => wake()
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    for (;;) {
      while (due === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
        assertWanted()
      }
      due--
      yield value
      assertWanted()
    }
  } finally {
    timer.close()
    signal?.removeEventListener('abort', onAbort)
  }
}

/** The error of Node.js for a wait that was called off. */
function aborted(signal: AbortSignal): Error {
  const error = new Error('The operation was aborted', { cause: signal.reason })
  return Object.assign(error, { name: 'AbortError', code: 'ABORT_ERR' })
}

/** A broken assumption of Whitewater's own: a bug in the harness, never in the subject (exit code 255). */
export class HarnessError extends Error {
  override readonly name = 'HarnessError'
}

/**
 * Stays on in production. `message`: as a function where it names values, which are put in words only when needed.
 * @throws HarnessError unless `condition` holds.
 */
export function assert(condition: unknown, message: string | (() => string)): asserts condition {
  if (!condition) throw new HarnessError(typeof message === 'string' ? message : message())
}

/** As a failed {@link assert}, where a closure for its message would be made for each of millions of events. */
export function impossible(message: string): never {
  throw new HarnessError(message)
}

/** Returns `value`, or throws a {@link HarnessError} when it is absent. */
export function present<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new HarnessError(`${what} is missing`)
  return value
}

import { InputError } from './input-error.ts'

/** Bounds of a whole number, both inclusive. */
export interface WholeRange {
  readonly low: number
  readonly high: number
}

/** Runs of each scenario. */
export const runsRange: WholeRange = { low: 1, high: 1_000_000_000 }

/** Processes that make runs. */
export const workersRange: WholeRange = { low: 1, high: 1024 }

/** The value as it is shown in a message: texts in quotation marks. */
const shown = (value: unknown): string => (typeof value === 'string' ? `"${value}"` : String(value))

/**
 * @param given what the user wrote, where that is not the value itself.
 * @throws InputError that names the option, unless the value is a whole number in the range.
 */
export function assertWhole(
  option: string,
  value: unknown,
  { low, high }: WholeRange,
  given: unknown = value,
): asserts value is number {
  if (Number.isSafeInteger(value) && Number(value) >= low && Number(value) <= high) return
  throw new InputError(`must be a whole number from ${low} to ${high}; got ${shown(given)}`, { option })
}

/** The largest of the numbers that only have to be above zero. */
const MOST = 1_000_000

/** @throws InputError that names the option, unless the value is a number above zero, one million at most. */
export function assertPositive(
  option: string,
  value: unknown,
  given: unknown = value,
): asserts value is number {
  if (typeof value === 'number' && value > 0 && value <= MOST) return
  throw new InputError(`must be a number above zero, ${MOST} at most; got ${shown(given)}`, { option })
}

/** @throws InputError that names the option, unless the value is a finite number of milliseconds above zero. */
export function assertMillis(option: string, value: unknown): asserts value is number {
  if (typeof value === 'number' && value > 0 && value < Infinity) return
  throw new InputError(`must be milliseconds above zero; got ${shown(value)}`, { option })
}

/** @throws InputError that names the option, unless the value is a word that tokens and folders can hold. */
export function assertSeed(option: string, value: unknown): asserts value is string {
  if (typeof value === 'string' && /^[A-Za-z0-9._+~*-]{1,64}$/.test(value)) return
  throw new InputError(`must be 1 to 64 letters, digits or any of . _ + ~ * -; got ${shown(value)}`, {
    option,
  })
}

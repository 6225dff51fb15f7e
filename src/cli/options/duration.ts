import { InputError } from '../../base/input-error.ts'

const units: { readonly [unit: string]: number } = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/**
 * Milliseconds of a duration such as `500ms`, `60s`, `2m` or `1h`.
 * @throws InputError.
 */
export function millisOfDuration(text: string, option: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text)
  const unit = units[match?.[2] ?? '']
  const millis = Number(match?.[1]) * (unit ?? NaN)
  if (!Number.isFinite(millis) || millis <= 0) {
    throw new InputError(`must be a duration above zero such as 500ms, 60s or 2m; got "${text}"`, { option })
  }
  return millis
}

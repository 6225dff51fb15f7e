import { InputError } from '../base/input-error.ts'
import { millisOfDuration } from './duration.ts'

/** A whole number from `low` on, as commander hands it over. */
export function wholeNumber(option: string, low: number, high = 1_000_000_000): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < low || value > high) {
      throw new InputError(`${option} must be a whole number from ${low} to ${high}; got "${text}"`)
    }
    return value
  }
}

/** A number above zero. */
export function positiveNumber(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!(value > 0 && value <= 1_000_000))
      throw new InputError(`${option} must be a number above zero; got "${text}"`)
    return value
  }
}

/** A duration in milliseconds: `30s`, `500ms`, `2m`; a bare number means seconds, as in Jepsen. */
export function duration(option: string): (text: string) => number {
  return (text) => millisOfDuration(/^\d+(\.\d+)?$/.test(text) ? `${text}s` : text, option)
}

/** Names between commas. */
export const names = (text: string): string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')

/** A seed: any word without `:` and `/`, which tokens and folders use. */
export function seed(text: string): string {
  if (!/^[A-Za-z0-9._+~*-]{1,64}$/.test(text)) {
    throw new InputError(`--seed must be 1 to 64 letters, digits or any of . _ + ~ * -; got "${text}"`)
  }
  return text
}

import { didYouMean } from '../../base/did-you-mean.ts'
import { InputError } from '../../base/input-error.ts'
import { assertPositive, assertSeed, assertWhole, type WholeRange } from '../../base/option-checks.ts'
import { millisOfDuration } from './duration.ts'

/** A whole number in a range, as commander hands it over; `option` is its name in the library. */
export const wholeNumber =
  (option: string, { low, high = 1_000_000_000 }: Partial<WholeRange> & Pick<WholeRange, 'low'>) =>
  (text: string): number => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN
    assertWhole(option, value, { low, high }, text)
    return value
  }

/** A number above zero. */
export const positiveNumber =
  (option: string) =>
  (text: string): number => {
    const value = Number(text)
    assertPositive(option, value, text)
    return value
  }

/** A duration in milliseconds: `30s`, `500ms`, `2m`; a bare number means seconds, as in Jepsen. */
export const duration =
  (option: string) =>
  (text: string): number =>
    millisOfDuration(/^\d+(\.\d+)?$/.test(text) ? `${text}s` : text, option)

/** Names between commas. */
export const names = (text: string): string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')

/** A seed: any word without `:` and `/`, which tokens and folders use. */
export function seed(text: string): string {
  assertSeed('seed', text)
  return text
}

/** One of a few words. */
export const oneOf =
  <Word extends string>(option: string, ...words: readonly Word[]) =>
  (text: string): Word => {
    const word = words.find((one) => one === text)
    if (word !== undefined) return word
    throw new InputError(`must be ${words.join(' or ')}; got "${text}"${didYouMean(text, words)}`, { option })
  }

import fc, { type Arbitrary } from 'fast-check'
import { present } from '../../base/assert.ts'
import type { ChosenOptions, OptionValues } from '../../subject/options.ts'

/** A value for each option of a subject, drawn by name, whatever order they were declared in. */
export function drawOptions(options: OptionValues, draw: <T>(arbitrary: Arbitrary<T>) => T): ChosenOptions {
  const names = Object.keys(options).sort()
  return Object.fromEntries(
    names.map((name) => [name, draw(fc.constantFrom(...present(options[name], `the values of ${name}`)))]),
  )
}

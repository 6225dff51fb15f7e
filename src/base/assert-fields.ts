import { namesThereAre } from './did-you-mean.ts'
import { InputError } from './input-error.ts'

/**
 * For options that somebody wrote: one whose name is misspelled would be left out in silence.
 * @throws InputError that names the option, and the nearest there is.
 */
export function assertFields(given: object, known: readonly string[], where: string): void {
  for (const field of Object.keys(given)) {
    if (!known.includes(field))
      throw new InputError(`there is no option of that name${namesThereAre(field, known)}`, {
        field: `${where}.${field}`,
      })
  }
}

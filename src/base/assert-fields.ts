import { didYouMean } from './did-you-mean.ts'
import { InputError } from './input-error.ts'

/**
 * For options that somebody wrote: one whose name is misspelled would be left out in silence. What is like none of them is the
 * writer's own, such as a version or a comment.
 * @throws InputError that names the option, and the nearest there is.
 */
export function assertFields(given: object, known: readonly string[], where: string): void {
  for (const field of Object.keys(given)) {
    const near = known.includes(field) ? '' : didYouMean(field, known)
    if (near !== '')
      throw new InputError(`there is no option of that name${near}`, { field: `${where}.${field}` })
  }
}

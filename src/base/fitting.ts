import type { z } from 'zod'
import { InputError, type InputPlace } from './input-error.ts'

/**
 * Stored data that has the form of a schema, as it is: nothing is converted. `remedy`: what to do where it has not; `within`: the
 * field that holds it.
 * @throws InputError that names the first field that does not fit.
 */
export function fitting<T>(
  schema: z.ZodType,
  value: unknown,
  place: InputPlace,
  remedy: string,
  within?: string,
): T {
  const flaw = firstFlaw(schema, value)
  if (flaw === undefined) return value as T
  const field = [...(within === undefined ? [] : [within]), ...flaw.path].join('.')
  const where = field === '' ? '' : `field ${field}: `
  throw new InputError(`${where}${flaw.message}; ${remedy}`, { ...place, ...(field !== '' && { field }) })
}

interface Flaw {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

function firstFlaw(schema: z.ZodType, value: unknown): Flaw | undefined {
  try {
    const { error } = schema.safeParse(value)
    if (error === undefined) return undefined
    return error.issues[0] ?? { path: [], message: 'is not as it was written' }
  } catch (error) {
    // what is nested so deep overflows the stack
    if (error instanceof RangeError) return { path: [], message: 'is nested too deep' }
    throw error
  }
}

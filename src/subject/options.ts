import { elementAt } from '../base/element-at.ts'
import { z } from 'zod'
import { InputError } from '../base/input-error.ts'
import type { Json } from '../base/json.ts'

/** Settings of a subject, each with the values to draw from; the first is the usual one. */
export interface OptionValues {
  readonly [option: string]: readonly Json[]
}

/** Settings of a subject in one run. */
export interface ChosenOptions {
  readonly [option: string]: Json
}

/**
 * The options of a target as somebody declared them, checked.
 * @throws InputError that names the field under `where`.
 */
export function parseOptions(value: unknown, where: string): OptionValues {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InputError('must be an object of lists of values, such as { batch: [1, 8, 64] }', {
      field: where,
    })
  const copied: { [option: string]: readonly Json[] } = {}
  for (const [option, values] of Object.entries(value as { readonly [option: string]: unknown })) {
    const at = `${where}.${option}`
    if (!Array.isArray(values) || values.length === 0)
      throw new InputError('must be a list of the values to draw from, such as [1, 8, 64]', { field: at })
    copied[option] = values.map((one: unknown, position) => copyOf(one, `${at}[${position}]`))
  }
  return copied
}

/** Plans are JSON: a value that JSON would change could not be replayed. */
function copyOf(value: unknown, where: string): Json {
  let text: string | undefined
  try {
    text = JSON.stringify(value)
  } catch {
    // cyclic, or a BigInt
  }
  if (text === undefined || !z.json().safeParse(value).success)
    throw new InputError('must be a JSON value: it stands in plans and replay tokens', { field: where })
  return JSON.parse(text) as Json
}

/** The options of one run: those of its plan, and the usual value of each that the plan does not have. */
export function chosenOptions(
  options: OptionValues,
  settings: { readonly [setting: string]: Json },
): ChosenOptions {
  return Object.fromEntries(
    Object.entries(options).map(([option, values]) => [
      option,
      Object.hasOwn(settings, option) ? (settings[option] as Json) : elementAt(values, 0),
    ]),
  )
}

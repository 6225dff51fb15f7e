import { InputError } from '../base/input-error.ts'
import { canonicalJson, type Json } from '../base/json.ts'
import type { Offered } from './offers.ts'
import type { ChosenOptions, OptionValues } from './options.ts'

/**
 * Leases are values of options that a run may have or not: they must be among those to draw from, and not the only ones.
 * @throws InputError that names the field under `where`.
 */
export function assertLeases({ leases = {} }: Offered, options: OptionValues, where: string): void {
  for (const [option, lease] of Object.entries(leases)) {
    const values = options[option] ?? []
    if (values.some((value) => isSame(value, lease)) && values.some((value) => !isSame(value, lease)))
      continue
    throw new InputError(
      `options.${option} must have ${canonicalJson(lease)} and another value to draw from: leases are not drawn where clocks go astray`,
      { field: `${where}.leases.${option}` },
    )
  }
}

/** Whether these options make reads rest on leases. */
export const restsOnLeases = (chosen: ChosenOptions, { leases }: Offered): boolean =>
  leases !== undefined && Object.entries(leases).every(([option, value]) => isSame(chosen[option], value))

/** The same options, with another value of one that makes reads rest on leases. */
export function withoutLeases(
  chosen: ChosenOptions,
  { leases = {} }: Offered,
  options: OptionValues = {},
): ChosenOptions {
  for (const [option, lease] of Object.entries(leases)) {
    const other = options[option]?.find((value) => !isSame(value, lease))
    if (other !== undefined) return { ...chosen, [option]: other }
  }
  return chosen
}

const isSame = (one: Json | undefined, other: Json): boolean =>
  one !== undefined && canonicalJson(one) === canonicalJson(other)

import { isNodeName } from '../../../base/node-id.ts'
import { LARGEST_COUNT } from './bounds.ts'

/*
 * Checks by hand: every message of every server goes through here, and a schema costs as much again as reading it.
 * Each says what is wrong, undefined when nothing is.
 */

/** A JSON object; what is in it is not known yet. */
export type Fields = { readonly [name: string]: unknown }

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export function count(fields: Fields, name: string, low = 0): string | undefined {
  const value = fields[name]
  if (Number.isSafeInteger(value) && (value as number) >= low && (value as number) <= LARGEST_COUNT)
    return undefined
  return `${name} must be a whole number from ${low} to ${LARGEST_COUNT}`
}

export const flag = (fields: Fields, name: string): string | undefined =>
  typeof fields[name] === 'boolean' ? undefined : `${name} must be true or false`

/** Most names in a list of servers. */
const MAX_NAMES = 1000

export function names(value: unknown, where: string, least: number): string | undefined {
  if (!Array.isArray(value) || value.length < least || value.length > MAX_NAMES)
    return `${where} must be a list of ${least} to ${MAX_NAMES} names`
  const fits = value.every((name) => typeof name === 'string' && isNodeName(name))
  return fits ? undefined : `${where} must hold names of servers`
}

/** As deep as a body of a client may be, and what the session and its command put around it. */
const DEEPEST = 80

/**
 * JSON that whoever walks it later can: a nesting without bound overflows the stack of the server that writes it to
 * its disk, and a number such as 1e999 is Infinity here and null for the next one who reads it.
 */
export function value(json: unknown, name: string, depth = 0): string | undefined {
  if (typeof json === 'number') return Number.isFinite(json) ? undefined : `${name} has a number too large`
  if (typeof json !== 'object' || json === null) return json === undefined ? `${name} is missing` : undefined
  if (depth === DEEPEST) return `${name} is nested deeper than ${DEEPEST} levels`
  // faster than a list of the values; what JSON.parse makes inherits nothing that would be listed
  for (const key in json) {
    const fault = value((json as Fields)[key], name, depth + 1)
    if (fault !== undefined) return fault
  }
  return undefined
}

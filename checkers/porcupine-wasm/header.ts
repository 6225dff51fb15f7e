import type { SearchExports } from './instance.ts'

/** The fields of assembly/header.ts, in its order: first those of eight bytes, then those of four. */
const doubles = ['maxSteps', 'pollEvery'] as const
const integers = [
  'events',
  'eventCount',
  'classColumn',
  'operations',
  'pure',
  'classes',
  'requires',
  'produces',
  'values',
  'initialState',
  'width',
  'rules',
] as const

export type Header = {
  readonly [field in (typeof doubles)[number] | (typeof integers)[number]]: number
}

const headerBytes = 8 * doubles.length + 4 * integers.length

/** Writes the arguments of a search into its memory: their address, 0 when they do not fit. */
export function placeHeader(search: SearchExports, header: Header): number {
  const address = search.reserve(headerBytes)
  if (address === 0) return 0
  const view = new DataView(search.memory.buffer, address, headerBytes)
  doubles.forEach((field, index) => view.setFloat64(8 * index, header[field], true))
  const from = 8 * doubles.length
  integers.forEach((field, index) => view.setInt32(from + 4 * index, header[field] | 0, true))
  return address
}

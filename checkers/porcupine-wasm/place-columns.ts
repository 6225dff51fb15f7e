import type { Header } from './header.ts'
import type { SearchExports } from './instance.ts'
import { DEFAULT_MAX_BYTES, DEFAULT_POLL_EVERY, MAX_BYTES } from './search-budget.ts'
import type { SearchBudget } from './search-budget.ts'

/** Empties the memory of the search and copies columns into it: their addresses, undefined when they do not fit. */
export function placeColumns(
  search: SearchExports,
  columns: readonly (Int32Array | Uint8Array)[],
  budget: SearchBudget,
  hashBits: number,
): readonly number[] | undefined {
  search.begin(Math.min(budget.maxBytes ?? DEFAULT_MAX_BYTES, MAX_BYTES), hashBits)
  // all are reserved first, because views do not survive that the memory grows
  const addresses = columns.map(({ byteLength }) => search.reserve(byteLength))
  if (addresses.includes(0)) return undefined
  columns.forEach((column, index) => {
    const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength)
    new Uint8Array(search.memory.buffer, addresses[index], column.byteLength).set(bytes)
  })
  return addresses
}

/** Steps of a budget, as the search takes them: beyond 2^53 they are no longer whole, and none gets there. */
export function stepLimits(budget: SearchBudget): Pick<Header, 'maxSteps' | 'pollEvery'> {
  const most = Number.MAX_SAFE_INTEGER
  const pollEvery = budget.expired === undefined ? most : (budget.pollEvery ?? DEFAULT_POLL_EVERY)
  return { maxSteps: Math.min(budget.maxSteps ?? most, most), pollEvery }
}

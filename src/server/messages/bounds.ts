/**
 * The largest index, count or offset in a message. Half of what a double counts exactly, so that whatever is added
 * to one of them is still exact.
 */
export const LARGEST_COUNT = 2 ** 52

/**
 * Every server takes a term up to here from another, however far it is above its own: one that was away, or has just
 * joined, must. At an election each millisecond a cluster gets here in 8,900 years.
 */
export const FREE_TERM = 2 ** 48

/** Above {@link FREE_TERM} a term may be so much above the server's own, and no more. */
export const TERM_STEP = 2 ** 32

/**
 * What is wrong with hearing a term; undefined when nothing is.
 *
 * A term is never taken back, and a candidate stands for the one after its own. So a bound alone would not do: once a
 * message with the very largest term came, every candidacy would be above the bound, and no election possible
 * ever again. Here the next terms are within a step of the servers' own.
 *
 * @example Three servers take 2^48 from a broken one. The next candidate stands for 2^48 + 1: the others take it.
 */
export function termFault(term: number, own: number): string | undefined {
  if (term <= FREE_TERM || term <= own + TERM_STEP) return undefined
  return `term ${term} is more than ${TERM_STEP} above that of this server, ${own}`
}

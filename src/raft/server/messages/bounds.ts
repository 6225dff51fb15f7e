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
 * Judges the terms that others say they are in.
 *
 * A term is never taken back, and a candidate stands for the one after its own. So a bound alone would not do: once a
 * message with the very largest term came, every candidacy would be above the bound, and no election possible
 * ever again. Here the next terms are within a step of the servers' own; and a server that did not hear of the first
 * one takes it when two others say so, since one broken member is not two.
 *
 * @example n1 takes 2^48 from a broken n3. Its next candidacy is for 2^48 + 1. n3 takes it, and n2 as soon as both
 * have told it of such a term.
 */
export class HeardTerms {
  /** What each server said last that was too far above this one's own. */
  readonly #claims = new Map<string, number>()

  /** What is wrong with a term that a server says it is in; undefined when nothing is. */
  fault(from: string, term: number, own: number): string | undefined {
    if (term <= FREE_TERM || term <= own + TERM_STEP) return undefined
    this.#claims.set(from, term)
    for (const [other, claimed] of this.#claims)
      if (other !== from && Math.abs(claimed - term) <= TERM_STEP) return undefined
    return `term ${term} is more than ${TERM_STEP} above that of this server, ${own}`
  }
}

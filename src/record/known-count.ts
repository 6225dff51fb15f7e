/** Runs that went on past a known signature; 0: none of them showed it. */
export interface KnownCount {
  readonly signature: string
  readonly runs: number
}

/** Adds up counts; the signatures that were given come first, also those at 0. */
export function sumOfKnown(given: readonly string[], counts: Iterable<KnownCount>): readonly KnownCount[] {
  const sum = new Map(given.map((signature) => [signature, 0]))
  for (const { signature, runs } of counts) sum.set(signature, (sum.get(signature) ?? 0) + runs)
  return [...sum].map(([signature, runs]) => ({ signature, runs }))
}

/** What one run showed. */
export const knownOfRun = ({ known = [] }: { readonly known?: readonly string[] }): readonly KnownCount[] =>
  known.map((signature) => ({ signature, runs: 1 }))

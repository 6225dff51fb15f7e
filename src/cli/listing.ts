import type { Catalogue, Listed } from '../catalogue.ts'

/** What the verb `list` prints. */
export interface Listing {
  readonly catalogue: Catalogue
  /** The same for people: each kind with its entries, and what an entry needs in words. */
  readonly kinds: readonly {
    readonly kind: string
    readonly entries: readonly { readonly name: string; readonly about: string }[]
  }[]
}

/**
 * Asks all registries. In the package a value stands in place of this: it is the same for every copy of a version, and loading
 * all that has a name takes ten times as long as printing it (`scripts/bundle.ts`).
 */
export async function listing(): Promise<Listing> {
  const { list } = await import('../catalogue.ts')
  const { needsText } = await import('../run/servable.ts')
  const catalogue = list()
  const kinds = Object.entries<readonly Listed[]>({ ...catalogue }).map(([kind, entries]) => ({
    kind,
    entries: entries.map(({ name, about, needs = [] }) => ({
      name,
      about: needs.length === 0 ? about : `${about} (needs ${needsText(needs)})`,
    })),
  }))
  return { catalogue, kinds }
}

import { InputError } from '../../src/base/input-error.ts'
import type { FaultKind } from '../fault-kind.ts'
import { nemeses } from '../nemeses.ts'
import { recipes } from '../recipes/index.ts'
import type { Recipe } from '../recipes/recipe.ts'

/** Kinds by name; as an object, each with its weight: 1 is usual, 0 leaves it out. */
export type KindChoice = readonly string[] | { readonly [kind: string]: number }

export interface WantedKind {
  readonly kind: FaultKind
  readonly weight: number
}

/** What plans are drawn from. */
export interface Wanted {
  readonly kinds: readonly WantedKind[]
  /** Those that use none but the wanted kinds. */
  readonly recipes: readonly Recipe[]
}

/**
 * The kinds of a choice, but for those of `without`.
 * @throws InputError for a kind that does not exist.
 */
export function wanted(choice: KindChoice, without: readonly string[] = []): Wanted {
  const weights = Array.isArray(choice)
    ? choice.map((name: string) => [name, 1] as const)
    : Object.entries(choice)
  const kinds = weights
    .filter(([name, weight]) => weight > 0 && !without.includes(name))
    .map(([name, weight]) => {
      const kind = nemeses.get(name)
      if (kind === undefined) {
        throw new InputError(`there is no fault kind "${name}"; there are ${[...nemeses.keys()].join(', ')}`)
      }
      return { kind, weight }
    })
  const names = new Set<string>(kinds.map(({ kind }) => kind.kind))
  return { kinds, recipes: recipes.filter((recipe) => recipe.kinds.every((kind) => names.has(kind))) }
}

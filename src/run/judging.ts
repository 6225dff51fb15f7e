import { invariants } from '../../checkers/invariants/catalogue.ts'
import { didYouMean } from '../base/did-you-mean.ts'
import { InputError } from '../base/input-error.ts'
import { signatureOf, type Violation } from '../record/verdict.ts'

/** What a run goes on past. It belongs to the plan: the same run judged otherwise ends elsewhere. */
export interface Judging {
  /** Signatures, `property/shape`, that are noted and are no failure. */
  readonly known?: readonly string[]
  /** Properties left out of the judging. */
  readonly ignore?: readonly string[]
}

/** Properties that may be ignored. How a subject ends or misuses the harness is none: nothing comes after it. */
export const ignorableProperties: readonly string[] = [
  ...Object.keys(invariants),
  'linearizability',
  'liveness',
]

/**
 * For what a user wants to go on past.
 * @throws InputError when a property is not one that can be ignored, or a signature is not `property/shape`.
 */
export function assertJudging({ known = [], ignore = [] }: Judging): void {
  for (const name of ignore) {
    if (ignorableProperties.includes(name)) continue
    const meant = didYouMean(name, ignorableProperties)
    throw new InputError(
      `there is no property "${name.slice(0, 80)}" to ignore${meant}; there are ${ignorableProperties.join(', ')}`,
      { option: 'ignore' },
    )
  }
  for (const signature of known) {
    if (/^[^\s/]+\/\S(.*\S)?$/.test(signature)) continue
    throw new InputError(`a signature is property/shape; got ${JSON.stringify(signature.slice(0, 80))}`, {
      option: 'known',
    })
  }
}

/** What a plan says of it; undefined: nothing is gone past. */
export function judgingOf({ known = [], ignore = [] }: Judging): Judging | undefined {
  if (known.length === 0 && ignore.length === 0) return undefined
  return { ...(known.length > 0 && { known }), ...(ignore.length > 0 && { ignore }) }
}

/** Sorts breaches: those to go on past from the first that counts. */
export class Judge {
  readonly #known: ReadonlySet<string>
  readonly #ignored: ReadonlySet<string>
  readonly #seen = new Set<string>()

  constructor({ known = [], ignore = [] }: Judging = {}) {
    this.#known = new Set(known)
    this.#ignored = new Set(ignore)
  }

  /** Whether the breach is a failure; one that is known is noted. */
  counts(violation: Violation): boolean {
    if (this.#ignored.has(violation.property)) return false
    const signature = signatureOf(violation)
    if (!this.#known.has(signature)) return true
    this.#seen.add(signature)
    return false
  }

  /** Known signatures that showed, in the order in which they did. */
  get seen(): readonly string[] {
    return [...this.#seen]
  }
}

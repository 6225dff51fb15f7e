import { InputError } from '../base/input-error.ts'
import { signatureOf, type Violation } from '../record/verdict.ts'

/** What a run goes on past. It belongs to the plan: the same run judged otherwise ends elsewhere. */
export interface Judging {
  /** Signatures, `property/shape`, that are noted and are no failure. */
  readonly known?: readonly string[]
  /** Properties left out of the judging. */
  readonly ignore?: readonly string[]
}

/** Most signatures, and most properties, of a judging; and characters of one of them. */
const MAX_KNOWN = 10_000
const MAX_IGNORED = 1000
const MAX_LENGTH = 1000

/** Whether a text has the form of a signature: `property/shape`, where the shape may hold anything within a line. */
export const isSignature = (text: string): boolean =>
  text.length <= MAX_LENGTH && /^[^\s/]+\/\S(.*\S)?$/.test(text)

/**
 * For what a user wants to go on past.
 * @throws InputError when a signature is not `property/shape`, a property is no text, or there are too many of them.
 */
export function assertJudging({ known = [], ignore = [] }: Judging): void {
  assertList('known', known, MAX_KNOWN)
  assertList('ignore', ignore, MAX_IGNORED)
  for (const signature of known) {
    if (isSignature(signature)) continue
    throw new InputError(`must be a signature, property/shape; got ${quoted(signature)}`, { option: 'known' })
  }
}

function assertList(option: string, list: readonly unknown[], most: number): void {
  if (!Array.isArray(list)) throw new InputError('must be a list', { option })
  const stranger = list.find((one) => typeof one !== 'string')
  if (stranger !== undefined) throw new InputError(`must hold texts; got ${quoted(stranger)}`, { option })
  if (list.length > most) throw new InputError(`holds ${list.length}; at most ${most} are taken`, { option })
}

const quoted = (value: unknown): string => String(JSON.stringify(value)).slice(0, 82)

/** What a plan says of it; undefined: nothing is gone past. */
export function judgingOf({ known = [], ignore = [] }: Judging): Judging | undefined {
  if (known.length === 0 && ignore.length === 0) return undefined
  return { ...(known.length > 0 && { known }), ...(ignore.length > 0 && { ignore }) }
}

/** What is gone past by either; in one order, so that the same is said in the same words. */
export function judgingWith(one: Judging, other: Judging): Judging {
  const both = (a: readonly string[] = [], b: readonly string[] = []): readonly string[] =>
    [...new Set([...a, ...b])].toSorted()
  return judgingOf({ known: both(one.known, other.known), ignore: both(one.ignore, other.ignore) }) ?? {}
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
  counts(violation: Pick<Violation, 'property' | 'shape'>): boolean {
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

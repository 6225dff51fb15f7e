import { InputError } from '../base/input-error.ts'
import { defined } from '../base/defined.ts'
import { breachOf, namesRule, signatureOf, type Violation } from '../record/verdict.ts'

/** What a run goes on past. It belongs to the plan: the same run judged otherwise ends elsewhere. */
export interface Judging {
  /** Signatures, `property/shape` or `rule/cause`, that are noted and are no failure. */
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

/** Says which rule was not kept, from what the run has shown so far; undefined: it does not tell. */
export type CauseOf = (violation: Violation) => string | undefined

/** So many breaches of one form are looked into; of the others in the run the last of these decides. */
const MAX_CAUSES = 8

/** Sorts breaches: those to go on past from the first that counts. */
export class Judge {
  /** The rule that was not kept; undefined: it is not known. */
  readonly causeOf: CauseOf
  readonly #known: ReadonlySet<string>
  readonly #knowsRules: boolean
  readonly #ignored: ReadonlySet<string>
  readonly #seen = new Set<string>()
  /** By its form, how often a breach was looked into, and the signature that it had the last time. */
  readonly #lookedInto = new Map<string, { readonly times: number; readonly signature: string }>()

  /** Without `causeOf`, in a run that keeps no trace, a breach counts whose rule is known: see {@link needsCauses}. */
  constructor({ known = [], ignore = [] }: Judging = {}, causeOf: CauseOf = () => undefined) {
    this.#known = new Set(known)
    this.#knowsRules = known.some(namesRule)
    this.#ignored = new Set(ignore)
    this.causeOf = causeOf
  }

  /** Whether the breach is a failure; one that is known is noted. */
  counts(violation: Violation): boolean {
    if (this.#ignored.has(violation.property)) return false
    const known = [breachOf(violation), this.#ruleOf(violation)].find(
      (signature) => signature !== undefined && this.#known.has(signature),
    )
    if (known === undefined) return true
    this.#seen.add(known)
    return false
  }

  #ruleOf(violation: Violation): string | undefined {
    if (!this.#knowsRules) return undefined
    const breach = breachOf(violation)
    const before = this.#lookedInto.get(breach)
    if (before !== undefined && before.times >= MAX_CAUSES) return before.signature
    const cause = violation.cause ?? this.causeOf(violation)
    const signature = signatureOf({ ...violation, ...defined({ cause }) })
    this.#lookedInto.set(breach, { times: (before?.times ?? 0) + 1, signature })
    return signature
  }

  /** Known signatures that showed, in the order in which they did. */
  get seen(): readonly string[] {
    return [...this.#seen]
  }
}

/** Whether only a run with a trace can tell what is known. */
export const needsCauses = ({ known = [] }: Judging = {}): boolean => known.some(namesRule)

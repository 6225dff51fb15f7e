/** One clause of the proof, in Elle's form: Let (a fact) / Then (what follows) / However (what contradicts). */
export interface Clause {
  readonly kind: 'let' | 'then' | 'however'
  readonly text: string
  /** The step of the run that shows it, where there is one. */
  readonly step?: number
}

/** A value the verdict rests on, named, so that a report can mark it: node, field and step. */
export interface Fact {
  readonly step: number
  readonly node?: string
  /** A field of the node's state: `currentTerm`, `votedFor`, `log`, `commitIndex`, `lastApplied`, `durable`. */
  readonly field?: string
  /** The log index it speaks of, where it is about an entry. */
  readonly index?: number
  readonly operation?: number
}

/** A property of the run that broke. */
export interface Violation {
  /** Kebab-case name of the property: `election-safety`, `log-matching`, `linearizability`, ... */
  readonly property: string
  /** What form the breach took, without nodes, terms, indexes or times: equal bugs have equal shapes. */
  readonly shape: string
  /** The step at which it showed; steps count the events of the run from 1. */
  readonly step: number
  /** Virtual time in microseconds. */
  readonly time: number
  /** One sentence with the very nodes, terms, indexes and values. */
  readonly headline: string
  readonly proof: readonly Clause[]
  readonly facts: readonly Fact[]
  /** The rule that was not kept, as the diagnosis of the trace names it; absent: there is no trace, or it does not tell. */
  readonly cause?: string
}

/** How a breach is told from another: `property/shape`. */
export const breachOf = ({ property, shape }: Pick<Violation, 'property' | 'shape'>): string =>
  `${property}/${shape}`

/** What stands in the place of the property where a signature names the rule that was not kept. */
const RULE = 'rule'

/** Whether a signature names a rule that was not kept: only a trace tells whether a breach is of it. */
export const namesRule = (signature: string): boolean => signature.startsWith(`${RULE}/`)

/**
 * How a bug is told from another. By the rule that was not kept, where that is known: one bug breaks this property in one run
 * and that one in another, and two bugs may break the same. A leader that counts copies of an entry of an old term shows as a
 * leader without a committed entry, as two entries committed at one index, or as a lost write: `rule/committed-by-counting-an-old-term`.
 * Where it is not known, by the breach.
 */
export const signatureOf = (violation: Pick<Violation, 'property' | 'shape' | 'cause'>): string =>
  violation.cause === undefined ? breachOf(violation) : `${RULE}/${violation.cause}`

/**
 * Whether one breach is of the same bug as the one that is known. Where the rule that the known one did not keep is told, it is by that
 * rule, whatever it shows in; else by the breach, by whatever rule.
 */
export const isSameBug = (known: Violation, other: Violation): boolean =>
  known.cause === undefined ? breachOf(known) === breachOf(other) : known.cause === other.cause

/** The answer of a checker about a whole run. */
export type Verdict =
  | { readonly result: 'valid' }
  | { readonly result: 'invalid'; readonly violation: Violation }
  | { readonly result: 'unknown'; readonly because: string }

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
}

/** What a minimized run must reproduce to count as the same bug. */
export const signatureOf = ({ property, shape }: Pick<Violation, 'property' | 'shape'>): string =>
  `${property}/${shape}`

/** The answer of a checker about a whole run. */
export type Verdict =
  | { readonly result: 'valid' }
  | { readonly result: 'invalid'; readonly violation: Violation }
  | { readonly result: 'unknown'; readonly because: string }

import type { NodeId } from '../../src/base/node-id.ts'
import type { Cause } from './causes.ts'

/** One sentence of the argument, with the step of the run that shows it, where there is one. */
export interface Reason {
  readonly text: string
  readonly step?: number
}

/** Servers that decided something together: what a report draws as a set. */
export interface Quorum {
  /** `counted at the commit`, `elected n3`, `heard before the answer`. */
  readonly name: string
  readonly term?: number
  /** Whose majority was needed, as the one who decided knew it. */
  readonly members: readonly NodeId[]
  /** The members before, of whom a majority was needed, too (joint consensus, §6); absent: `members` alone decided. */
  readonly outgoing?: readonly NodeId[]
  readonly servers: readonly NodeId[]
  readonly step: number
}

/** Why a property could break: the rule that was not kept, and how the run shows it. */
export interface Diagnosis {
  readonly cause: Cause
  /** The rule, in one phrase with its section of the Raft paper. */
  readonly rule: string
  /** One sentence with the very servers, terms and indexes. */
  readonly headline: string
  readonly because: readonly Reason[]
  readonly quorums: readonly Quorum[]
}

/** `unknown`: none was found; each thing that the trace does not show and that a view or a lens could. */
export type DiagnosisResult = { readonly diagnosis: Diagnosis } | { readonly unknown: readonly string[] }

/** A step of an argument: nothing was found, or the whole diagnosis. */
export type Found = Diagnosis | undefined

/** Of what no majority decided. */
export const withoutQuorums = (
  cause: Cause,
  rule: string,
  headline: string,
  because: readonly Reason[],
): Diagnosis => ({ cause, rule, headline, because, quorums: [] })

export const reason = (text: string, step?: number): Reason =>
  step === undefined ? { text } : { text, step }

/** `n1, n2 and n3`; `nobody` for an empty list. */
export function listed(names: readonly string[]): string {
  if (names.length < 2) return names[0] ?? 'nobody'
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

/** `entry 3 of term 2`. */
export const entryText = (index: number, term: number): string => `entry ${index} of term ${term}`

/** `(3, term 2)`: where a log ends. */
export const endText = ({ index, term }: { readonly index: number; readonly term: number }): string =>
  `(${index}, term ${term})`

import { errorCodes, type ErrorCode } from './error-codes.ts'
import { errors, notLeader, operationError, type OperationError } from './operation-error.ts'

/** Errors that stand in answers of the directory and the ledger, by their text there. */
const answers: readonly (readonly [text: string, code: ErrorCode])[] = [
  ['not found', 'key-does-not-exist'],
  ['exists', 'key-already-exists'],
  ['invalid', 'malformed-request'],
]

const codeNames = Object.keys(errorCodes) as ErrorCode[]

/** The errors that are known by their whole text. */
export const knownTexts: readonly OperationError[] = [
  ...Object.values(errors),
  notLeader(null),
  ...answers.map(([text, code]): OperationError => ({ code, definite: true, text })),
]

/** A text may also be a code itself. */
const byText: ReadonlyMap<string, OperationError> = new Map(
  [...codeNames.map((code) => operationError(code, code)), ...knownTexts].map((error) => [error.text, error]),
)

/** What a text begins with that goes on in its author's words. The first that fits counts. */
export const beginnings: readonly { readonly text: string; readonly code: ErrorCode }[] = [
  { text: 'not leader', code: 'not-leader' },
  { text: 'unreachable', code: 'unreachable' },
  { text: 'precondition failed', code: 'precondition-failed' },
  { text: 'no such call', code: 'not-supported' },
]

const namesLeader = /^not leader; leader (.+)$/

/** Words of a refusal that speaks of the cluster, not of the object that the call works on. */
const ofTheCluster =
  /leader|unreachable|connection|time|busy|overload|flight|retry|later|lost|cut|stop|clos|session|quorum|term/i

/** Words of somebody who has waited. */
const ofTime = /time|no answer/i

/**
 * The error that a text stands for, of an adapter or a history: whoever wrote it may have used any words. Only in this
 * module does wording decide anything. `definite`: whether the outcome says that the operation did not take effect;
 * that counts more than what the code means.
 *
 * @example
 * errorOfText('not leader; leader n2', true) // { code: 'not-leader', definite: true, leader: 'n2', text }
 * errorOfText('cluster overloaded', true) // { code: 'temporarily-unavailable', definite: true, text }
 * errorOfText('value was 7', true) // { code: 'rejected', definite: true, text }
 */
export function errorOfText(text: string, definite: boolean): OperationError {
  const known = knownError(text, definite)
  if (known !== undefined) return known
  if (definite)
    return { code: ofTheCluster.test(text) ? 'temporarily-unavailable' : 'rejected', definite, text }
  return { code: ofTime.test(text) ? 'timeout' : 'unknown', definite, text }
}

/** The same of a replicated service, which knows nothing of the cluster: other words than those known reject. */
export const errorOfService = (text: string): OperationError =>
  knownError(text, true) ?? operationError('rejected', text)

function knownError(text: string, definite: boolean): OperationError | undefined {
  const known = byText.get(text)
  if (known !== undefined) return known.definite === definite ? known : { ...known, definite }
  const leader = namesLeader.exec(text)?.[1]
  if (leader !== undefined) return { code: 'not-leader', definite, leader, text }
  for (const { text: beginning, code } of beginnings)
    if (text.startsWith(beginning)) return { code, definite, text }
  return undefined
}

import { errorOfText } from '../base/error-of-text.ts'
import type { CodedOutcome, Outcome } from './operation.ts'

/** The outcome of an adapter, or off the wire, with the code that its text stands for. */
export function codedOutcome<R>(outcome: Outcome<R>): CodedOutcome<R> {
  switch (outcome.type) {
    case 'ok':
      return outcome
    case 'info':
      return { type: 'info', error: errorOfText(outcome.error, false) }
    case 'fail': {
      const { error: text, observed } = outcome
      const error = errorOfText(text, true)
      return observed === undefined ? { type: 'fail', error } : { type: 'fail', error, observed }
    }
  }
}

/** The outcome as it stands in a history, or goes over the wire. */
export function textOutcome<R>(outcome: CodedOutcome<R>): Outcome<R> {
  if (outcome.type === 'ok') return outcome
  const { text } = outcome.error
  if (outcome.type === 'info') return { type: 'info', error: text }
  const { observed } = outcome
  return observed === undefined ? { type: 'fail', error: text } : { type: 'fail', error: text, observed }
}

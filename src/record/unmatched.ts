import type { ErrorCode } from '../base/error-codes.ts'
import { errorOfText } from '../base/error-of-text.ts'
import type { HistoryEvent } from './history-event.ts'

/** What a `cas` fails with that met another value; other codes tell of the cluster, the session or the call. */
const ofTheValue: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'precondition-failed',
  'key-does-not-exist',
  'key-already-exists',
  'rejected',
])

/** Whether an event says that a `cas` found another value than it expected. */
export const didNotMatch = ({ type, f, observed, error = '' }: HistoryEvent): boolean =>
  type === 'fail' && f === 'cas' && (observed !== undefined || ofTheValue.has(errorOfText(error, true).code))

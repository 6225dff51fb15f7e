import type { HistoryEvent } from './history-event.ts'

/** What a `fail` says that tells of the cluster, not of the value that was met. */
const ofTheCluster =
  /leader|unreachable|connection|time|busy|overload|flight|retry|later|lost|cut|stop|clos|session|quorum|term/i

/** Whether an event says that a `cas` found another value than it expected. */
export const didNotMatch = ({ type, f, observed, error = '' }: HistoryEvent): boolean =>
  type === 'fail' && f === 'cas' && (observed !== undefined || !ofTheCluster.test(error))

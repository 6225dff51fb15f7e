import type { LogEnd } from './invariant.ts'
import type { MirroredLog } from './mirrored-log.ts'

/** No log can be shown to be more up-to-date than one of which nothing is known. */
export const anyLog: LogEnd = { lastIndex: Infinity, lastTerm: Infinity }

/** Which of two logs is less up-to-date (§5.4.1): the last terms decide, then the lengths. */
export const isOlder = (a: LogEnd, b: LogEnd): boolean =>
  a.lastTerm !== b.lastTerm ? a.lastTerm < b.lastTerm : a.lastIndex < b.lastIndex

/** Where a log ends. Behind a snapshot whose last term nobody told the term is -1, older than any. */
export const endOf = ({ lastIndex, lastTerm }: MirroredLog): LogEnd => ({ lastIndex, lastTerm })

/**
 * Where a log ended before the given term: entries of that term exist only once its leader is elected, so they
 * stood in no log that was compared in that election.
 */
export function endBefore(term: number, log: MirroredLog): LogEnd {
  let index = log.lastIndex
  while (index >= log.firstIndex && log.termAt(index) >= term) index--
  return { lastIndex: index, lastTerm: log.termAt(index) }
}

import type { StatePatch } from './trace.ts'

type LogPatch = NonNullable<StatePatch['log']>

/**
 * What two patches do one after the other, as one. Only the logs have to be joined: the later patch says what
 * follows from its `from` on, and what the earlier one says of the indexes below that still stands. Were the later
 * log taken alone, of two entries that one step appends the first would be missing.
 */
export function mergedPatch(earlier: StatePatch, later: StatePatch): StatePatch {
  const merged = { ...earlier, ...later }
  if (earlier.log === undefined || later.log === undefined) return merged
  return { ...merged, log: mergedLog(earlier.log, later.log) }
}

function mergedLog(earlier: LogPatch, later: LogPatch): LogPatch {
  if (later.from <= earlier.from) return later
  // a patch begins at most one past the end of the log it is for, so nothing lies between the two
  const kept = earlier.entries.slice(0, later.from - earlier.from)
  return { from: earlier.from, entries: kept.concat(later.entries) }
}

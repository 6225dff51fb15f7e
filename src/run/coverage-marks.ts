import type { InvariantCounts } from '../../checkers/invariants/monitor.ts'
import type { HistoryEvent } from '../record/history-event.ts'
import type { FaultRecord } from '../record/run-record.ts'

/** What a run can pass by, in the reader's words. A campaign that never passes one it should proves nothing. */
export const coverageMarkTexts = {
  stateShown: 'a server showed its state',
  leaderElected: 'a leader was elected',
  leaderChanged: 'another server became leader',
  leaderSteppedDown: 'a leader stepped down',
  operationSucceeded: 'a client operation succeeded',
  operationUnknown: 'a client was left without an answer',
  entriesTruncated: 'a server cut conflicting entries',
  serverCrashed: 'a server crashed',
  serverRestarted: 'a server came back',
  writesLost: 'a crash lost unsynced writes',
  leaderHit: 'a fault hit the leader',
  messagesCut: 'a partition cut messages',
  messagesDropped: 'the network lost messages',
  messagesDuplicated: 'messages arrived twice',
  messagesDelayed: 'messages were delayed or overtaken',
  serverPaused: 'a server was paused',
  clockMoved: 'a clock was moved',
  retried: 'a client sent a request again',
  logCompacted: 'a log was compacted behind a snapshot',
  snapshotInstalled: 'a server caught up by a snapshot',
  membershipChanged: 'an operator changed the members',
  leadershipHandedOver: 'an operator handed leadership over',
  sessionLost: 'servers had forgotten the session of a client',
  trapSet: 'all that its schedule needs came about',
} as const

export type CoverageMark = keyof typeof coverageMarkTexts
export type CoverageMarks = { readonly [Name in CoverageMark]: number }

/** Of a run of which nothing is known. */
export const noCoverageMarks = (): CoverageMarks =>
  Object.fromEntries(Object.keys(coverageMarkTexts).map((name) => [name, 0])) as CoverageMarks

/** How often a run reached each coverage mark. */
export function coverageMarksOf(seen: {
  readonly invariants: InvariantCounts
  readonly faults: readonly FaultRecord[]
  readonly history: readonly HistoryEvent[]
  readonly ok: number
  readonly unknown: number
  readonly retries: number
  readonly sessionsLost: number
  readonly leadersHit: number
  /** Servers that show themselves. */
  readonly statesShown: number
  /** Whether the schedule of the run set its trap. */
  readonly trapSet: boolean
}): CoverageMarks {
  const effect = (...names: string[]): number =>
    seen.faults.reduce(
      (sum, { effects }) => names.reduce((inner, name) => inner + (effects[name] ?? 0), sum),
      0,
    )
  const done = (f: string): number =>
    seen.history.reduce((sum, event) => (event.type === 'ok' && event.f === f ? sum + 1 : sum), 0)
  const { invariants } = seen
  return {
    stateShown: seen.statesShown,
    leaderElected: invariants.elections,
    leaderChanged: invariants.leaderChanges,
    leaderSteppedDown: invariants.stepDowns,
    operationSucceeded: seen.ok,
    operationUnknown: seen.unknown,
    entriesTruncated: invariants.truncations,
    serverCrashed: invariants.crashes,
    serverRestarted: invariants.restarts,
    writesLost: effect('writesLost'),
    leaderHit: seen.leadersHit,
    messagesCut: effect('messagesCut'),
    messagesDropped: effect('messagesDropped'),
    messagesDuplicated: effect('messagesDuplicated'),
    messagesDelayed: effect('messagesDelayed', 'messagesReordered'),
    serverPaused: effect('pauses'),
    clockMoved: effect('clockMoves'),
    retried: seen.retries,
    logCompacted: invariants.compactions,
    snapshotInstalled: invariants.snapshotsInstalled,
    membershipChanged: done('reconfigure'),
    leadershipHandedOver: done('transfer-leadership'),
    sessionLost: seen.sessionsLost,
    trapSet: seen.trapSet ? 1 : 0,
  }
}

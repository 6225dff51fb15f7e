import type { NodeId } from '../base/node-id.ts'
import type { MembershipView, ShownState } from '../record/live-state.ts'
import type { NodeView } from '../record/node-view.ts'
import type { ContractBreach } from './contract-breach.ts'
import { isCount, malformed } from './malformed-view.ts'

/** What a view may show beside what it must. */
export interface ViewExtras {
  readonly membership: MembershipView | undefined
  readonly matchIndex: Readonly<Record<NodeId, number>> | undefined
  readonly stateDigest: string | undefined
  /** Term of the last entry that the snapshot covers, where it says which that is. */
  readonly snapshot: { readonly index: number; readonly term: number } | undefined
  readonly shown: ShownState
}

const nothing: ShownState = {}

const noExtras: ViewExtras = {
  membership: undefined,
  matchIndex: undefined,
  stateDigest: undefined,
  snapshot: undefined,
  shown: nothing,
}

/**
 * Reads the optional fields of a view.
 * @throws ContractBreach that names the field when one is not what `NodeView` says.
 */
export function readExtras(view: NodeView): ViewExtras {
  const { members, leader, snapshotIndex, snapshotTerm, matchIndex, nextIndex, timers, stateDigest } = view
  if (members !== undefined && !(Array.isArray(members) && members.every((id) => typeof id === 'string')))
    throw wrong('members', 'a list of node ids', members)
  if (leader !== undefined && leader !== null && typeof leader !== 'string')
    throw wrong('leader', 'a node id or null', leader)
  if (snapshotIndex !== undefined && !isCount(snapshotIndex))
    throw wrong('snapshotIndex', 'a whole number from 0', snapshotIndex)
  if (snapshotTerm !== undefined && !isCount(snapshotTerm))
    throw wrong('snapshotTerm', 'a whole number from 0', snapshotTerm)
  if (matchIndex !== undefined) checkIndexes('matchIndex', matchIndex)
  if (nextIndex !== undefined) checkIndexes('nextIndex', nextIndex)
  if (timers !== undefined) checkTimers(timers)
  if (stateDigest !== undefined && typeof stateDigest !== 'string')
    throw wrong('stateDigest', 'a text', stateDigest)
  if (
    members === undefined &&
    matchIndex === undefined &&
    stateDigest === undefined &&
    snapshotIndex === undefined &&
    leader === undefined &&
    nextIndex === undefined &&
    timers === undefined
  )
    return noExtras
  return {
    membership: members === undefined ? undefined : { voters: members, outgoing: [], learners: [] },
    matchIndex,
    stateDigest,
    snapshot:
      snapshotIndex === undefined || snapshotTerm === undefined
        ? undefined
        : { index: snapshotIndex, term: snapshotTerm },
    shown: { leader, snapshotIndex, stateDigest, nextIndex, timers },
  }
}

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function checkIndexes(field: 'matchIndex' | 'nextIndex', indexes: unknown): void {
  if (!isRecord(indexes)) throw wrong(field, 'an object with an index for each peer', indexes)
  for (const [id, value] of Object.entries(indexes))
    if (!isCount(value)) throw wrong(`${field}.${id}`, 'a whole number from 0', value)
}

function checkTimers(timers: unknown): void {
  if (!isRecord(timers)) throw wrong('timers', 'an object with milliseconds for each timer', timers)
  for (const [name, due] of Object.entries(timers))
    if (!Number.isFinite(due)) throw wrong(`timers.${name}`, 'milliseconds, a number', due)
}

const wrong = (field: string, wanted: string, got: unknown): ContractBreach =>
  malformed('view()', field, got, wanted)

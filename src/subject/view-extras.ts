import type { NodeId } from '../base/node-id.ts'
import type { MembershipView } from '../record/live-state.ts'
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
}

const noExtras: ViewExtras = {
  membership: undefined,
  matchIndex: undefined,
  stateDigest: undefined,
  snapshot: undefined,
}

/**
 * Reads the optional fields of a view.
 * @throws ContractBreach that names the field when one is not what `NodeView` says.
 */
export function readExtras(view: NodeView): ViewExtras {
  const { members, leader, snapshotIndex, snapshotTerm, matchIndex, stateDigest } = view
  if (members !== undefined && !(Array.isArray(members) && members.every((id) => typeof id === 'string')))
    throw wrong('members', 'a list of node ids', members)
  if (leader !== undefined && leader !== null && typeof leader !== 'string')
    throw wrong('leader', 'a node id or null', leader)
  if (snapshotIndex !== undefined && !isCount(snapshotIndex))
    throw wrong('snapshotIndex', 'a whole number from 0', snapshotIndex)
  if (snapshotTerm !== undefined && !isCount(snapshotTerm))
    throw wrong('snapshotTerm', 'a whole number from 0', snapshotTerm)
  if (matchIndex !== undefined) checkMatchIndex(matchIndex)
  if (stateDigest !== undefined && typeof stateDigest !== 'string')
    throw wrong('stateDigest', 'a text', stateDigest)
  if (
    members === undefined &&
    matchIndex === undefined &&
    stateDigest === undefined &&
    snapshotIndex === undefined
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
  }
}

function checkMatchIndex(matchIndex: unknown): void {
  const isRecord = typeof matchIndex === 'object' && matchIndex !== null && !Array.isArray(matchIndex)
  if (!isRecord) throw wrong('matchIndex', 'an object with an index for each peer', matchIndex)
  for (const [id, value] of Object.entries(matchIndex))
    if (!isCount(value)) throw wrong(`matchIndex.${id}`, 'a whole number from 0', value)
}

const wrong = (field: string, wanted: string, got: unknown): ContractBreach =>
  malformed('view()', field, got, wanted)

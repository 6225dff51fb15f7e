import type { Diagnosis, Quorum } from '../checkers/diagnosis/diagnosis.ts'
import type { NodeId } from '../src/base/node-id.ts'
import { visibleText } from './visible-text.ts'

/** Most quorums that are drawn under one another. */
const MAX_QUORUMS = 4

/** What a server was in a quorum: `decided`, one of those counted; `member`, one who was not; `outside`, no member. */
export type Part = 'decided' | 'member' | 'outside'

/** Quorums as the rows of a table with a column per server. */
export interface QuorumRows {
  readonly rows: readonly {
    readonly quorum: Quorum
    /** `counted at the commit, term 3`. */
    readonly name: string
    /** One per server. */
    readonly parts: readonly Part[]
    /** Whose majority it had to be, where not all servers are members, or two sets decide; else empty. */
    readonly members: string
  }[]
  /** One per server: whether it stands in each of the quorums. Meaningless of a single one, and then all false. */
  readonly shared: readonly boolean[]
  /** What follows from looking at them together; undefined of a single one. */
  readonly sum: string | undefined
}

/** Undefined where the diagnosis speaks of none. */
export function quorumRows(
  diagnosis: Diagnosis | undefined,
  servers: readonly NodeId[],
): QuorumRows | undefined {
  const quorums = diagnosis?.quorums.slice(0, MAX_QUORUMS) ?? []
  if (quorums.length === 0) return undefined
  const shared = servers.map(
    (id) => quorums.length > 1 && quorums.every((quorum) => quorum.servers.includes(id)),
  )
  return {
    rows: quorums.map((quorum) => ({
      quorum,
      name: quorum.term === undefined ? quorum.name : `${quorum.name}, term ${quorum.term}`,
      parts: servers.map((id) => partOf(id, quorum)),
      members: membersText(quorum, servers),
    })),
    shared,
    sum:
      quorums.length < 2
        ? undefined
        : sumText(
            servers.filter((_, at) => shared[at]),
            quorums.length,
          ),
  }
}

function partOf(id: NodeId, { servers, members, outgoing = [] }: Quorum): Part {
  if (servers.includes(id)) return 'decided'
  return members.includes(id) || outgoing.includes(id) ? 'member' : 'outside'
}

function membersText({ members, outgoing, servers: counted }: Quorum, servers: readonly NodeId[]): string {
  if (outgoing !== undefined)
    return `majorities of ${share(members, counted)} and, before, of ${share(outgoing, counted)}`
  const isAll = servers.every((id) => members.includes(id))
  return isAll ? '' : `of the members ${share(members, counted)}`
}

/** `n1 n2 n3 (2 of 3)`. */
function share(members: readonly NodeId[], counted: readonly NodeId[]): string {
  const names = members.map((id) => visibleText(id, 24)).join(' ')
  return `${names} (${members.filter((id) => counted.includes(id)).length} of ${members.length})`
}

function sumText(shared: readonly NodeId[], quorums: number): string {
  const which = quorums === 2 ? 'both' : `all ${quorums}`
  if (shared.length === 0) return `no server is in ${which}`
  const names = shared.map((id) => visibleText(id, 24)).join(', ')
  return `${names} ${shared.length === 1 ? 'is' : 'are'} in ${which}`
}

import { hashOf } from './feature.ts'

/** One server as the features of a run look at it. Servers are ordinals; what is down shows what it had. */
export interface SeenServer {
  readonly status: 'down' | 'starting' | 'up' | 'paused'
  readonly role: 'follower' | 'candidate' | 'leader'
  readonly term: number
  /** Whom it voted for, an ordinal; -1: nobody. */
  readonly vote: number
  readonly lastIndex: number
  readonly lastTerm: number
  readonly commitIndex: number
  /** Whether two sets of voters decide together, as far as it knows. */
  readonly joint: boolean
  /** The term of its entry at an index; -1 where it is not known. */
  termAt(index: number): number
}

/** What a cluster is like, whatever its servers are called and whatever numbers their terms and indexes have. */
export interface AbstractState {
  /** Roles, votes, terms and log ends. */
  readonly state: number
  /** How far logs differ, and terms since the last commit. */
  readonly branches: number
  /** One for each leader and candidate: what it could lose, and to whom. */
  readonly exposures: readonly number[]
}

const roles = ['follower', 'candidate', 'leader'] as const

const MAX_BEHIND = 3
const MAX_DEPTH = 4
const MAX_TERMS = 6
/** Entries that are not committed and looked at, of one leader. */
const MAX_EXPOSED = 6

const upTo = (most: number, value: number): number => Math.max(0, Math.min(most, value))

/**
 * The state of the servers; the same for any order of them, as votes say who is meant. It is coarse on purpose: where each run
 * shows something new, nothing is rare.
 */
export function abstractState(servers: readonly SeenServer[]): AbstractState {
  const terms = ranked(servers.map(({ term }) => term))
  const lastTerms = ranked(servers.map(({ lastTerm }) => lastTerm))
  const tuples = servers.map((server) =>
    hashOf(
      server.status === 'down' ? 0 : 1,
      roles.indexOf(server.role),
      voteOf(server, servers),
      upTo(1, terms.indexOf(server.term)),
      upTo(2, lastTerms.indexOf(server.lastTerm)),
      server.lastIndex > server.commitIndex ? 1 : 0,
      server.joint ? 1 : 0,
    ),
  )
  return {
    state: hashOf(...tuples.sort((a, b) => a - b)),
    branches: branchesOf(servers),
    exposures: servers
      .filter(({ role, status }) => role !== 'follower' && status !== 'down')
      .map((server) => exposureOf(server, servers)),
  }
}

/** The different values, the highest first. */
const ranked = (values: readonly number[]): readonly number[] => [...new Set(values)].sort((a, b) => b - a)

/** Whom it voted for, by what that server is: itself, who leads or stands in its term, somebody else, nobody. */
function voteOf(server: SeenServer, servers: readonly SeenServer[]): number {
  const voted = servers[server.vote]
  if (voted === undefined) return 0
  if (voted === server) return 1
  return voted.role !== 'follower' && voted.term === server.term ? 2 : 3
}

/** How many pairs of logs differ, how far at the most, and how many terms began since the last commit. */
function branchesOf(servers: readonly SeenServer[]): number {
  let pairs = 0
  let deepest = 0
  for (const [position, one] of servers.entries())
    for (const other of servers.slice(position + 1)) {
      const depth = conflictOf(one, other)
      if (depth > 0) pairs++
      deepest = Math.max(deepest, depth)
    }
  const newest = Math.max(...servers.map(({ term }) => term))
  const committed = Math.max(...servers.map((server) => server.termAt(server.commitIndex)))
  const waiting = Math.max(...servers.map(({ lastIndex, commitIndex }) => lastIndex - commitIndex))
  return hashOf(pairs, deepest, upTo(MAX_TERMS, newest - committed), upTo(MAX_BEHIND, waiting))
}

/** Entries at the end of what both logs have that are of different terms. */
function conflictOf(one: SeenServer, other: SeenServer): number {
  let index = Math.min(one.lastIndex, other.lastIndex)
  let depth = 0
  for (; index > 0 && depth < MAX_DEPTH; index--, depth++) {
    const [a, b] = [one.termAt(index), other.termAt(index)]
    if (a === b || a < 0 || b < 0) break
  }
  return depth
}

/**
 * What a leader or candidate has that is not committed: whether there are entries of its own term, on how many servers the newest
 * of an earlier term is, and whether logs of others end in a later term than its own, or others are in one.
 */
function exposureOf(leader: SeenServer, servers: readonly SeenServer[]): number {
  const others = servers.filter((server) => server !== leader)
  let old = 0
  let own = 0
  const from = Math.max(leader.commitIndex + 1, leader.lastIndex - MAX_EXPOSED + 1)
  for (let index = from; index <= leader.lastIndex; index++) {
    if (leader.termAt(index) === leader.term) own = index
    else old = index
  }
  const held = old === 0 ? 0 : holdersOf(old, leader, servers)
  const after = others.filter(({ lastTerm }) => lastTerm > leader.lastTerm).length
  const newer = others.some(({ term }) => term > leader.term)
  return hashOf(
    roles.indexOf(leader.role),
    held === 0 ? 0 : 2 * held > servers.length ? 2 : 1,
    own === 0 ? 0 : 1,
    Math.min(2, after),
    newer ? 1 : 0,
  )
}

/** Servers that have the entry that this one has at an index, itself counted in. */
const holdersOf = (index: number, server: SeenServer, servers: readonly SeenServer[]): number =>
  servers.filter((other) => other.termAt(index) === server.termAt(index)).length

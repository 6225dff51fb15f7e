import { elementAt } from '../../src/base/element-at.ts'
import type { LiveState } from '../../src/record/live-state.ts'
import type { Role } from '../../src/record/node-view.ts'
import type { ObservedCluster } from './observed-cluster.ts'
import type { Counting, Trigger, OnOccasion } from './counts.ts'
import type { Hooks } from './invariant.ts'
import { followLog } from './log-watch.ts'
import type { ObservedServer } from './observed-server.ts'
import { malformedInMemory } from './well-formed.ts'

/**
 * Finds out what an event did to a server's memory, and tells the invariants in the order in which it must
 * have happened inside: term, log, vote, role, commit, apply. One event may contain several transitions (a
 * server alone in its cluster stands, wins, appends and commits at once); only where it began and ended
 * shows, so nothing here concludes more than those two states allow.
 */
export class MemoryWatch {
  readonly #cluster: ObservedCluster
  readonly #hooks: Hooks
  readonly #counts: Counting
  readonly #onOccasion: OnOccasion | undefined
  #latestLeader: ObservedServer | undefined = undefined
  #latestTerm = 0

  constructor(cluster: ObservedCluster, hooks: Hooks, counts: Counting, onTrigger: OnOccasion | undefined) {
    this.#cluster = cluster
    this.#hooks = hooks
    this.#counts = counts
    this.#onOccasion = onTrigger
  }

  /** An incarnation begins. What is there now was reloaded: no vote, append or apply happened at this moment. */
  begin(server: ObservedServer, live: LiveState | undefined): void {
    server.live = live
    server.role = 'follower'
    server.commitIndex = 0
    server.lastApplied = 0
    server.leadsOn = false
    server.stepsDown = false
    server.committedSeen = 0
    server.appliedFloor = 0
    server.stateDigest = undefined
    server.log.restartAt(1, 0)
    if (live === undefined) return
    const field = malformedInMemory(live, server.log)
    if (field !== undefined) return this.#malformed(server, live, field)
    server.currentTerm = live.currentTerm
    server.votedFor = live.votedFor
    server.voteCarriedOver = false
    for (const hook of this.#hooks.incarnation) hook.onIncarnation(server)
    followLog(server, live, this.#cluster, this.#hooks)
    if (live.role !== 'follower') this.#takeRole(server, live.role)
    server.commitIndex = live.commitIndex
    this.#commit(server)
    server.lastApplied = live.lastApplied
    server.appliedFloor = live.lastApplied
    server.stateDigest = live.stateDigest
    for (const hook of this.#hooks.indexes) hook.onIndexes(server)
  }

  /** Something of the server's memory is not as it was. */
  change(server: ObservedServer, live: LiveState): void {
    const field = malformedInMemory(live, server.log)
    if (field !== undefined) return this.#malformed(server, live, field)
    const termBefore = server.currentTerm
    const { currentTerm, log } = live
    const role = roleIn(server, live)
    server.leadsOn = server.role === 'leader' && role === 'leader' && currentTerm === termBefore
    if (currentTerm !== termBefore) {
      server.currentTerm = currentTerm
      for (const hook of this.#hooks.term) hook.onTerm(server, termBefore)
    }
    const keptFrom = this.#follow(server, live)
    if (live.votedFor !== server.votedFor || currentTerm !== termBefore) this.#vote(server, live, termBefore)
    if (role !== server.role || (role === 'leader' && !server.leadsOn)) this.#takeRole(server, role)
    const commitBefore = server.commitIndex
    if (live.commitIndex !== commitBefore) {
      server.commitIndex = live.commitIndex
      for (const hook of this.#hooks.commitIndex) hook.onCommitIndex(server, commitBefore)
    }
    const moves = live.commitIndex > commitBefore
    if (this.#commit(server) || (moves && this.#hidesEntries)) this.#occasion('committed', server)
    if (log.firstIndex - 1 > server.appliedFloor) server.appliedFloor = log.firstIndex - 1
    server.stateDigest = live.stateDigest
    const appliedBefore = server.lastApplied
    if (live.lastApplied !== appliedBefore) {
      server.lastApplied = live.lastApplied
      for (const hook of this.#hooks.lastApplied) hook.onLastApplied(server, appliedBefore)
      if (this.#apply(server, appliedBefore) || this.#hidesEntries) this.#occasion('applied', server)
    }
    // entries committed and compacted in one step are looked at before they go
    if (keptFrom > 0) server.log.compactTo(keptFrom, server.log.termAt(log.firstIndex - 1))
    for (const hook of this.#hooks.indexes) hook.onIndexes(server)
  }

  /** Compares a leader's `matchIndex` with the last look, peer by peer. */
  matches(server: ObservedServer, live: LiveState): void {
    if (live.matchIndexOf === undefined) return
    const { members } = this.#cluster
    for (let peer = 0; peer < members.length; peer++) {
      if (peer === server.node) continue
      const after = live.matchIndexOf(elementAt(members, peer))
      const before = elementAt(server.matchIndex, peer)
      if (after !== before) this.#match(server, peer, before, after)
      // who comes back after it was removed is a stranger (thesis §4.1): its matchIndex begins anew
      if (after === -1 && before !== -1 && this.#isRemoved(live, peer)) server.matchIndex[peer] = -1
    }
  }

  #isRemoved({ membership }: LiveState, peer: number): boolean {
    if (membership === undefined) return false
    const { voters, outgoing, learners } = membership
    const id = elementAt(this.#cluster.members, peer)
    return !voters.includes(id) && !outgoing.includes(id) && !learners.includes(id)
  }

  #match(server: ObservedServer, peer: number, before: number, after: number): void {
    if (!Number.isSafeInteger(after) || after < -1)
      return this.#notifyMalformed(server, 'matchIndex', String(after))
    if (after > before) server.matchIndex[peer] = after
    for (const hook of this.#hooks.matchIndex) hook.onMatchIndex(server, peer, before, after)
  }

  /** Brings the mirror of the log up to date; returns the first index still to be compacted, or 0. */
  #follow(server: ObservedServer, live: LiveState): number {
    const { log } = live
    const known = server.log
    server.endMoved = false
    if (
      log.changedFrom === Infinity &&
      log.lastIndex === known.lastIndex &&
      log.firstIndex === known.firstIndex
    ) {
      return 0
    }
    const moved = log.firstIndex > known.firstIndex
    if (moved) {
      this.#counts.compactions++
      if (log.firstIndex > known.lastIndex + 1) this.#counts.snapshotsInstalled++
    }
    const { appended, truncatedFrom } = followLog(server, live, this.#cluster, this.#hooks)
    if (truncatedFrom > 0) {
      if (truncatedFrom > server.commitIndex) this.#counts.truncations++
      this.#occasion('truncated', server)
    }
    if (appended > 0) {
      this.#counts.appended += appended
      const proposed = live.role === 'leader' && known.lastTerm === live.currentTerm
      this.#occasion(proposed ? 'proposed' : 'appended', server)
    }
    return moved && known.firstIndex < log.firstIndex ? log.firstIndex : 0
  }

  #vote(server: ObservedServer, live: LiveState, termBefore: number): void {
    const before = server.voteCarriedOver ? null : server.votedFor
    const { votedFor } = live
    const stands = votedFor === server.id && live.role !== 'follower'
    const carried = votedFor === server.votedFor && server.currentTerm !== termBefore && !stands
    server.votedFor = votedFor
    server.voteCarriedOver = votedFor !== null && carried
    if (votedFor !== null) {
      const { votes, step } = this.#cluster
      if (!carried) votes.saw(server.currentTerm, server.id, votedFor, step)
      const own = votedFor === server.id
      if (own) this.#counts.candidacies++
      else this.#counts.votes++
      this.#occasion(own ? 'candidate' : 'voted', server)
    } else if (live.role === 'candidate' && server.currentTerm !== termBefore) {
      // of a view that shows no votes
      this.#counts.candidacies++
      this.#occasion('candidate', server)
    }
    if (server.voteCarriedOver) return
    for (const hook of this.#hooks.vote) hook.onVote(server, before, termBefore)
  }

  #takeRole(server: ObservedServer, role: Role): void {
    if (server.role === 'leader' && !server.leadsOn) {
      this.#counts.stepDowns++
      this.#occasion('stepped-down', server)
    }
    server.role = role
    if (role !== 'leader') return
    server.matchIndex.fill(-1)
    this.elected(server, server.currentTerm)
    this.#occasion('leader', server)
    for (const hook of this.#hooks.leader) hook.onLeader(server)
  }

  /** Counts an election won. */
  elected(server: ObservedServer, term: number): void {
    this.#counts.elections++
    if (term <= this.#latestTerm) return
    if (this.#latestLeader !== undefined && this.#latestLeader !== server) this.#counts.leaderChanges++
    this.#latestLeader = server
    this.#latestTerm = term
  }

  /** Looks at each entry that is newly below `commitIndex` and known; whether there was one. */
  #commit(server: ObservedServer): boolean {
    const { log } = server
    const end = Math.min(server.commitIndex, log.lastIndex)
    const begin = Math.max(server.committedSeen + 1, log.firstIndex)
    server.committedSeen = end
    if (begin > end) return false
    const { ledger, step } = this.#cluster
    for (let index = begin; index <= end; index++) {
      const term = log.termAt(index)
      const digest = log.digestAt(index)
      const known = ledger.at(index)
      const committed = known ?? ledger.record(index, term, digest, server.currentTerm, server.node, step)
      if (known === undefined) this.#counts.commits++
      for (const hook of this.#hooks.commit)
        hook.onCommit(server, term, digest, committed, known === undefined)
    }
    return true
  }

  /** Whether no view has shown a committed entry so far. */
  get #hidesEntries(): boolean {
    return this.#counts.commits === 0
  }

  /** A jump of `lastApplied` applied every entry in between; those below the log came with a snapshot. */
  #apply(server: ObservedServer, before: number): boolean {
    const { log } = server
    const begin = Math.max(before + 1, log.firstIndex)
    const end = Math.min(server.lastApplied, log.lastIndex)
    for (let index = begin; index <= end; index++) {
      this.#counts.applied++
      for (const hook of this.#hooks.apply)
        hook.onApply(server, index, log.termAt(index), log.digestAt(index))
    }
    return begin <= end
  }

  #occasion(what: Trigger, server: ObservedServer): void {
    this.#onOccasion?.(what, server.node, this.#cluster.step)
  }

  #malformed(server: ObservedServer, live: LiveState, field: string): void {
    const shown = field === 'firstIndex' || field === 'lastIndex' ? live.log[field] : Reflect.get(live, field)
    this.#notifyMalformed(server, field, String(shown))
  }

  #notifyMalformed(server: ObservedServer, field: string, seen: string): void {
    for (const hook of this.#hooks.malformed) hook.onMalformed(server, field, seen)
  }
}

/**
 * The role that a server has in the term it shows. A leader that hears of a newer term may write that term to disk
 * before it steps down, and meanwhile shows itself as leader of a term in which nobody, not even itself, voted for it.
 */
function roleIn(server: ObservedServer, { role, currentTerm, votedFor }: LiveState): Role {
  const led = server.stepsDown || (server.role === 'leader' && currentTerm > server.currentTerm)
  server.stepsDown = role === 'leader' && led && votedFor !== server.id
  return server.stepsDown ? 'follower' : role
}

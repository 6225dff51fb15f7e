import type { NodeId } from '../../src/base/node-id.ts'
import type { HistoryEvent } from '../../src/record/history-event.ts'
import type { Trace } from '../../src/record/trace.ts'
import type { Violation } from '../../src/record/verdict.ts'
import { earlyAnswer, staleRead } from './answers.ts'
import { commitAt, commitOf } from './commit.ts'
import { conflictAt } from './conflict.ts'
import type { DiagnosisResult, Found } from './diagnosis.ts'
import { appliedEarly } from './early-apply.ts'
import { electionOf, voteOf } from './election.ts'
import { executedTwice } from './executions.ts'
import { anySnapshotPastApplied } from './images.ts'
import { busyStallOf, livelockOf } from './livelock.ts'
import { anyLostEntry, lostAfter, lostEntry } from './lost-entry.ts'
import { lossOf } from './loss.ts'
import { Operations, type Operation } from './operations.ts'
import { differentOutcome, unfencedStatus } from './outcomes.ts'
import { stallOf, whatAStallLacks } from './stall.ts'
import { Timeline } from './timeline.ts'
import { twoLeaders } from './two-leaders.ts'
import { forgottenVote, secondVote, wrongVote } from './votes.ts'
import { wentBack } from './went-back.ts'
import { wrongCommit } from './wrong-commit.ts'
import { anyWrongElection } from './wrong-election.ts'
import { wrongMatch } from './wrong-match.ts'

/** One property's way to its cause. */
type Way = (timeline: Timeline, violation: Violation, history: readonly HistoryEvent[]) => Found

const ways: Readonly<Record<string, Way>> = {
  'one-vote-per-term': (timeline, { facts: [first, second] }) => {
    const voter = timeline.server(first?.node)
    if (voter === undefined || first === undefined || second === undefined) return undefined
    const term = voter.currentTerm.at(first.step)
    const earlier = candidateAt(timeline, voter.id, first.step)
    const later = candidateAt(timeline, voter.id, second.step)
    if (term === undefined || earlier === undefined) return undefined
    if (later === undefined)
      return forgottenVote(timeline, voter, term, { for: earlier, step: first.step }, second.step)
    return secondVote(timeline, voter, term, [
      { for: earlier, step: first.step },
      { for: later, step: second.step },
    ])
  },
  'election-restriction': (timeline, { facts }) => {
    const voted = facts.find(({ field }) => field === 'votedFor')
    const voter = timeline.server(voted?.node)
    const candidate = timeline.server(facts[0]?.node)
    if (voted === undefined || voter === undefined || candidate === undefined) return undefined
    const term = voter.currentTerm.at(voted.step) ?? 0
    // it may be judged only as the vote goes out, once the disk has it
    const step = voteOf(timeline, voter, candidate.id, term, voted.step) ?? voted.step
    return wrongVote(timeline, { leader: candidate }, term, { voter, step })
  },
  'election-safety': (timeline, { facts: [first, second] }) => {
    const [one, other] = [timeline.server(first?.node), timeline.server(second?.node)]
    if (one === undefined || other === undefined || first === undefined || second === undefined)
      return undefined
    return twoLeaders(timeline, one, other, one.currentTerm.at(first.step) ?? 0)
  },
  'leader-completeness': (timeline, { facts: [missing, , elected] }) => {
    const commit = commitFact(timeline, missing)
    const leader = timeline.server(elected?.node)
    if (commit === undefined || leader === undefined || elected === undefined) return undefined
    const term = leader.currentTerm.at(elected.step)
    const election = term === undefined ? undefined : electionOf(timeline, leader, term)
    return election && lostEntry(timeline, commit, election)
  },
  'committed-on-majority': (timeline, { facts: [missing], shape, facts, step }) => {
    const commit = commitFact(timeline, missing)
    if (commit === undefined) return undefined
    const wrong = wrongCommit(timeline, commit)
    if (wrong !== undefined || shape === 'commit') return wrong
    for (const { node, field } of facts) {
      const server = field === 'durable' ? timeline.server(node) : undefined
      const held = server?.firstHeld(commit.index, commit.term)
      if (server === undefined || held === undefined) continue
      const loss = lossOf(timeline, server, commit.index, commit.term, held, step)
      if (loss?.found !== undefined) return loss.found
    }
    return lostAfter(timeline, commit, step)
  },
  'state-machine-safety': (timeline, violation) => differentEntries(timeline, violation),
  'log-matching': (timeline, { facts, step }) => {
    for (const { node, step: at } of facts) {
      const server = timeline.server(node)
      const found = server === undefined ? undefined : conflictAt(timeline, server, at)
      if (found !== undefined) return found
    }
    return anyLostEntry(timeline, step) ?? anyWrongElection(timeline, step)
  },
  'applied-within-commit': (timeline, { facts: [applied] }) => {
    const server = timeline.server(applied?.node)
    if (applied === undefined || server === undefined) return undefined
    return cutAt(timeline, server.id, applied.step) ?? appliedEarly(server, applied.step)
  },
  'commit-within-log': (timeline, { facts: [fact] }) => cutAt(timeline, fact?.node, fact?.step),
  monotone: (timeline, { facts: [fact], shape }) =>
    cutAt(timeline, fact?.node, shape === 'term-below-disk' ? undefined : fact?.step) ??
    wentBack(timeline, fact, shape),
  'match-within-log': (timeline, { facts: [fact] }) => beyondLog(timeline, fact),
  'exactly-once': (timeline, violation, history) => executedTwice(timeline, violation, history),
  liveness: (timeline) => stallOf(timeline) ?? busyStallOf(timeline),
  livelock: (timeline, violation) => livelockOf(timeline, violation),
  linearizability: (timeline, violation, history) => ofAnswers(timeline, violation, history),
}

/** Whether a cause is looked for at all where this property broke. */
export const hasDiagnosis = (property: string): boolean => Object.hasOwn(ways, property)

/**
 * Why a property broke, from the trace alone: the rule of Raft that was not kept and how the run shows it. It claims no more
 * than the trace proves: where the trace does not show enough, or nothing that was looked for, it is `unknown`.
 *
 * Figure 8, for example: n1, leader of term 3, counted the copies of entry 1 of term 1 at n1 and n2; n3 was elected in term
 * 4 by n2 and n3 without it. They share n2, which had the entry and voted rightly, since the log of n3 ends in term 2: so
 * the commit was wrong, by the rule of §5.4.2.
 */
export function diagnose(
  trace: Trace,
  violation: Violation,
  nodes: readonly NodeId[],
  history: readonly HistoryEvent[] = [],
): DiagnosisResult {
  const timeline = new Timeline(trace, nodes)
  const way = hasDiagnosis(violation.property) ? ways[violation.property] : undefined
  const diagnosis =
    (violation.property === 'liveness' ? undefined : anySnapshotPastApplied(timeline, violation.step)) ??
    way?.(timeline, violation, history)
  return diagnosis === undefined ? { unknown: whatIsMissing(timeline, violation) } : { diagnosis }
}

function whatIsMissing(timeline: Timeline, { property }: Violation): string[] {
  if (property === 'liveness') return whatAStallLacks(timeline)
  return [
    ...(timeline.showsLogs ? [] : ['the logs of the servers']),
    ...(timeline.showsVotes ? [] : ['whom each server voted for']),
    ...(timeline.servers.some(({ matchIndex }) => !matchIndex.isEmpty) ? [] : ["the leader's matchIndex"]),
    ...(timeline.servers.some(({ durable }) => !durable.isEmpty) ? [] : ['what is on their disks']),
  ]
}

/** For whom a server stood or voted, as the step shows it. */
function candidateAt(timeline: Timeline, voter: NodeId, step: number): NodeId | undefined {
  return timeline.server(voter)?.votedFor.at(step) ?? undefined
}

function commitFact(timeline: Timeline, fact: Violation['facts'][number] | undefined) {
  const server = timeline.server(fact?.node)
  if (fact?.index === undefined || server === undefined) return undefined
  const term = server.termAt(fact.index, fact.step)
  if (term === undefined) return undefined
  const first = commitOf(timeline, fact.index, term, fact.step)
  return first ?? commitAt(timeline, server, fact.index, term, fact.step)
}

/** What was cut off a log in one step, against the rule. */
function cutAt(timeline: Timeline, node: NodeId | undefined, step: number | undefined): Found {
  const server = timeline.server(node)
  if (server === undefined || step === undefined) return undefined
  const before = server.lastIndex.at(step - 1) ?? 0
  for (let index = before; index > 0 && !server.isCompacted(index, step); index--) {
    const term = server.termAt(index, step - 1)
    if (term === undefined || server.termAt(index, step) === term) continue
    return lossOf(timeline, server, index, term, step - 1, step)?.found
  }
  return undefined
}

function differentEntries(timeline: Timeline, { facts, step }: Violation): Found {
  for (const fact of facts) {
    const server = timeline.server(fact.node)
    if (server === undefined || fact.index === undefined) continue
    const early = appliedEarly(server, fact.step)
    if (early !== undefined) return early
    const term = server.termAt(fact.index, fact.step)
    if (term === undefined) continue
    const own = commitAt(timeline, server, fact.index, term, fact.step)
    const found = wrongCommit(timeline, own) ?? conflictAt(timeline, server, fact.step)
    if (found !== undefined) return found
  }
  for (const fact of facts) {
    const commit = commitFact(timeline, fact)
    const found = commit && (wrongCommit(timeline, commit) ?? lostAfter(timeline, commit, step))
    if (found !== undefined) return found
  }
  return anyWrongElection(timeline, step)
}

/** Which follower the leader took to have what it has not itself. */
function beyondLog(timeline: Timeline, fact: Violation['facts'][number] | undefined): Found {
  const leader = timeline.server(fact?.node)
  if (leader === undefined || fact?.index === undefined) return undefined
  for (const [peer, index] of Object.entries(leader.matchIndex.at(fact.step) ?? {})) {
    const found = index < fact.index ? undefined : wrongMatch(timeline, leader, peer, index, fact.step)
    if (found !== undefined) return found
  }
  return undefined
}

/** What clients saw: a write that was lost, an answer too early, a read too old, or a state that is no function of the log. */
function ofAnswers(timeline: Timeline, violation: Violation, history: readonly HistoryEvent[]): Found {
  const lost = anyLostEntry(timeline, violation.step)
  if (lost !== undefined) return lost
  const operations = new Operations(timeline, history)
  const named = operations.named(violation)
  const ofKey = operations.all.filter(({ invoked }) => named.some((one) => one.invoked.key === invoked.key))
  const questions: readonly (readonly [readonly Operation[], (operation: Operation) => Found])[] = [
    [[...named, ...ofKey], (operation) => earlyAnswer(timeline, operations, operation)],
    [named, (operation) => staleRead(timeline, operations, operation)],
    [named, (operation) => unfencedStatus(timeline, operations, operation)],
    [[...named, ...ofKey], (operation) => differentOutcome(timeline, operations, operation, named)],
  ]
  for (const [asked, question] of questions) {
    for (const operation of asked) {
      const found = question(operation)
      if (found !== undefined) return found
    }
  }
  return undefined
}

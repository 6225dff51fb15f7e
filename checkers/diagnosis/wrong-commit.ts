import type { NodeId } from '../../src/base/node-id.ts'
import type { Commit } from './commit.ts'
import { conflictAt } from './conflict.ts'
import { entryText, listed, reason, withoutQuorums, type Found } from './diagnosis.ts'
import { snapshotPastApplied } from './images.ts'
import { lossOf, notOnDisk } from './loss.ts'
import { decidersOf, isMajority } from './majority.ts'
import { wrongMatch } from './wrong-match.ts'
import { appendOf } from './raft-message.ts'
import type { ServerTimeline } from './server-timeline.ts'
import type { Timeline } from './timeline.ts'

const RULE_OF_MAJORITY =
  'a leader commits an entry once a majority of the servers have it (§5.3; Figure 2, Rules for Leaders)'

/** What was wrong with a commit itself: not enough were counted, or one that was counted did not have the entry for good. */
export function wrongCommit(timeline: Timeline, commit: Commit): Found {
  if (!commit.byLeader) return atStart(timeline, commit) ?? wrongFollowerCommit(timeline, commit)
  const { server, index, term, step, counted, holders, members, inTerm } = commit
  const entry = entryText(index, term)
  const few = !isMajority(holders, members) || onTooFewDisks(timeline, commit)
  if (timeline.knowsMembers && timeline.showsLogs && commit.matchesTooFew && few)
    return {
      cause: 'committed-without-a-majority',
      rule: RULE_OF_MAJORITY,
      headline: `${server.id}, leader of term ${inTerm}, committed ${entry} when ${holdersText(holders, decidersOf(members))}`,
      because: [
        reason(
          `${server.id} sets its commitIndex to ${commit.upTo}: ${timeline.step(step)?.text ?? ''}`,
          step,
        ),
        reason(
          holders.length === 0
            ? 'no log of theirs has it'
            : `the logs of ${listed(holders)} have it, and no others`,
          step,
        ),
      ],
      quorums: [],
    }
  for (const id of counted) {
    const found = wronglyCounted(timeline, commit, timeline.server(id))
    if (found !== undefined) return found
  }
  return undefined
}

const holdersText = (holders: readonly NodeId[], deciders: readonly NodeId[]): string =>
  holders.length === 0
    ? `none of ${listed(deciders)} had it`
    : `only ${listed(holders)} had it, of ${listed(deciders)}`

/** Why a server that was counted does not have the entry; undefined when it has it, on disk where that is shown. */
function wronglyCounted(timeline: Timeline, commit: Commit, server: ServerTimeline | undefined): Found {
  if (server === undefined || !timeline.showsLogs) return undefined
  const { index, term, step } = commit
  const holds = server.holds(index, term, step)
  if (holds === undefined) return undefined
  const held = server.firstHeld(index, term)
  if (holds) {
    const durable = server.durable.at(step)?.lastIndex
    if (durable === undefined || durable >= index) return undefined
    if (server === commit.server) return ownDiskBehind(commit, durable)
    const matched = wrongMatch(timeline, commit.server, server.id, index, step)
    if (matched !== undefined) return matched
    return notOnDisk(server.id, entryText(index, term), durable, [
      reason(`${server.id} has ${entryText(index, term)} in memory`, held),
      reason(
        `${commit.server.id} counts it; the disk of ${server.id} holds the log up to index ${durable} only`,
        step,
      ),
    ])
  }
  if (held !== undefined && held <= step) return lossOf(timeline, server, index, term, held, step)?.found
  return (
    tookAnother(timeline, commit, server) ??
    wrongMatch(timeline, commit.server, server.id, index, step) ??
    withoutIt(timeline, commit, server)
  )
}

/** Whether the disks of all who decide are known, and too few of them have the entry. */
function onTooFewDisks(timeline: Timeline, { index, term, step, members }: Commit): boolean {
  const disks = decidersOf(members).map((id) => {
    const server = timeline.server(id)
    const durable = server?.durable.at(step)?.lastIndex
    return { id, durable, holds: server?.holds(index, term, step) !== false }
  })
  if (disks.some(({ durable }) => durable === undefined)) return false
  const has = disks.filter(({ durable, holds }) => holds && (durable ?? 0) >= index)
  return !isMajority(
    has.map(({ id }) => id),
    members,
  )
}

/** The leader counted itself; undefined where the others are enough without it. */
function ownDiskBehind(
  { server, index, term, step, inTerm, counted, members }: Commit,
  durable: number,
): Found {
  const others = counted.filter((id) => id !== server.id)
  if (isMajority(others, members)) return undefined
  return withoutQuorums(
    'leader-counted-itself-before-its-disk',
    'a leader counts its own copy of an entry only once its disk has it (thesis §10.2.1; Figure 2)',
    `${server.id}, leader of term ${inTerm}, counted its own copy of ${entryText(index, term)} while its disk held the log up to index ${durable} only`,
    [
      reason(`${server.id} has it in memory`, server.firstHeld(index, term)),
      reason(`it commits it; its disk holds the log up to index ${durable}`, step),
    ],
  )
}

/** A server that comes up knows of no commit but of what its snapshot holds. */
function atStart(timeline: Timeline, { server, index, term, step }: Commit): Found {
  if (!server.starts.includes(step) || server.isCompacted(index, step)) return undefined
  // its snapshot says so: then the question is what that may say
  if ((server.snapshotIndex.at(step) ?? 0) >= index) return snapshotPastApplied(timeline, server, step)
  return withoutQuorums(
    'committed-at-restart',
    'a server that starts knows nothing to be committed but what is in its snapshot: a leader tells it (Figure 2, Volatile state)',
    `${server.id} restarted with commitIndex ${server.commitIndex.at(step) ?? index}, as if all of its log were committed, ${entryText(index, term)} too`,
    [
      reason(timeline.step(step)?.text ?? `${server.id} restarts`, step),
      reason(`it takes ${entryText(index, term)} for committed`, step),
    ],
  )
}

/** It never had the entry: it kept another there. */
function tookAnother(timeline: Timeline, { index, step }: Commit, counted: ServerTimeline): Found {
  for (const message of timeline.messages) {
    if (message.to !== counted.id) continue
    for (const arrival of message.arrivals) {
      if (arrival > step || (appendOf(message.body)?.entries.at(-1)?.index ?? 0) < index) continue
      const found = conflictAt(timeline, counted, arrival)
      if (found !== undefined) return found
    }
  }
  return undefined
}

/** It does not have it: what it said was not about this one. */
function withoutIt(
  timeline: Timeline,
  { server, index, term, step, upTo }: Commit,
  counted: ServerTimeline,
): Found {
  const own = counted.termAt(index, step)
  const has = own === undefined ? `nothing at index ${index}` : entryText(index, own)
  return {
    cause: 'counted-for-an-entry-it-does-not-have',
    rule: RULE_OF_MAJORITY,
    headline: `${server.id} counted ${counted.id} for ${entryText(index, term)}, and ${counted.id} has ${has}`,
    because: [
      reason(`${server.id} sets its commitIndex to ${upTo}: ${timeline.step(step)?.text ?? ''}`, step),
      reason(`${counted.id} has ${has} when ${server.id} counts it`, step),
    ],
    quorums: [],
  }
}

/** A follower commits what its leader says is committed, up to the last entry that the message vouches for. */
function wrongFollowerCommit(timeline: Timeline, { server, index, term, step }: Commit): Found {
  const message = timeline.delivered(step)
  const append = message === undefined ? undefined : appendOf(message.body)
  if (message === undefined || append === undefined) return undefined
  const own = conflictAt(timeline, server, step)
  if (own !== undefined) return own
  const { from, sentIn } = message
  const vouched = append.entries.at(-1)?.index ?? append.previous.index
  const theirs = timeline.server(from)?.termAt(index, sentIn)
  if (vouched >= index || theirs === term || server.isCompacted(index, step)) return undefined
  if (theirs === undefined && !timeline.showsLogs) return undefined
  const has = theirs === undefined ? `no entry ${index}` : entryText(index, theirs)
  return {
    cause: 'committed-past-the-last-new-entry',
    rule: 'a follower sets commitIndex to min(leaderCommit, index of last new entry) (Figure 2, AppendEntries 5)',
    headline: `${server.id} committed its own ${entryText(index, term)} on the word of ${from}, which has ${has}: the message vouched for entries up to ${vouched} only`,
    because: [
      reason(`${from}, which has ${has}, sends: ${message.text}`, sentIn),
      reason(
        `${server.id} commits up to ${server.commitIndex.at(step) ?? index} and has ${entryText(index, term)} there`,
        step,
      ),
    ],
    quorums: [],
  }
}

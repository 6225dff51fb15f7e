import type { Commit } from './commit.ts'
import { listed, reason, type Diagnosis, type Found, type Reason } from './diagnosis.ts'
import type { Election } from './election.ts'
import { isMajority, isSameMembers, membersOf } from './majority.ts'
import type { Members, ServerTimeline } from './server-timeline.ts'
import type { Timeline } from './timeline.ts'

const RULE_OF_JOINT =
  'the new members decide alone only once the joint membership is committed by a majority of the old and one of the new (§6, Figure 11)'
const RULE_OF_OWN_COMMIT =
  'a leader changes members only once it has committed an entry of its own term (thesis §4.1, as corrected in 2015)'
const RULE_OF_ONE_CHANGE = 'a change of members begins only once the one before it is committed (thesis §4.1)'

/** Two majorities that share no server: under which members each decided, and which change of members was not due yet. */
export function membershipBroken(timeline: Timeline, commit: Commit, election: Election): Found {
  const both = { first: commit.members, second: election.members }
  return divided(
    timeline,
    both,
    Math.max(commit.step, election.step),
    [
      reason(
        `${listed(commit.counted)} and ${listed(election.voters)} share no server: one is a majority of ${membersText(commit.members)}, the other of ${membersText(election.members)}`,
        Math.max(commit.step, election.step),
      ),
    ],
    isMajority(commit.counted, commit.members) && isMajority(election.voters, election.members),
  )
}

/** The same for two leaders of a term, each elected by members of its own. */
export function divided(
  timeline: Timeline,
  { first, second }: { readonly first: Members; readonly second: Members },
  until: number,
  because: readonly Reason[],
  majorities: boolean,
): Found {
  if (!majorities || isSameMembers(first, second)) return undefined
  const wrong = firstWrongChange(timeline, until)
  const found: Diagnosis = wrong ?? {
    cause: 'majorities-share-no-server',
    rule: 'while members change, no two majorities decide that share no server (§6)',
    headline: `two majorities that share no server decided: one of ${membersText(first)}, one of ${membersText(second)}`,
    because: [],
    quorums: [],
  }
  return { ...found, because: [...because, ...found.because] }
}

const membersText = ({ voters, outgoing = [] }: Members): string =>
  outgoing.length === 0 ? listed(voters) : `${listed(voters)} together with ${listed(outgoing)}`

/** The first change of members that a leader made too early. */
function firstWrongChange(timeline: Timeline, until: number): Found {
  const changes = timeline.servers
    .flatMap((server) => server.members.steps.map((step) => ({ server, step })))
    .filter(({ server, step }) => step <= until && !server.starts.includes(step))
    .sort((one, other) => one.step - other.step)
  for (const { server, step } of changes) {
    const led = server.role.at(step) === 'leader' && server.role.at(step - 1) === 'leader'
    const found = led ? wrongChange(timeline, server, step) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

function wrongChange(timeline: Timeline, server: ServerTimeline, step: number): Found {
  const before = membersOf(timeline, server, step - 1)
  const after = membersOf(timeline, server, step)
  const { id } = server
  if (server.commitIndex.isEmpty) return undefined
  const committed = server.commitIndex.at(step) ?? 0
  const says = reason(
    `${id} goes from ${membersText(before)} to ${membersText(after)}: ${timeline.step(step)?.text ?? ''}`,
    step,
  )
  const direct = before.outgoing === undefined && differences(before, after) > 1
  const since = server.members.steps.findLast((at) => at < step)
  // where the change stands in the log: it was the last entry when it came into force
  const pending = since === undefined ? 0 : (server.lastIndex.at(since) ?? 0)
  if (after.outgoing === undefined && (direct || (before.outgoing !== undefined && committed < pending)))
    return {
      cause: 'new-members-decide-before-both-majorities-agreed',
      rule: RULE_OF_JOINT,
      headline: `${id} let ${listed(after.voters)} decide alone before a majority of ${listed(before.outgoing ?? before.voters)} and one of ${listed(after.voters)} had committed the joint membership`,
      because: [
        says,
        direct
          ? reason(`it does so within one step, in which nobody else can have agreed`, step)
          : reason(
              `the joint membership stands at index ${pending}, and its commitIndex is ${committed}`,
              step,
            ),
      ],
      quorums: [],
    }
  if (before.outgoing !== undefined || after.outgoing !== undefined) return undefined
  const term = server.currentTerm.at(step) ?? 0
  const last = server.termAt(committed, step - 1)
  if (last !== undefined && last < term)
    return {
      cause: 'members-changed-before-own-term-commit',
      rule: RULE_OF_OWN_COMMIT,
      headline: `${id}, leader of term ${term}, went from ${listed(before.voters)} to ${listed(after.voters)} before it had committed anything of its own term: a change of an earlier leader was still about`,
      because: [
        says,
        reason(`its commitIndex is ${committed}${committed === 0 ? '' : `, of term ${last}`}`, step),
      ],
      quorums: [],
    }
  if (since === undefined || committed >= pending || isSameMembers(before, after)) return undefined
  return {
    cause: 'second-change-before-the-first-was-committed',
    rule: RULE_OF_ONE_CHANGE,
    headline: `${id} began a second change of members, to ${listed(after.voters)}, before the first was committed`,
    because: [
      says,
      reason(`its commitIndex is ${committed}, and the change before stands at index ${pending}`, step),
    ],
    quorums: [],
  }
}

const differences = (one: Members, other: Members): number => {
  const [before, after] = [one.outgoing ?? one.voters, other.voters]
  return before.filter((id) => !after.includes(id)).length + after.filter((id) => !before.includes(id)).length
}

import type { Json } from '../../base/json.ts'
import type { NodeId } from '../../base/node-id.ts'

/** Who takes part (§6, thesis chapter 4). No server stands in two of `voters` and `learners`. */
export type Membership = {
  readonly voters: readonly NodeId[]
  /** The voters before, while a majority of each must decide (joint consensus, §6); otherwise empty. */
  readonly outgoing: readonly NodeId[]
  /** They get the log and decide nothing (thesis §4.2.1). */
  readonly learners: readonly NodeId[]
  /** What the host wants to go along, such as addresses; kept until a change brings other. */
  readonly context?: Json
}

/** What is to change, against the membership as it is. */
export type MembershipChange = {
  /** To become voters, also those that were learners. */
  readonly add?: readonly NodeId[]
  /** To leave altogether. */
  readonly remove?: readonly NodeId[]
  /** To become learners, also those that were voters. */
  readonly learners?: readonly NodeId[]
}

const sameNodes = (one: readonly NodeId[], other: readonly NodeId[]): boolean =>
  one.length === other.length && one.every((node) => other.includes(node))

/** All servers that the log goes to, each once. */
export function replicasOf({ voters, outgoing, learners }: Membership): NodeId[] {
  return [...new Set([...voters, ...outgoing, ...learners])]
}

/** Whether a server may vote and be elected. */
export const isVoter = ({ voters, outgoing }: Membership, node: NodeId): boolean =>
  voters.includes(node) || outgoing.includes(node)

/** How many servers the two sets of voters differ by. */
export function votersChanged(before: Membership, after: Membership): number {
  const come = after.voters.filter((node) => !before.voters.includes(node))
  const gone = before.voters.filter((node) => !after.voters.includes(node))
  return come.length + gone.length
}

/**
 * The membership after a change; undefined when it would leave no voter, or would change nothing. `context`
 * goes along; null leaves that of before.
 */
export function changed(
  before: Membership,
  change: MembershipChange,
  context: Json = null,
): Membership | undefined {
  const { add = [], remove = [], learners = [] } = change
  const leaves = (node: NodeId): boolean => remove.includes(node)
  const voters = [...before.voters.filter((node) => !add.includes(node)), ...new Set(add)].filter(
    (node) => !leaves(node) && !learners.includes(node),
  )
  const learning = [
    ...before.learners.filter((node) => !learners.includes(node)),
    ...new Set(learners),
  ].filter((node) => !leaves(node) && !voters.includes(node))
  if (voters.length === 0) return undefined
  if (sameNodes(voters, before.voters) && sameNodes(learning, before.learners)) return undefined
  const along = context ?? before.context
  return { voters, outgoing: [], learners: learning, ...(along !== undefined && { context: along }) }
}

/**
 * The membership in which both sets of voters decide (§6). A voter that is to be a learner stands among the
 * outgoing ones and the learners until it is left.
 */
export const joint = (before: Membership, after: Membership): Membership => ({
  ...after,
  outgoing: before.voters,
})

/** The membership that follows a joint one. */
export const left = (both: Membership): Membership => ({ ...both, outgoing: [] })

/** A membership in words: `n1 n2 n3`, `n1 n2 n4 from n1 n2 n3, learning n5`. */
export function membershipText({ voters, outgoing, learners }: Membership): string {
  const from = outgoing.length === 0 ? '' : ` from ${outgoing.join(' ')}`
  const learning = learners.length === 0 ? '' : `, learning ${learners.join(' ')}`
  return `${voters.join(' ')}${from}${learning}`
}

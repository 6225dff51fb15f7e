import type { NodeId } from '../src/base/node-id.ts'
import type { Quorum } from '../checkers/diagnosis/diagnosis.ts'
import { appendOf, termOf } from '../checkers/diagnosis/raft-message.ts'
import { Timeline } from '../checkers/diagnosis/timeline.ts'
import type { Trace, TraceMessage } from '../src/record/trace.ts'
import type { Violation } from '../src/record/verdict.ts'

/** Messages that are named: more would not be read. */
const MAX_MISSING = 3
/** With those that only would have prevented the breach, and brought nothing that it is about. */
const MAX_WITH_OTHERS = 2

/** A message that never arrived, and had what its receiver lacked when it broke the property, or would have prevented that. */
export interface MissingMessage {
  readonly message: TraceMessage
  /** What it would have brought: `entry 5 of term 2`, `term 4`; absent: nothing that the breach is about. */
  readonly brings?: string
  /** A run in which it arrives as soon as it was sent breaks nothing. */
  readonly prevents?: true
}

export interface MissingOptions {
  readonly trace: Trace
  readonly nodes: readonly NodeId[]
  readonly violation: Violation
  readonly quorums: readonly Quorum[]
  /** Numbers of messages that would have prevented the breach. Default: none is known. */
  readonly preventing?: readonly number[]
}

/**
 * What the servers of the breach did not hear: the entry that was lost, which was on its way to the leader that lacks it or to
 * one of its voters; or a later term, of which the server that acted in its old one would have learned. The nearest first.
 * Then what else would have prevented the breach.
 */
export function missingMessages({
  trace,
  nodes,
  violation,
  quorums,
  preventing = [],
}: MissingOptions): readonly MissingMessage[] {
  const timeline = new Timeline(trace, nodes)
  const { step, facts } = violation
  const here = facts.filter((fact) => fact.step === step).flatMap(({ node }) => node ?? [])
  const acting = new Set<NodeId>([
    ...here,
    ...(timeline.step(step)?.node === undefined ? [] : [timeline.step(step)?.node ?? '']),
  ])
  const last = quorums.at(-1)
  const receivers = [...acting, ...(last?.servers.filter((id) => !acting.has(id)) ?? [])]
  const entries = facts.flatMap(({ node, index, step: at }): { index: number; term: number }[] => {
    const term = index === undefined ? undefined : timeline.server(node)?.termAt(index, at)
    return index === undefined || term === undefined || at === step ? [] : [{ index, term }]
  })
  const undelivered = timeline.messages.filter(
    ({ arrivals, sentIn }) => arrivals.length === 0 && sentIn < step,
  )
  const lacked = receivers
    .flatMap((to) => {
      const toIt = undelivered.filter((message) => message.to === to).reverse()
      const brought = toIt.flatMap((message) => {
        const brings =
          newEntry(timeline, message, entries, step) ??
          (acting.has(to) ? newTerm(timeline, message, step) : undefined)
        return brings === undefined ? [] : [{ message, brings }]
      })
      return brought.slice(0, 1)
    })
    .slice(0, MAX_MISSING)
  const others = undelivered
    .filter(({ id }) => preventing.includes(id) && !lacked.some(({ message }) => message.id === id))
    .map((message) => ({ message }))
  return [...lacked, ...others.reverse().slice(0, Math.max(0, MAX_WITH_OTHERS - lacked.length))].map((one) =>
    preventing.includes(one.message.id) ? { ...one, prevents: true } : one,
  )
}

function newEntry(
  timeline: Timeline,
  { to, body }: TraceMessage,
  entries: readonly { readonly index: number; readonly term: number }[],
  step: number,
): string | undefined {
  const carried = appendOf(body)?.entries ?? []
  const found = entries.find(
    ({ index, term }) =>
      carried.some((entry) => entry.index === index && entry.term === term) &&
      timeline.server(to)?.holds(index, term, step) === false,
  )
  return found && `entry ${found.index} of term ${found.term}`
}

/** As the message says it: one that is sent again is of an older term than its sender, and a request for a pre-vote of a newer. */
function newTerm(
  timeline: Timeline,
  { body, from, to, sentIn }: TraceMessage,
  step: number,
): string | undefined {
  const told = termOf(body)
  const reached = timeline.server(from)?.currentTerm.at(sentIn)
  if (told === undefined || reached === undefined) return undefined
  const theirs = Math.min(told, reached)
  const own = timeline.server(to)?.currentTerm.at(step)
  return own !== undefined && theirs > own ? `term ${theirs}` : undefined
}

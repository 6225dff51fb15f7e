import type { NodeId } from '../base/node-id.ts'
import type { CodedOutcome } from '../record/operation.ts'
import type { LensMessage } from '../subject/contract.ts'
import type { Process } from './process.ts'
import { claimIn } from './vote-claim.ts'

interface Refusal {
  readonly step: number
  readonly text: string
}

/** The votes of a cluster of five, and not many more: of a larger one the latest. */
const MAX_TOLD = 20

/**
 * Who refused whom last, and why: what a cluster that makes no progress is to be explained by. Votes where a lens knows
 * the messages, calls of clients always.
 */
export class Refusals {
  readonly #candidacies = new Map<NodeId, LensMessage>()
  readonly #votes = new Map<string, Refusal>()
  readonly #calls = new Map<NodeId, Refusal>()

  /** A message of a meaning that is known is sent. */
  sent(from: Process, to: NodeId, message: LensMessage, step: number): void {
    if (message.kind === 'request-vote') this.#candidacies.set(from.id, message)
    if (message.kind !== 'vote') return
    const candidate = message.candidate ?? to
    const pair = `${from.id} ${candidate}`
    this.#votes.delete(pair)
    if (message.granted === true) return
    const why = reason(from, candidate, message, this.#candidacies.get(candidate))
    this.#votes.set(pair, { step, text: `${from.id} refused ${candidate} its vote (step ${step})${why}.` })
  }

  /** A server answered the call of a client. */
  answered({ id }: Process, outcome: CodedOutcome<unknown>, step: number): void {
    if (outcome.type === 'ok') this.#calls.delete(id)
    else this.#calls.set(id, { step, text: `${id} refused a call (step ${step}): ${outcome.error.text}.` })
  }

  /** Since a step, in the order they happened. */
  since(step: number): string[] {
    return [...this.#votes.values(), ...this.#calls.values()]
      .filter((refusal) => refusal.step >= step)
      .sort((a, b) => a.step - b.step)
      .slice(-MAX_TOLD)
      .map(({ text }) => text)
  }
}

/** As far as the voter shows itself, and the candidate's request said where its log ends. */
function reason(
  { live }: Process,
  candidate: NodeId,
  { term: answered }: LensMessage,
  request: LensMessage | undefined,
): string {
  if (request === undefined) return ''
  const asked = `, asked in term ${request.term}`
  if (live === undefined) return answered > request.term ? `${asked}: it is in term ${answered}` : asked
  const { currentTerm, votedFor, log } = live
  const reasons: string[] = []
  if (currentTerm > request.term) reasons.push(`it is in term ${currentTerm}`)
  if (votedFor !== null && votedFor !== candidate) reasons.push(`it has voted for ${votedFor}`)
  const claim = claimIn(request)
  const lastTerm = log.termAt(log.lastIndex)
  const isOlder =
    claim !== undefined &&
    (claim.lastTerm < lastTerm || (claim.lastTerm === lastTerm && claim.lastIndex < log.lastIndex))
  if (isOlder)
    reasons.push(
      `its log ends at ${log.lastIndex} of term ${lastTerm}, the candidate's at ${claim.lastIndex} of term ${claim.lastTerm}`,
    )
  return reasons.length === 0 ? asked : `${asked}: ${reasons.join(', ')}`
}

import { lowerBound } from '../../src/base/lower-bound.ts'
import type { NodeId } from '../../src/base/node-id.ts'
import type { Trace, TraceMessage, TraceStep } from '../../src/record/trace.ts'
import { ServerTimeline } from './server-timeline.ts'

/** A trace that can be asked: what each server showed after each step, and which message a step delivered. */
export class Timeline {
  readonly nodes: readonly NodeId[]
  readonly steps: readonly TraceStep[]
  readonly messages: readonly TraceMessage[]
  readonly servers: readonly ServerTimeline[]
  /** Whether any server showed its log. */
  readonly showsLogs: boolean
  readonly showsVotes: boolean
  /** Whether it is known whose majority decides: members were shown, or nobody asked for others. */
  readonly knowsMembers: boolean
  readonly #byId: ReadonlyMap<NodeId, ServerTimeline>
  readonly #byStep: ReadonlyMap<number, TraceStep>
  readonly #messages: ReadonlyMap<number, TraceMessage>
  /** The messages in the order in which they were sent, and the step of each. */
  readonly #sent: readonly TraceMessage[]
  readonly #sentIn: readonly number[]

  constructor(trace: Trace, nodes: readonly NodeId[]) {
    this.nodes = nodes
    this.steps = trace.steps
    // a message that no step sent leaves a hole in the list
    this.messages = trace.messages.filter((message: TraceMessage | null | undefined) => Boolean(message))
    this.#sent = [...this.messages].sort((one, other) => one.sentIn - other.sentIn)
    this.#sentIn = this.#sent.map(({ sentIn }) => sentIn)
    this.servers = nodes.map((id) => new ServerTimeline(id))
    this.#byId = new Map(this.servers.map((server) => [server.id, server]))
    this.#byStep = new Map(trace.steps.map((step) => [step.step, step]))
    this.#messages = new Map(this.messages.map((message) => [message.id, message]))
    let showsLogs = false
    for (const { step, kind, node, state } of trace.steps) {
      const server = node === undefined ? undefined : this.#byId.get(node)
      if (server === undefined) continue
      if (kind === 'start' || kind === 'restart') server.starts.push(step)
      if (kind === 'crash') server.crashes.push(step)
      if (state === undefined) continue
      server.take(step, state)
      showsLogs ||= state.log !== undefined
    }
    this.showsLogs = showsLogs
    this.knowsMembers =
      this.servers.some(({ members }) => !members.isEmpty) ||
      !trace.steps.some(({ kind, text }) => kind === 'invoke' && / begins reconfigure /.test(text))
    this.showsVotes = this.servers.some(({ votedFor }) => !votedFor.isEmpty)
  }

  server(id: NodeId | undefined): ServerTimeline | undefined {
    return id === undefined ? undefined : this.#byId.get(id)
  }

  step(number: number): TraceStep | undefined {
    return this.#byStep.get(number)
  }

  /** The message that arrived in a step. */
  delivered(step: number): TraceMessage | undefined {
    const id = this.#byStep.get(step)?.message
    return id === undefined ? undefined : this.#messages.get(id)
  }

  /** Whether something that `from` sent in a step of `[since, until]` reached `to` by `until`. */
  told(from: NodeId, to: NodeId, since: number, until: number): boolean {
    return this.sentBetween(since, until).some(
      (message) =>
        message.from === from && message.to === to && message.arrivals.some((arrival) => arrival <= until),
    )
  }

  /** What was sent in the steps of `[from, until]`, in order: of a long run a small part, so that it is sought and not searched. */
  sentBetween(from: number, until: number): readonly TraceMessage[] {
    return this.#sent.slice(lowerBound(this.#sentIn, from), lowerBound(this.#sentIn, until + 1))
  }
}

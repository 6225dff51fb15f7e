import { InputError } from '../../../src/base/input-error.ts'
import { nodeIds, type NodeId } from '../../../src/base/node-id.ts'
import { scenarios } from '../../../scenarios/index.ts'
import type { Decision } from '../../../src/record/decision.ts'
import type { Trace, TraceMessage } from '../../../src/record/trace.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import type { RunResult } from '../../../src/run/run-result.ts'
import { runScript } from '../../../src/run/scripted/scripted-run.ts'
import { fingerprint } from '../../../src/sim/fingerprint.ts'
import {
  builtInRaft,
  type Deviation,
  type BuiltInRaftOptions,
} from '../../../src/subject/built-in-raft/built-in-raft.ts'
import type { NodeState } from '../../../reports/node-state.ts'
import { answeringTarget, type Answer } from './answering-target.ts'
import { stateAfter } from './state-words.ts'

const MAX_DELIVERIES = 300

/** The plan of every golden: of it only the servers and the seed of the election timeouts count. */
const plan = drawPlan(
  scenarios.find(({ name }) => name === 'steady-cluster')!,
  'golden',
  builtInRaft(),
)

/**
 * A scripted run that grows decision by decision. After each one the script so far is run anew, from its beginning,
 * the way every script is run: what is under way and how the servers stand is read from the trace of that run.
 */
export class Play {
  readonly #options: BuiltInRaftOptions
  readonly #deviation: Deviation
  readonly #servers: number
  readonly #decisions: Decision[] = []
  readonly #lost = new Set<number>()
  readonly #delayed = new Set<number>()
  #result!: RunResult
  #answers: readonly Answer[] = []

  constructor(servers: number, options: BuiltInRaftOptions, deviation: Deviation) {
    this.#servers = servers
    this.#options = options
    this.#deviation = deviation
    this.#run(true)
  }

  get trace(): Trace {
    return this.#result.trace as Trace
  }

  get answers(): readonly Answer[] {
    return this.#answers
  }

  get history(): RunResult['history'] {
    return this.#result.history
  }

  /** The run so far as it is judged: by every invariant, and for linearizability. */
  judged(): RunResult {
    this.#run(false)
    return this.#result
  }

  #run(skipHistory: boolean): void {
    const { target, answers } = answeringTarget(this.#options, this.#deviation)
    this.#result = runScript({ ...plan, nodes: this.#servers }, target, this.#decisions, {
      traced: true,
      skipHistory,
    })
    this.#answers = answers
  }

  /** @throws InputError when it cannot be carried out, or breaks an invariant. */
  decide(decision: Decision, where: string): void {
    const before = this.trace.steps.length
    this.#decisions.push(decision)
    this.#run(true)
    const { violation } = this.#result
    if (violation !== undefined)
      throw new InputError(`it breaks ${violation.property}: ${violation.headline}`, { file: where })
    if (this.trace.steps.length === before)
      throw new InputError(
        'it cannot be carried out: the server is down (or up), or has no such timer or write',
        { file: where },
      )
  }

  stateOf(node: NodeId): NodeState {
    let state: NodeState = {}
    for (const step of this.trace.steps) if (step.node === node) state = stateAfter(state, step.state)
    return state
  }

  states(): ReadonlyMap<NodeId, NodeState> {
    return new Map(nodeIds(this.#servers).map((node) => [node, this.stateOf(node)]))
  }

  // ---- messages ----

  /** Messages under way, in the order in which they were sent; those that wait for their `deliver` only if asked. */
  underWay(delayedToo: boolean): readonly TraceMessage[] {
    return this.trace.messages.filter(
      ({ id, arrivals }) =>
        arrivals.length === 0 && !this.#lost.has(id) && (delayedToo || !this.#delayed.has(id)),
    )
  }

  lose({ id }: TraceMessage): void {
    this.#lost.add(id)
  }

  delay({ id }: TraceMessage): void {
    this.#delayed.add(id)
  }

  deliver(message: TraceMessage, hold: boolean, where: string): void {
    this.#delayed.delete(message.id)
    // of messages that are the same byte for byte the world takes the first one
    const first = this.trace.messages.find((one) => one.arrivals.length === 0 && same(one, message))
    if (first !== undefined && first.id !== message.id && this.#lost.delete(first.id))
      this.#lost.add(message.id)
    this.decide({ ...arrival(message), ...(hold ? { hold } : {}) }, where)
  }

  deliverAgain(message: TraceMessage, hold: boolean, where: string): void {
    this.decide({ ...arrival(message), again: true, ...(hold ? { hold } : {}) }, where)
  }

  /** Delivers what `takes` says until nothing of it is under way, and what is sent meanwhile as well. */
  deliverAll(takes: (message: TraceMessage) => boolean, where: string): void {
    for (let count = 0; ; count++) {
      const next = this.underWay(false).find(takes)
      if (next === undefined) return
      if (count === MAX_DELIVERIES)
        throw new InputError(`after ${count} messages there are still more`, { file: where })
      this.deliver(next, false, where)
    }
  }
}

function arrival({ from, to, body }: TraceMessage): Extract<Decision, { readonly do: 'deliver' }> {
  return { do: 'deliver', from, to, message: fingerprint(body) }
}

const same = (one: TraceMessage, other: TraceMessage): boolean =>
  one.from === other.from && one.to === other.to && fingerprint(one.body) === fingerprint(other.body)

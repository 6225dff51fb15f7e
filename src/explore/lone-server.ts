import { InvariantMonitor } from '../../checkers/invariants/monitor.ts'
import { elementAt } from '../base/element-at.ts'
import { canonicalJson, type Json } from '../base/json.ts'
import type { NodeId } from '../base/node-id.ts'
import { RandomStream } from '../base/random.ts'
import type { CodedOutcome } from '../record/operation.ts'
import type { Violation } from '../record/verdict.ts'
import type { Envelope } from '../sim/network.ts'
import type { Process } from '../sim/process.ts'
import { ScriptedWorld } from '../sim/scripted-world.ts'
import { ScriptedSession } from '../run/scripted/scripted-session.ts'
import { asRequest } from '../subject/requests.ts'
import { hasSessions, renewed, type Target } from '../subject/target.ts'
import type { ClientCall } from './client-calls.ts'
import type { Executed } from './past.ts'
import { inputKey, type ServerInput } from './server-input.ts'

/** What all servers of a search have in common. */
export interface Setting {
  readonly target: Target
  readonly members: readonly NodeId[]
  /** Names the random draws of servers, as in the runs that confirm what is found. */
  readonly seed: string
  /** By number, what clients may call. */
  readonly calls: readonly ClientCall[]
  /** The body of a message by its number. */
  bodyOf(message: number): Json
}

/** An answer to a call, by its number. */
export interface Reply {
  readonly operation: number
  readonly outcome: CodedOutcome<Json>
}

/**
 * How states of a server are told apart. `state`: the target says what decides what it does next. `view`: by what it shows, what
 * is on its disk, and what has happened to it, in whatever order, since its role or term changed last, as votes, `nextIndex`
 * and the like are begun anew then; what it keeps for longer and shows to nobody is overlooked. `past`: by all that has ever happened to it.
 */
export type Identity = 'state' | 'view' | 'past'

/** What came of an event at a server. */
export interface LoneStep {
  readonly sent: readonly Envelope[]
  readonly replies: readonly Reply[]
  readonly executed: readonly Executed[]
  /** The server broke a property by itself: it threw, went back in its term, and the like. */
  readonly violation: Violation | undefined
}

/** Properties that one server can break alone; the others are judged in the past of all. */
const own = [
  'well-formed',
  'monotone',
  'applied-within-commit',
  'commit-within-log',
  'match-within-log',
  'leader-append-only',
]

/** Hears which requests the state machine carried out. */
class OwnMonitor extends InvariantMonitor {
  readonly executions: Executed[] = []

  override executed(
    node: number,
    index: number,
    client: string | number,
    sequence: number,
    step: number,
    time: number,
  ): void {
    this.executions.push({ index, client, sequence })
    super.executed(node, index, client, sequence, step, time)
  }
}

/**
 * One server of a cluster whose others never answer: it takes one event after the other, and what it does is told. The same
 * events lead it to the same state, as its clock is moved by them alone.
 */
export class LoneServer {
  readonly #setting: Setting
  readonly #id: NodeId
  readonly #world: ScriptedWorld
  readonly #process: Process
  readonly #hasSessions: boolean
  #monitor: OwnMonitor | undefined
  #replies: Reply[] = []
  /** What has happened to it since its role or its term changed last. */
  #inReign = new Set<string>()
  /** Calls that wait for an answer of this incarnation, oldest first. */
  #open: number[] = []

  constructor(setting: Setting, ordinal: number) {
    const { members, seed } = setting
    const target = renewed(setting.target)
    this.#setting = setting
    this.#id = elementAt(members, ordinal)
    this.#hasSessions = hasSessions(target)
    this.#world = new ScriptedWorld({
      target,
      members,
      random: new RandomStream(seed),
      monitor: (report) => (this.#monitor = new OwnMonitor({ members, report, only: own })),
    })
    this.#process = elementAt(this.#world.cluster.processes, ordinal)
    this.#world.startAlone(this.#id)
  }

  get process(): Process {
    return this.#process
  }

  /** Timers that are set, by name. */
  get timers(): readonly string[] {
    return this.#world.possible().timers.map(({ timer }) => timer)
  }

  get open(): readonly number[] {
    return this.#open
  }

  /** How its states are told apart. */
  get identity(): Identity {
    const { node } = this.#process
    if (this.#world.cluster.target.stateKey !== undefined) return 'state'
    if (node === undefined) return 'past'
    return typeof node.state === 'function' ? 'state' : typeof node.view === 'function' ? 'view' : 'past'
  }

  /** What tells the state that it is in from others; undefined: only its past does. */
  get stateKey(): string | undefined {
    const { target } = this.#world.cluster
    const { node, mirror, disk } = this.#process
    if (node === undefined) return undefined
    // what is not synced is known by the records alone
    if (disk.unsynced > 0) return undefined
    if (target.stateKey !== undefined) return target.stateKey(node, mirror)
    const stored = canonicalJson(disk.stored ?? null)
    if (typeof node.state === 'function') return `${canonicalJson(node.state())} ${stored}`
    if (typeof node.view !== 'function') return undefined
    // a view is JSON by the contract
    const view = node.view() as unknown as Json
    return `${canonicalJson(view)} ${stored} ${[...this.#inReign].toSorted().join(' ')}`
  }

  /** What the server did by beginning. */
  begun(): LoneStep {
    return this.#stepDone()
  }

  take(input: ServerInput): LoneStep {
    const [role, term] = this.#roleAndTerm()
    const world = this.#world
    switch (input.type) {
      case 'deliver':
        world.arrive(input.from, this.#id, this.#setting.bodyOf(input.message), input.hold)
        break
      case 'fire':
        world.fire(this.#id, input.timer, input.hold)
        break
      case 'submit':
        this.#submit(input)
        break
      case 'restart':
        world.crash(this.#id, [])
        this.#open = []
        world.restart(this.#id, false)
        break
    }
    const [nowRole, nowTerm] = this.#roleAndTerm()
    if (input.type === 'restart' || nowRole !== role || nowTerm !== term) this.#inReign.clear()
    else this.#inReign.add(inputKey(input))
    return this.#stepDone()
  }

  #roleAndTerm(): readonly unknown[] {
    const { live } = this.#process
    return [live?.role, live?.currentTerm]
  }

  #submit({
    operation,
    hold,
    acknowledged,
    isUnheard,
  }: Extract<ServerInput, { readonly type: 'submit' }>): void {
    const { client, call: plain, as } = elementAt(this.#setting.calls, operation)
    const { target } = this.#world.cluster
    const { session = client, ...numbered } = as ?? { sequence: 1 }
    const call = plain as Json
    const request = new ScriptedSession(session).request({
      do: 'submit',
      client,
      node: this.#id,
      call,
      ...numbered,
    })
    const sent = this.#hasSessions ? asRequest(target, request.command(acknowledged)) : call
    if (isUnheard !== true) this.#open.push(operation)
    this.#world.submit(
      this.#id,
      sent,
      (outcome) => {
        if (isUnheard === true) return
        this.#open = this.#open.filter((one) => one !== operation)
        this.#replies.push({ operation, outcome })
      },
      {},
      hold,
    )
  }

  #stepDone(): LoneStep {
    const { cluster } = this.#world
    const replies = this.#replies
    this.#replies = []
    const executed = this.#monitor?.executions.splice(0) ?? []
    return { sent: this.#world.takeSent(), replies, executed, violation: cluster.violation }
  }
}

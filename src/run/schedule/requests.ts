import type { Json } from '../../base/json.ts'
import type { NodeId } from '../../base/node-id.ts'
import type { Millis } from '../../base/time.ts'
import type { FaultSurface } from '../../subject/fault-surface.ts'
import type { PlannedFunction } from '../../workload/index.ts'
import type { Cast } from './cast.ts'
import type { DirectedClient } from './directed-client.ts'
import type { Happenings } from './happenings.ts'
import type { Performance } from './performance.ts'
import type { Step } from './step.ts'

/** What a director needs of the run. */
export interface DirectedRun {
  readonly surface: FaultSurface
  /** By its name in the steps; another one each. */
  client(name: string): DirectedClient
  /** How registers are written. */
  readonly change: PlannedFunction
  /** Whether servers can be asked to take a snapshot. */
  readonly snapshotsOnRequest: boolean
  /** The value of a call that makes these the members: those servers joined or left. */
  reconfiguration(members: readonly NodeId[], what: 'add' | 'remove', servers: readonly NodeId[]): Json
}

/** How long it waits before it asks again, or another server. */
const ASK_AGAIN: Millis = 10
/** Values of the operations of a schedule are numbered from here: apart from all others of a run. */
const FIRST_NUMBER = 1_000_000
/** Who asks which server leads, who asks for snapshots, and who makes all servers members in the end: no step names them. */
const ASKER = 'asker'
const KEEPER = 'keeper'
export const RESTORER = 'restorer'

/** Whatever is asked of servers in a schedule, by clients and operators. */
export class Requests {
  readonly #run: DirectedRun
  readonly #cast: Cast
  readonly #happenings: Happenings
  readonly #clients = new Map<string, DirectedClient>()
  #number = FIRST_NUMBER
  /** The members by what was asked for last, whatever became of it, and by what was answered with success. */
  #members: { readonly asked: readonly NodeId[]; readonly done: readonly NodeId[] }
  /** Lists of members that were asked for, the last one last. */
  readonly memberLists: (readonly NodeId[])[] = []

  constructor(run: DirectedRun, cast: Cast, happenings: Happenings) {
    this.#run = run
    this.#cast = cast
    this.#happenings = happenings
    this.#members = { asked: run.surface.members, done: run.surface.members }
  }

  /** Whatever is still open is left with an unknown outcome. */
  giveUp(): void {
    for (const client of this.#clients.values()) client.giveUp()
  }

  /** No event comes from the clients any more. */
  stop(): void {
    for (const client of this.#clients.values()) client.stop()
  }

  *operate(step: Extract<Step, { do: 'write' | 'read' }>): Performance {
    const ask = (client: DirectedClient, server: NodeId): void =>
      this.#ask(client, step.do, server, step.key ?? 0)
    return yield* this.#asked(step, ask, (server) => {
      if (step.do === 'write') this.#cast.lastAnswered = server
    })
  }

  *change(step: Extract<Step, { do: 'change' }>): Performance {
    const { surface } = this.#run
    const changed = this.#cast.all(step.server)
    if (changed.length === 0) return false
    const now = this.#members[step.after]
    const asked = surface.members.filter((id) =>
      changed.includes(id) ? step.what === 'add' : now.includes(id),
    )
    this.#members = { ...this.#members, asked }
    this.memberLists.push(asked)
    const value = this.#run.reconfiguration(asked, step.what, changed)
    const ask = (client: DirectedClient, server: NodeId): void => {
      this.#happenings.remember()
      client.operate('reconfigure', value, surface.members.indexOf(server))
    }
    return yield* this.#asked(step, ask, () => {
      this.#members = { asked, done: asked }
    })
  }

  /** Each is asked once; the schedule does not wait for the answer. */
  takeSnapshots(nodes: readonly NodeId[]): void {
    const { surface, snapshotsOnRequest } = this.#run
    if (!snapshotsOnRequest) return
    this.#happenings.remember()
    for (const node of nodes)
      this.#client(KEEPER).operate('take-snapshot', node, surface.members.indexOf(node))
  }

  /** Asks as the step says, once or until it succeeds. */
  *#asked(
    { at, client: name, ends, within }: Extract<Step, { ends: string }>,
    ask: (client: DirectedClient, server: NodeId) => void,
    succeeded?: (server: NodeId) => void,
  ): Performance {
    const client = this.#client(name)
    const { surface } = this.#run
    const deadline = surface.now() + within * 1000
    for (;;) {
      const [server] = this.#cast.all(at)
      if (server === undefined) return false
      ask(client, server)
      if (ends === 'later') return true
      const left = Math.max(0, deadline - surface.now()) / 1000
      yield { until: () => client.ended !== undefined, within: left }
      if (client.ended === 'ok') succeeded?.(server)
      if (ends === 'any' || client.ended === 'ok') return true
      if (surface.now() >= deadline) return false
      yield { until: () => false, within: ASK_AGAIN }
    }
  }

  #ask(client: DirectedClient, f: 'write' | 'read', node: NodeId, key: number): void {
    const { surface, change } = this.#run
    this.#happenings.remember()
    const asked = { think: 0, f: f === 'read' ? f : change, key }
    client.ask(asked, this.#number++, surface.members.indexOf(node))
  }

  sendAgain({ client, at }: Extract<Step, { do: 'send-again' }>): boolean {
    const [server] = this.#cast.all(at)
    if (server === undefined) return false
    this.#client(client).askAgain(this.#run.surface.members.indexOf(server))
    return true
  }

  /** Servers that show nothing lead if a write succeeds there: asks one after the other. */
  *askWhoLeads(but: readonly NodeId[], within: Millis): Performance {
    const asker = this.#client(ASKER)
    const { surface } = this.#run
    const deadline = surface.now() + within * 1000
    while (surface.now() < deadline) {
      for (const node of this.#cast.up.filter((one) => !but.includes(one))) {
        this.#ask(asker, 'write', node, 0)
        yield { until: () => asker.ended !== undefined, within: 10 * ASK_AGAIN }
        if (asker.ended === 'ok') {
          this.#cast.lastAnswered = node
          return true
        }
        yield { until: () => false, within: ASK_AGAIN }
      }
    }
    return false
  }

  #client(name: string): DirectedClient {
    const known = this.#clients.get(name)
    if (known !== undefined) return known
    const client = this.#run.client(name)
    this.#clients.set(name, client)
    return client
  }
}

/** The clients that its steps name, and those that no step names: where snapshots are asked for, or members change, one more each. */
export const clientsOf = (steps: readonly Step[]): readonly string[] => [
  ASKER,
  ...new Set(steps.flatMap((step) => ('client' in step ? [step.client] : []))),
  ...(steps.some((step) => step.do === 'take-snapshot') ? [KEEPER] : []),
  ...(steps.some((step) => step.do === 'change') ? [RESTORER] : []),
]

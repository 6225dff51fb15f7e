import type { Json } from '../base/json.ts'
import type { SessionCommand } from '../raft/services/session-command.ts'
import type { WorkloadPlan } from './plan.ts'

/** One session as those see it who use it: numbers their requests, and says which of them are done with. */
export class ClientSession {
  readonly client: number
  readonly #acknowledges: boolean
  readonly #outstanding = new Set<number>()
  #last = 0

  /** `acknowledges`: commands say up to where all is done with, as they must where several are in flight. */
  constructor(client: number, acknowledges: boolean) {
    this.client = client
    this.#acknowledges = acknowledges
  }

  /** The number of a new request. */
  take(): number {
    this.#outstanding.add(++this.#last)
    return this.#last
  }

  /** A request was answered, or given up for good: no answer to it matters any more. */
  done(sequence: number): void {
    this.#outstanding.delete(sequence)
  }

  /** Its members stand in the order of canonical JSON. */
  command(sequence: number, call: Json): SessionCommand {
    const { client } = this
    if (!this.#acknowledges) return { call, client, sequence }
    return { acknowledged: Math.min(this.#last + 1, ...this.#outstanding), call, client, sequence }
  }
}

/** Where the clients of one session find it, and the next one when it is lost. */
export class SharedSession {
  readonly #acknowledges: boolean
  #current: ClientSession | undefined

  /** `client`: the number of a session that needs no opening; undefined: one has to be opened. */
  constructor(client: number | undefined, acknowledges: boolean) {
    this.#acknowledges = acknowledges
    if (client !== undefined) this.#current = new ClientSession(client, acknowledges)
  }

  /** Undefined: whoever needs it has to open one. */
  get current(): ClientSession | undefined {
    return this.#current
  }

  /** Somebody opened a session; when two did at once the first is used, and the other is left to expire. */
  opened(client: number): void {
    this.#current ??= new ClientSession(client, this.#acknowledges)
  }

  /** The servers do not know it any more. */
  lost(session: ClientSession): void {
    if (this.#current === session) this.#current = undefined
  }
}

/** The sessions of the clients of a plan, each of which `share` neighbours have in common. */
export class PlannedSessions {
  readonly #plan: Pick<WorkloadPlan, 'clients' | 'share'>
  readonly #explicit: boolean
  readonly #sessions = new Map<number, SharedSession>()

  /** `explicit`: servers know only sessions that were opened. */
  constructor(plan: Pick<WorkloadPlan, 'clients' | 'share'>, explicit: boolean) {
    this.#plan = plan
    this.#explicit = explicit
  }

  /** The first of the clients that share a session with one; one that the plan does not count has its own. */
  firstOf(client: number): number {
    const { clients, share = 1 } = this.#plan
    return client < clients ? client - (client % share) : client
  }

  /** That of a client, by its number. */
  of(client: number): SharedSession {
    const { share = 1 } = this.#plan
    // where sessions need no opening, the first of those who share one gives it its number
    const first = this.firstOf(client)
    const known = this.#sessions.get(first)
    if (known !== undefined) return known
    const session = new SharedSession(this.#explicit ? undefined : first, share > 1)
    this.#sessions.set(first, session)
    return session
  }
}

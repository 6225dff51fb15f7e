import type { Json } from '../../base/json.ts'
import type { CallOptions } from './call-options.ts'
import { serviceFailure, type Courier } from './courier.ts'
import { UnknownOutcomeError } from './errors.ts'

export type ClusterMember = {
  readonly id: string
  readonly votes: boolean
  /** Where it is reached by other servers, and by clients; absent when the server asked does not know. */
  readonly peer?: string
  readonly client?: string
}

/** The cluster as one server sees it. */
export type ClusterView = {
  readonly id: string
  readonly role: 'follower' | 'candidate' | 'leader'
  readonly term: number
  readonly leader: string | null
  readonly commitIndex: number
  readonly lastApplied: number
  readonly firstIndex: number
  readonly lastIndex: number
  readonly service: string
  readonly members: readonly ClusterMember[]
}

/** A server that joins, with its addresses `host:port`; by its name alone when it is known already. */
export type NewMember = string | { readonly id: string; readonly peer: string; readonly client: string }

export interface MembershipChange {
  /** Who votes from then on, in addition. */
  readonly add?: readonly NewMember[]
  /** Who gets the log and does not vote. */
  readonly learners?: readonly NewMember[]
  readonly remove?: readonly string[]
}

/** For whoever runs the cluster. */
export class ClusterClient {
  readonly #courier: Courier

  constructor(courier: Courier) {
    this.#courier = courier
  }

  /** How the server sees it that this client talks to. */
  async view(options: CallOptions = {}): Promise<ClusterView> {
    const scope = this.#courier.scope(options)
    return (await this.#courier.fetch({ method: 'GET', path: '/v1/cluster' }, scope)) as Json as ClusterView
  }

  /**
   * Changes who belongs to the cluster.
   * @throws UnknownOutcomeError when no answer came; `view` then shows who belongs to it.
   */
  async change(change: MembershipChange, options: CallOptions = {}): Promise<void> {
    await this.#post('/v1/cluster/members', change, options)
  }

  /** Hands leadership over, to whoever fits best unless a server is named. */
  async transferLeadership(to: string | null = null, options: CallOptions = {}): Promise<void> {
    await this.#post('/v1/cluster/leader', { to }, options)
  }

  async #post(path: string, body: object, options: CallOptions): Promise<void> {
    const parcel = { method: 'POST', path, body: JSON.stringify(body) } as const
    const delivered = await this.#courier.deliver(parcel, this.#courier.scope(options))
    // outside a session nobody knows of tries before: what is so already may be refused, and by one's own doing
    if (delivered.doubtful && !(delivered.kind === 'decided' && delivered.body.type === 'ok')) {
      const why = 'why' in delivered ? delivered.why : 'a try before may have been'
      throw new UnknownOutcomeError({ session: 0, sequence: 0 }, body as Json, why)
    }
    if (delivered.kind !== 'decided') throw this.#courier.failure(delivered)
    if (delivered.body.type === 'fail') throw serviceFailure(delivered.body.error, delivered.body)
  }
}

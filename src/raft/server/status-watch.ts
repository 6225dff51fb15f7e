import type { Json } from '../../base/json.ts'
import type { NodeId } from '../../base/node-id.ts'
import type { ConsensusStatus } from './consensus.ts'
import type { Logger } from './log/logger.ts'

export interface StatusWatchOptions {
  readonly logger: Logger
  onElection(): void
  onLeader(): void
  onSnapshot(): void
  /** What the last change of membership carried along, when it is another than before. */
  onContext(context: Json): void
}

/** Looks at a server after each thing that happened to it, and says what has changed. */
export class StatusWatch {
  readonly #options: StatusWatchOptions
  #role: ConsensusStatus['role'] = 'follower'
  #term = 0
  #leader: NodeId | null = null
  #leaderTerm = 0
  #firstIndex = 0
  #context: Json | undefined

  constructor(options: StatusWatchOptions) {
    this.#options = options
  }

  look({ role, term, leader, firstIndex, context }: ConsensusStatus): void {
    const { logger } = this.#options
    if (role === 'candidate' && (role !== this.#role || term !== this.#term)) this.#options.onElection()
    if (role !== this.#role) logger.info('role-changed', { role, term })
    this.#role = role
    this.#term = term
    if (leader === null && this.#leader !== null) logger.warn('leader-lost', { leader: this.#leader, term })
    if (leader !== null && (leader !== this.#leader || term !== this.#leaderTerm)) {
      // the same one known again after a silence is no change
      if (term !== this.#leaderTerm) this.#options.onLeader()
      logger.info('leader-known', { leader, term })
      this.#leaderTerm = term
    }
    this.#leader = leader
    // the first look shows what an earlier incarnation left
    if (this.#firstIndex > 0 && firstIndex > this.#firstIndex) {
      this.#options.onSnapshot()
      logger.info('log-compacted', { firstIndex })
    }
    this.#firstIndex = firstIndex
    if (context === this.#context || context === undefined) return
    this.#context = context
    this.#options.onContext(context)
  }
}

import type { NodeId } from 'whitewater'
import type { Core } from './core.ts'
import type { Leadership } from './leadership.ts'
import { ELECTION_MOST, type Config, type DoneNull } from './vocabulary.ts'

interface Change {
  readonly done: DoneNull
  /** Who learns the log before it votes. */
  readonly learner: NodeId | undefined
  /** The entry whose commitment ends the change; undefined while somebody learns. */
  index: number | undefined
}

/** Members, one at a time: who is new learns first, then votes. */
export class Changes {
  protected readonly core: Core
  protected readonly leadership: Leadership
  protected change: Change | undefined
  #patience: ReturnType<typeof setTimeout> | undefined

  constructor(core: Core, leadership: Leadership) {
    this.core = core
    this.leadership = leadership
    core.on('stepped-down', () => this.forget())
    core.on('committed', () => this.finish())
    core.on('matched', (id: NodeId) => this.promote(id))
  }

  stop(): void {
    clearTimeout(this.#patience)
  }

  /** The configuration before is committed, and so is an entry of this term. */
  protected isFree(): boolean {
    return (
      this.change === undefined &&
      this.core.configs.latestIndex <= this.core.commit &&
      this.leadership.isSettled
    )
  }

  request(members: readonly NodeId[], done: DoneNull): void {
    const { voters } = this.core.config
    if (!this.isFree()) return done({ type: 'fail', error: 'change under way' })
    const added = members.filter((id) => !voters.includes(id))
    const removed = voters.filter((id) => !members.includes(id))
    if (added.length + removed.length === 0) return done({ type: 'ok', value: null })
    if (added.length + removed.length > 1 || members.length === 0) {
      return done({ type: 'fail', error: 'no such change' })
    }
    const [learner] = added
    this.change = { done, learner, index: undefined }
    if (learner === undefined) this.change.index = this.propose({ voters: members, learners: [] })
    else {
      this.propose({ voters, learners: [learner] })
      this.#patience = setTimeout(() => this.giveUp(), 10 * ELECTION_MOST)
    }
    this.finish()
  }

  protected propose(config: Config): number {
    return this.core.propose([{ is: 'config', ...config }])
  }

  /** It has learned what is committed, and that it learns is committed as well. */
  protected hasLearned(id: NodeId): boolean {
    const { core } = this
    const match = this.leadership.get(id)?.match ?? 0
    return match >= core.commit && core.configs.latestIndex <= core.commit
  }

  protected promote(id: NodeId): void {
    const { change, core } = this
    if (change === undefined || change.learner !== id || change.index !== undefined) return
    if (core.role !== 'leader' || !this.hasLearned(id)) return
    clearTimeout(this.#patience)
    change.index = this.propose({ voters: [...core.config.voters, id], learners: [] })
    this.finish()
  }

  /** The voters are what they were: nothing has changed. */
  protected giveUp(): void {
    const { change, core } = this
    if (change === undefined || change.index !== undefined) return
    this.change = undefined
    if (core.configs.latestIndex <= core.commit) this.propose({ voters: core.config.voters, learners: [] })
    change.done({ type: 'fail', error: 'busy' })
  }

  protected finish(): void {
    const { change, core } = this
    if (change === undefined) return
    if (change.index === undefined) {
      if (change.learner !== undefined) this.promote(change.learner)
      return
    }
    if (change.index > core.commit) return
    this.change = undefined
    change.done({ type: 'ok', value: null })
  }

  protected forget(): void {
    clearTimeout(this.#patience)
    const { change, core } = this
    this.change = undefined
    if (change === undefined) return
    const done = change.index !== undefined && change.index <= core.commit
    change.done(done ? { type: 'ok', value: null } : { type: 'info', error: 'leadership lost' })
  }
}

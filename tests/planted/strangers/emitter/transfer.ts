import type { NodeId } from 'whitewater'
import type { Core } from './core.ts'
import type { Leadership } from './leadership.ts'
import { ELECTION_MOST, type DoneNull } from './vocabulary.ts'

interface Handover {
  readonly to: NodeId
  readonly done: DoneNull
  asked: boolean
}

/** Hands the leadership over: takes nothing new, waits until the other has everything, and asks it to stand. */
export class Transfer {
  protected readonly core: Core
  protected readonly leadership: Leadership
  protected handover: Handover | undefined
  #patience: ReturnType<typeof setTimeout> | undefined

  constructor(core: Core, leadership: Leadership) {
    this.core = core
    this.leadership = leadership
    core.on('stepped-down', () => this.end())
    core.on('matched', () => this.proceed())
  }

  get isUnderWay(): boolean {
    return this.handover !== undefined
  }

  stop(): void {
    clearTimeout(this.#patience)
  }

  request(to: NodeId, done: DoneNull): void {
    const { core } = this
    if (to === core.id) return done({ type: 'ok', value: null })
    if (this.handover !== undefined) return done({ type: 'fail', error: 'busy' })
    if (!core.config.voters.includes(to)) return done({ type: 'fail', error: 'no such follower' })
    this.handover = { to, done, asked: false }
    this.wait()
    this.proceed()
  }

  protected wait(): void {
    this.#patience = setTimeout(() => this.end(), ELECTION_MOST)
  }

  protected hasEverything(id: NodeId): boolean {
    return this.leadership.get(id)?.match === this.core.log.last
  }

  protected proceed(): void {
    const { handover, core } = this
    if (handover === undefined || handover.asked || !this.hasEverything(handover.to)) return
    handover.asked = true
    this.leadership.isLeaseSpoilt = true
    core.send(handover.to, { k: 'stand-now', term: core.term })
  }

  protected end(): void {
    clearTimeout(this.#patience)
    const { handover, core } = this
    this.handover = undefined
    if (handover === undefined) return
    if (!handover.asked) handover.done({ type: 'fail', error: 'busy' })
    else if (core.role === 'leader') handover.done({ type: 'info', error: 'no answer in time' })
    else handover.done({ type: 'ok', value: null })
  }
}

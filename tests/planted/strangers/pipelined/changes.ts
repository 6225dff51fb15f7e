import type { Core } from './core.ts'
import { everybody } from './log.ts'
import type { Config, Id, Outcome } from './vocabulary.ts'

export interface ChangesAround {
  propose(config: Config): void
  broadcast(): void
  commit(): number
  reply(operation: number, outcome: Outcome): void
}

/** Ticks that a learner has to catch up. */
const PATIENCE = 100

/** Changes of members: newcomers learn first, then both majorities decide, then the new one (Raft, §6). */
export class Changes {
  private readonly core: Core
  private readonly around: ChangesAround
  private under: { operation: number; members: readonly Id[]; ticks: number; target: number } | undefined

  constructor(core: Core, around: ChangesAround) {
    this.core = core
    this.around = around
  }

  submit(operation: number, members: readonly Id[]): void {
    const { core } = this
    const { log } = core.around
    const commit = this.around.commit()
    const isBusy = this.under !== undefined || log.configIndex() > commit || commit < core.opening
    const { voters, next } = log.config()
    if (isBusy || next !== undefined) return this.around.reply(operation, { type: 'fail', error: 'busy' })
    const isSame = members.length === voters.length && members.every((id) => voters.includes(id))
    if (isSame) return this.around.reply(operation, { type: 'ok', value: null })
    this.under = { operation, members, ticks: 0, target: log.lastIndex() }
    core.learners = members.filter((id) => !voters.includes(id))
    this.around.broadcast()
    this.proceed()
  }

  /** Somebody has answered, or something is committed. */
  proceed(): void {
    const { core, under } = this
    const { log } = core.around
    if (core.role !== 'leader') return
    const config = log.config()
    const isCommitted = log.configIndex() <= this.around.commit()
    if (config.next !== undefined) {
      // also one that another leader has begun
      if (isCommitted && this.around.commit() >= core.opening) this.around.propose({ voters: config.next })
      return
    }
    if (under === undefined || under.target === Infinity) return
    const isReady = core.learners.every((id) => (core.progress.get(id)?.match ?? 0) >= under.target)
    if (!isReady) return
    under.target = Infinity
    this.around.propose({ voters: config.voters, next: under.members })
  }

  /** @returns whether it has led itself out */
  onCommitted(config: Config): boolean {
    if (this.core.role !== 'leader' || config.next !== undefined) return false
    const { under } = this
    if (under !== undefined && under.target === Infinity) {
      this.under = undefined
      this.core.learners = []
      this.around.reply(under.operation, { type: 'ok', value: null })
    }
    return !everybody(config).includes(this.core.around.id)
  }

  tick(): void {
    const { under } = this
    if (under === undefined || under.target === Infinity) return
    under.ticks += 1
    if (under.ticks <= PATIENCE) return
    this.under = undefined
    this.core.learners = []
    this.around.reply(under.operation, { type: 'fail', error: 'newcomers do not catch up' })
  }

  lost(): void {
    const { under } = this
    this.under = undefined
    if (under === undefined) return
    const isBegun = under.target === Infinity
    this.around.reply(under.operation, {
      type: isBegun ? 'info' : 'fail',
      error: 'leadership lost',
    })
  }
}

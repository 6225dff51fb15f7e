import type { Core } from './core.ts'
import type { Id, Outcome } from './vocabulary.ts'

interface Asked {
  readonly operation: number
  readonly key: string
  index: number | undefined
  ticks: number
}

export interface ReadsAround {
  ask(leader: Id, id: number): void
  tell(follower: Id, id: number, index: number): void
  beat(): void
  commit(): number
  applied(): number
  reply(operation: number, outcome: Outcome): void
  read(key: string): Outcome
}

/** Ticks after which a read is given up. */
const PATIENCE = 40

/** Reads through the leader's commit index, at any server (thesis, 6.4). */
export class Reads {
  private readonly core: Core
  private readonly around: ReadsAround
  /** Here, by id. */
  private readonly asked = new Map<number, Asked>()
  /** At the leader: who waits to be told that it still leads. */
  private confirming: { from: Id; id: number; index: number; round: number }[] = []
  private id: number

  constructor(core: Core, around: ReadsAround) {
    this.core = core
    this.around = around
    // an answer to an earlier life must not count
    this.id = Math.floor(core.around.random() * 2 ** 40)
  }

  submit(operation: number, key: string): void {
    const { leader } = this.core
    if (leader === null) return this.around.reply(operation, { type: 'fail', error: 'not leader' })
    this.id += 1
    this.asked.set(this.id, { operation, key, index: undefined, ticks: 0 })
    if (this.core.role === 'leader') this.onAsk(this.core.around.id, this.id)
    else this.around.ask(leader, this.id)
  }

  onAsk(from: Id, id: number): void {
    const { core } = this
    if (core.role !== 'leader') return
    core.round += 1
    const index = Math.max(this.around.commit(), core.opening)
    this.confirming.push({ from, id, index, round: core.round })
    this.around.beat()
    this.settle()
  }

  onReadable(id: number, index: number): void {
    const one = this.asked.get(id)
    if (one !== undefined) one.index = index
    this.serve()
  }

  /** Some heartbeat was answered. */
  settle(): void {
    const due = this.confirming.filter(({ round }) =>
      this.core.hasQuorum((progress) => progress.round >= round, true),
    )
    this.confirming = this.confirming.filter((one) => !due.includes(one))
    for (const { from, id, index } of due) {
      if (from === this.core.around.id) this.onReadable(id, index)
      else this.around.tell(from, id, index)
    }
  }

  /** Something was applied. */
  serve(): void {
    for (const [id, { operation, key, index }] of this.asked) {
      if (index === undefined || index > this.around.applied()) continue
      this.asked.delete(id)
      this.around.reply(operation, this.around.read(key))
    }
  }

  tick(): void {
    for (const [id, one] of this.asked) {
      one.ticks += 1
      if (one.ticks > PATIENCE) this.giveUp(id, one.operation)
    }
  }

  /** Leadership is over. */
  lost(): void {
    this.confirming = []
  }

  private giveUp(id: number, operation: number): void {
    this.asked.delete(id)
    this.around.reply(operation, { type: 'fail', error: 'no answer from the leader' })
  }
}

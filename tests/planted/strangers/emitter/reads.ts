import type { Core } from './core.ts'
import type { Leadership } from './leadership.ts'
import type { Machine } from './machine.ts'
import type { Done } from './vocabulary.ts'

interface Read {
  readonly key: string
  readonly done: Done
  /** The state must be at least this far; known once the reign is settled. */
  index: number | undefined
  /** The round that must be confirmed; undefined with a lease. */
  round: number | undefined
}

/** Reads outside of the log, by the leader: it makes sure that it leads, and that its state is new enough. */
export class Reads {
  protected readonly core: Core
  protected readonly leadership: Leadership
  protected readonly machine: Machine
  protected reads: Read[] = []

  constructor(core: Core, leadership: Leadership, machine: Machine) {
    this.core = core
    this.leadership = leadership
    this.machine = machine
    core.on('stepped-down', () => this.forget())
    for (const event of ['committed', 'applied', 'answered']) core.on(event, () => this.serve())
  }

  add(key: string, done: Done): void {
    this.reads.push({ key, done, index: undefined, round: undefined })
    this.serve()
  }

  protected index(): number | undefined {
    return this.leadership.isSettled ? this.core.commit : undefined
  }

  protected mayLease(): boolean {
    return this.core.settings.reads === 'lease' && this.leadership.hasLease()
  }

  /** Reads that wait together share a round. */
  protected serve(): void {
    const { core } = this
    if (core.role !== 'leader' || this.reads.length === 0) return
    const fresh = this.reads.filter((read) => read.index === undefined)
    const index = this.index()
    if (fresh.length > 0 && index !== undefined) {
      const round = this.mayLease() ? undefined : this.leadership.ask()
      for (const read of fresh) [read.index, read.round] = [index, round]
    }
    const ready = this.reads.filter((read) => this.isReady(read))
    this.reads = this.reads.filter((read) => !ready.includes(read))
    for (const { key, done } of ready) done({ type: 'ok', value: this.machine.read(key) })
  }

  protected isReady({ index, round }: Read): boolean {
    if (index === undefined || this.core.applied < index) return false
    return round === undefined ? this.mayLease() : this.leadership.isConfirmed(round)
  }

  /** A read has no effect: nobody minds asking again. */
  protected forget(): void {
    for (const { done } of this.reads) done({ type: 'fail', error: 'not leader' })
    this.reads = []
  }
}

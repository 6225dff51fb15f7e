import type { NodeId } from '../base/node-id.ts'
import { assert } from '../base/assert.ts'
import type { Ppm, RandomStream } from '../base/random.ts'
import type { Micros, Millis } from '../base/time.ts'
import type { Disturbance, FaultAccount, FaultSurface, Occasion, Unsynced } from '../subject/fault-surface.ts'
import { drawSurvivors } from './disk.ts'
import type { Process } from './process.ts'
import type { TimedWorld } from './timed-world.ts'

/** The controls of the simulated world. */
export class SimulatedFaults implements FaultSurface {
  readonly members: readonly NodeId[]
  readonly random: RandomStream
  readonly process: NonNullable<FaultSurface['process']>
  readonly network: NonNullable<FaultSurface['network']>
  readonly clock: NonNullable<FaultSurface['clock']>
  readonly disk: NonNullable<FaultSurface['disk']>
  readonly #world: TimedWorld
  #listener: ((occasion: Occasion, node: NodeId) => void) | undefined

  constructor(world: TimedWorld, random: RandomStream) {
    this.#world = world
    this.members = world.cluster.members
    this.random = random
    this.process = {
      crash: (node, unsynced, account) => this.#crash(this.#process(node), unsynced, account),
      restart: (node, account) => this.#restart(this.#process(node), account),
      pause: (node, account) => this.#pause(this.#process(node), account),
      resume: (node, account) => this.#resume(this.#process(node), account),
    }
    this.network = {
      cut: (from, to, account) => world.network.cut(this.#ordinal(from), this.#ordinal(to), account),
      mend: (from, to, account) => world.network.mend(this.#ordinal(from), this.#ordinal(to), account),
      disturb: (from, to, what: Disturbance, account) =>
        world.network.disturb(this.#ordinal(from), this.#ordinal(to), what, account),
      calm: (from, to, account) => world.network.calm(this.#ordinal(from), this.#ordinal(to), account),
    }
    this.clock = {
      jump: (node, by, account) => this.#jump(this.#process(node), by * 1000, account),
      fireTimers: (node, account) => this.#fireTimers(this.#process(node), account),
      rate: (node, ppm, account) => this.#rate(this.#process(node), ppm, account),
    }
    this.disk = {
      slow: (node, by, account) => {
        world.slowness[this.#ordinal(node)] = Math.round(by * 1000)
        if (by > 0) account.count('disksSlowed')
      },
    }
  }

  now(): Micros {
    return this.#world.now
  }

  after(delay: Millis, act: () => void): void {
    this.#world.after(delay, act)
  }

  listen(listener: (occasion: Occasion, node: NodeId) => void): void {
    this.#listener = listener
    this.#world.cluster.onWrote = (node) => listener('wrote', node)
  }

  /** Something of note happened at a server; told by the monitor that watches it. */
  tell(occasion: Occasion, ordinal: number): void {
    this.#listener?.(occasion, this.members[ordinal] as NodeId)
  }

  status(node: NodeId): 'up' | 'down' | 'paused' {
    const { status } = this.#process(node)
    return status === 'starting' ? 'up' : status
  }

  glance(node: NodeId): ReturnType<FaultSurface['glance']> {
    const { live } = this.#process(node)
    if (live === undefined) return undefined
    const { role, currentTerm, log } = live
    return { role, currentTerm, lastIndex: log.lastIndex, lastTerm: log.termAt(log.lastIndex) }
  }

  mark(kind: 'fault' | 'heal', account: FaultAccount, text: string, nodes: readonly NodeId[]): void {
    this.#world.cluster.mark(kind, { fault: account.id, text, nodes })
  }

  #process(node: NodeId): Process {
    const process = this.#world.cluster.processOf(node)
    assert(process !== undefined, `no server is called ${node}`)
    return process
  }

  #ordinal(node: NodeId): number {
    return this.#process(node).ordinal
  }

  #crash(process: Process, unsynced: Unsynced, account: FaultAccount): void {
    if (process.status === 'down') return
    const kept = drawSurvivors(unsynced, process.disk.unsynced, this.random)
    const lost = this.#world.cluster.crash(process, kept, account.id)
    account.count('crashes')
    if (lost > 0) account.count('writesLost', lost)
  }

  #restart(process: Process, account: FaultAccount): void {
    if (process.status === 'down') this.#world.cluster.start(process, 'restart', account.id)
  }

  #pause(process: Process, account: FaultAccount): void {
    if (process.status !== 'up') return
    this.#world.cluster.pause(process, account.id)
    account.count('pauses')
  }

  #resume(process: Process, account: FaultAccount): void {
    if (process.status !== 'paused') return
    this.#world.soon(this.#world.cluster.resume(process, account.id))
  }

  #jump(process: Process, by: Micros, account: FaultAccount): void {
    if (by <= 0) return
    process.clock.jump(by, this.now())
    this.#world.retime(process)
    account.count('clockMoves')
  }

  #fireTimers(process: Process, account: FaultAccount): void {
    if (process.status !== 'up') return
    const due = Math.max(0, ...this.#world.pendingTimers(process).map((timer) => timer.due))
    this.#jump(process, due - process.clock.read(this.now()), account)
  }

  #rate(process: Process, ppm: Ppm, account: FaultAccount): void {
    process.clock.setRate(ppm, this.now())
    this.#world.retime(process)
    account.count('clockMoves')
  }
}

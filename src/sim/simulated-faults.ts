import { defined } from '../base/defined.ts'
import { elementAt } from '../base/element-at.ts'
import { greatest } from '../base/extremes.ts'
import type { NodeId } from '../base/node-id.ts'
import { assert } from '../base/assert.ts'
import type { Ppm, RandomStream } from '../base/random.ts'
import type { Micros, Millis } from '../base/time.ts'
import type {
  Disturbance,
  FaultStatistics,
  FaultSurface,
  Trigger,
  Unsynced,
} from '../subject/fault-surface.ts'
import { drawSurvivors } from './disk.ts'
import type { Process } from './process.ts'
import type { TimedWorld } from './timed-world.ts'
import { Unshown } from './unshown.ts'

/** The controls of the simulated world. */
export class SimulatedFaults implements FaultSurface {
  readonly members: readonly NodeId[]
  readonly random: RandomStream
  readonly process: NonNullable<FaultSurface['process']>
  readonly network: NonNullable<FaultSurface['network']>
  readonly clock: NonNullable<FaultSurface['clock']>
  readonly disk: NonNullable<FaultSurface['disk']>
  readonly #world: TimedWorld
  readonly #electionTimeout: Millis
  readonly #unshown = new Unshown(
    (node) => this.peek(node),
    (trigger, node) => this.#tell(trigger, node),
  )
  readonly #listeners: ((trigger: Trigger, node: NodeId) => void)[] = []

  /** `electionTimeout`: the longest of the servers, where it is known. Default: any timer may be one. */
  constructor(world: TimedWorld, random: RandomStream, electionTimeout: Millis = Infinity) {
    this.#world = world
    this.#electionTimeout = electionTimeout
    this.members = world.cluster.members
    this.random = random
    this.process = {
      crash: (node, unsynced, statistics) => this.#crash(this.#process(node), unsynced, statistics),
      restart: (node, statistics) => this.#restart(this.#process(node), statistics),
      pause: (node, statistics) => this.#pause(this.#process(node), statistics),
      resume: (node, statistics) => this.#resume(this.#process(node), statistics),
    }
    this.network = {
      cut: (from, to, statistics, underWay = 'lost') =>
        world.network.cut(this.#ordinal(from), this.#ordinal(to), statistics, underWay),
      mend: (from, to, statistics) => world.network.mend(this.#ordinal(from), this.#ordinal(to), statistics),
      disturb: (from, to, what: Disturbance, statistics) =>
        world.network.disturb(this.#ordinal(from), this.#ordinal(to), what, statistics),
      calm: (from, to, statistics) => world.network.calm(this.#ordinal(from), this.#ordinal(to), statistics),
    }
    this.clock = {
      jump: (node, by, statistics) => this.#jump(this.#process(node), by * 1000, statistics),
      fireTimers: (node, statistics) => this.#fireTimers(this.#process(node), statistics),
      rate: (node, ppm, statistics) => this.#rate(this.#process(node), ppm, statistics),
    }
    this.disk = {
      slow: (node, by, statistics) => {
        world.slowness[this.#ordinal(node)] = Math.round(by * 1000)
        if (by > 0) statistics.count('disksSlowed')
      },
    }
  }

  now(): Micros {
    return this.#world.now
  }

  after(delay: Millis, act: () => void): void {
    this.#world.after(delay, act)
  }

  listen(listener: (trigger: Trigger, node: NodeId) => void): void {
    this.#listeners.push(listener)
    this.#world.cluster.onWrote = (node) => {
      this.#tell('wrote', node)
      this.#unshown.wrote(node)
    }
  }

  /** Something of note happened at a server; told by the monitor that watches it. */
  notify(trigger: Trigger, ordinal: number): void {
    const node = elementAt(this.members, ordinal)
    this.#unshown.follow(trigger, node, this.members)
    this.#tell(trigger, node)
  }

  shows(what: 'entries' | 'votes'): boolean {
    return !this.#unshown[what]
  }

  status(node: NodeId): 'up' | 'down' | 'paused' {
    const { status } = this.#process(node)
    return status === 'starting' ? 'up' : status
  }

  peek(node: NodeId): ReturnType<FaultSurface['peek']> {
    const { live } = this.#process(node)
    if (live === undefined) return undefined
    const { role, currentTerm, log, membership } = live
    const { firstIndex, lastIndex } = log
    const lastTerm = log.termAt(lastIndex)
    return { role, currentTerm, firstIndex, lastIndex, lastTerm, ...defined({ members: membership?.voters }) }
  }

  mark(kind: 'fault' | 'heal', statistics: FaultStatistics, text: string, nodes: readonly NodeId[]): void {
    this.#world.cluster.mark(kind, { fault: statistics.id, text, nodes })
  }

  #tell(trigger: Trigger, node: NodeId): void {
    for (const listener of this.#listeners) listener(trigger, node)
  }

  #process(node: NodeId): Process {
    const process = this.#world.cluster.processOf(node)
    assert(process !== undefined, `no server is called ${node}`)
    return process
  }

  #ordinal(node: NodeId): number {
    return this.#process(node).ordinal
  }

  #crash(process: Process, unsynced: Unsynced, statistics: FaultStatistics): void {
    if (process.status === 'down') return
    const kept = drawSurvivors(unsynced, process.disk.unsynced, this.random)
    const lost = this.#world.cluster.crash(process, kept, statistics.id)
    statistics.count('crashes')
    if (lost > 0) statistics.count('writesLost', lost)
  }

  #restart(process: Process, statistics: FaultStatistics): void {
    if (process.status === 'down') this.#world.cluster.start(process, 'restart', statistics.id)
  }

  #pause(process: Process, statistics: FaultStatistics): void {
    if (process.status !== 'up') return
    this.#world.cluster.pause(process, statistics.id)
    statistics.count('pauses')
  }

  #resume(process: Process, statistics: FaultStatistics): void {
    if (process.status !== 'paused') return
    this.#world.soon(this.#world.cluster.resume(process, statistics.id))
  }

  #jump(process: Process, by: Micros, statistics: FaultStatistics): void {
    if (by <= 0) return
    process.clock.jump(by, this.now())
    this.#world.retime(process)
    statistics.count('clockMoves')
  }

  #fireTimers(process: Process, statistics: FaultStatistics): void {
    if (process.status !== 'up') return
    const clock = process.clock.read(this.now())
    const due = this.#world.pendingTimers(process).map((timer) => timer.due)
    // what is due later is no election: the patience of a request, say, or a snapshot every minute
    const elections = due.filter((at) => at - clock <= this.#electionTimeout * 1000)
    this.#jump(process, Math.max(0, greatest(elections.length > 0 ? elections : due)) - clock, statistics)
  }

  #rate(process: Process, ppm: Ppm, statistics: FaultStatistics): void {
    process.clock.setRate(ppm, this.now())
    this.#world.retime(process)
    statistics.count('clockMoves')
  }
}

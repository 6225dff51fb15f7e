import type { NodeId } from '../../../src/base/node-id.ts'
import { RandomStream } from '../../../src/base/random.ts'
import type { Millis } from '../../../src/base/time.ts'
import type { Role } from '../../../src/record/node-view.ts'
import type { FaultSurface, Trigger } from '../../../src/subject/fault-surface.ts'

interface Glance {
  role: Role
  currentTerm: number
  lastIndex: number
  lastTerm: number
  members?: readonly NodeId[]
}

/** A world of nothing but controls: it keeps what is cut, down, slow, and a list of all that was called. */
export class FakeSurface implements FaultSurface {
  readonly members: readonly NodeId[]
  readonly random: RandomStream
  readonly calls: string[] = []
  readonly statuses = new Map<NodeId, 'up' | 'down' | 'paused'>()
  readonly peeks = new Map<NodeId, Glance>()
  /** `from>to`, once for each fault that cuts it. */
  readonly cuts: string[] = []
  readonly disturbed: string[] = []
  readonly rates = new Map<NodeId, number>()
  readonly delays = new Map<NodeId, number>()
  #time: Millis = 0
  #queue: { at: Millis; act: () => void }[] = []
  #listener: (trigger: Trigger, node: NodeId) => void = () => undefined

  constructor(members: readonly NodeId[] = ['n1', 'n2', 'n3', 'n4', 'n5'], seed = 'fake') {
    this.members = members
    this.random = new RandomStream(seed)
    for (const node of members) {
      this.statuses.set(node, 'up')
      this.peeks.set(node, { role: 'follower', currentTerm: 1, lastIndex: 1, lastTerm: 1 })
    }
    this.sees('n1', { role: 'leader' })
  }

  sees(node: NodeId, peek: Partial<Glance>): void {
    this.peeks.set(node, { ...(this.peeks.get(node) as Glance), ...peek })
  }

  now(): number {
    return this.#time * 1000
  }

  after(delay: Millis, act: () => void): void {
    this.#queue.push({ at: this.#time + delay, act })
  }

  listen(listener: (trigger: Trigger, node: NodeId) => void): void {
    this.#listener = listener
  }

  happens(trigger: Trigger, node: NodeId): void {
    this.#listener(trigger, node)
  }

  /** Lets the time go on to that instant. */
  runTo(until: Millis): void {
    for (;;) {
      const due = this.#queue.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
      if (due === undefined) break
      this.#queue.splice(this.#queue.indexOf(due), 1)
      this.#time = due.at
      due.act()
    }
    this.#time = until
  }

  status(node: NodeId): 'up' | 'down' | 'paused' {
    return this.statuses.get(node) ?? 'down'
  }

  peek(node: NodeId): Glance | undefined {
    return this.status(node) === 'down' ? undefined : this.peeks.get(node)
  }

  #say(...words: unknown[]): void {
    this.calls.push([this.#time, ...words].join(' '))
  }

  readonly process: NonNullable<FaultSurface['process']> = {
    crash: (node, unsynced, statistics) => {
      this.#say('crash', node, unsynced, statistics.id)
      statistics.count('crashes')
      this.statuses.set(node, 'down')
    },
    upgrade: (node, statistics) => {
      this.#say('upgrade', node, statistics.id)
      statistics.count('upgrades')
    },
    restart: (node, statistics) => {
      this.#say('restart', node, statistics.id)
      this.statuses.set(node, 'up')
    },
    pause: (node, statistics) => {
      this.#say('pause', node, statistics.id)
      statistics.count('pauses')
      this.statuses.set(node, 'paused')
    },
    resume: (node, statistics) => {
      this.#say('resume', node, statistics.id)
      this.statuses.set(node, 'up')
    },
  }

  readonly network: NonNullable<FaultSurface['network']> = {
    cut: (from, to) => void this.cuts.push(`${from}>${to}`),
    mend: (from, to) => void this.cuts.splice(this.cuts.indexOf(`${from}>${to}`), 1),
    disturb: (from, to, disturbance, statistics) => {
      this.disturbed.push(`${from}>${to}`)
      this.#say('disturb', JSON.stringify(disturbance), statistics.id)
    },
    calm: (from, to) => void this.disturbed.splice(this.disturbed.indexOf(`${from}>${to}`), 1),
  }

  readonly clock: NonNullable<FaultSurface['clock']> = {
    jump: (node, by, statistics) => this.#say('jump', node, by, statistics.id),
    fireTimers: (node, statistics) => this.#say('fire', node, statistics.id),
    rate: (node, ppm, statistics) => {
      this.#say('rate', node, ppm, statistics.id)
      this.rates.set(node, ppm)
    },
  }

  readonly disk: NonNullable<FaultSurface['disk']> = {
    slow: (node, by, statistics) => {
      this.#say('slow', node, by, statistics.id)
      this.delays.set(node, by)
    },
  }

  readonly mark: FaultSurface['mark'] = (kind, statistics, text, nodes) => {
    this.#say(kind, statistics.id, text, `[${nodes.join()}]`)
  }

  /** Whether everything is as it was before any fault. */
  get untouched(): boolean {
    return (
      this.members.every((node) => this.status(node) === 'up') &&
      this.cuts.length === 0 &&
      this.disturbed.length === 0 &&
      [...this.rates.values()].every((ppm) => ppm === 1_000_000) &&
      [...this.delays.values()].every((by) => by === 0)
    )
  }
}

import type { NodeId } from '../src/base/node-id.ts'
import type { FaultStatistics, FaultSurface } from '../src/subject/fault-surface.ts'

type Process = NonNullable<FaultSurface['process']>
type Clock = NonNullable<FaultSurface['clock']>
type Disk = NonNullable<FaultSurface['disk']>

/** What several faults hold on each server at the same time, in the order they took it. */
class Holds<T> {
  readonly #byNode = new Map<NodeId, Map<string, T>>()

  take(node: NodeId, by: FaultStatistics, what: T): void {
    const holds = this.#byNode.get(node) ?? new Map<string, T>()
    holds.delete(by.id)
    holds.set(by.id, what)
    this.#byNode.set(node, holds)
  }

  /** Whether that fault held it. */
  release(node: NodeId, by: FaultStatistics): boolean {
    return this.#byNode.get(node)?.delete(by.id) ?? false
  }

  releaseAll(node: NodeId): void {
    this.#byNode.delete(node)
  }

  /** What the fault that came last holds; undefined when none does. */
  newest(node: NodeId): T | undefined {
    return [...(this.#byNode.get(node)?.values() ?? [])].at(-1)
  }
}

/**
 * The same controls, safe for faults that know nothing of each other. A server that several faults keep
 * down or paused comes back with the last of them; of several clock rates or disk delays the newest
 * counts. The links need none of this: the world keeps an account for each fault there.
 */
export function withOverlaps(surface: FaultSurface): FaultSurface {
  const { members, random, process, network, clock, disk } = surface
  return {
    members,
    random,
    now: () => surface.now(),
    after: (delay, act) => surface.after(delay, act),
    listen: (listener) => surface.listen(listener),
    status: (node) => surface.status(node),
    peek: (node) => surface.peek(node),
    mark: (kind, statistics, text, nodes) => surface.mark(kind, statistics, text, nodes),
    ...(process && { process: sharedProcess(process, surface) }),
    ...(network && { network }),
    ...(clock && { clock: sharedClock(clock) }),
    ...(disk && { disk: sharedDisk(disk) }),
  }
}

function sharedProcess(process: Process, surface: FaultSurface): Process {
  const down = new Holds<true>()
  const paused = new Holds<true>()
  const { upgrade } = process
  return {
    ...(upgrade !== undefined && { upgrade: upgrade.bind(process) }),
    crash(node, unsynced, statistics) {
      down.take(node, statistics, true)
      paused.releaseAll(node)
      if (surface.status(node) !== 'down') process.crash(node, unsynced, statistics)
    },
    restart(node, statistics) {
      if (!down.release(node, statistics) || down.newest(node)) return
      if (surface.status(node) === 'down') process.restart(node, statistics)
    },
    pause(node, statistics) {
      if (surface.status(node) === 'down') return
      paused.take(node, statistics, true)
      if (surface.status(node) === 'up') process.pause(node, statistics)
    },
    resume(node, statistics) {
      if (!paused.release(node, statistics) || paused.newest(node)) return
      if (surface.status(node) === 'paused') process.resume(node, statistics)
    },
  }
}

const TRUE_RATE = 1_000_000

function sharedClock(clock: Clock): Clock {
  const rates = new Holds<number>()
  return {
    jump: (node, by, statistics) => clock.jump(node, by, statistics),
    fireTimers: (node, statistics) => clock.fireTimers(node, statistics),
    rate(node, ppm, statistics) {
      const before = rates.newest(node) ?? TRUE_RATE
      if (ppm === TRUE_RATE) rates.release(node, statistics)
      else rates.take(node, statistics, ppm)
      const now = rates.newest(node) ?? TRUE_RATE
      if (now !== before) clock.rate(node, now, statistics)
    },
  }
}

function sharedDisk(disk: Disk): Disk {
  const delays = new Holds<number>()
  return {
    slow(node, by, statistics) {
      const before = delays.newest(node) ?? 0
      if (by === 0) delays.release(node, statistics)
      else delays.take(node, statistics, by)
      const now = delays.newest(node) ?? 0
      if (now !== before) disk.slow(node, now, statistics)
    },
  }
}

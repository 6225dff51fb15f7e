import type { NodeId } from '../src/base/node-id.ts'
import type { FaultAccount, FaultSurface } from '../src/subject/fault-surface.ts'

type Process = NonNullable<FaultSurface['process']>
type Clock = NonNullable<FaultSurface['clock']>
type Disk = NonNullable<FaultSurface['disk']>

/** What several faults hold on each server at the same time, in the order they took it. */
class Holds<T> {
  readonly #byNode = new Map<NodeId, Map<string, T>>()

  take(node: NodeId, by: FaultAccount, what: T): void {
    const holds = this.#byNode.get(node) ?? new Map<string, T>()
    holds.delete(by.id)
    holds.set(by.id, what)
    this.#byNode.set(node, holds)
  }

  /** Whether that fault held it. */
  release(node: NodeId, by: FaultAccount): boolean {
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
    glance: (node) => surface.glance(node),
    mark: (kind, account, text, nodes) => surface.mark(kind, account, text, nodes),
    ...(process && { process: sharedProcess(process, surface) }),
    ...(network && { network }),
    ...(clock && { clock: sharedClock(clock) }),
    ...(disk && { disk: sharedDisk(disk) }),
  }
}

function sharedProcess(process: Process, surface: FaultSurface): Process {
  const down = new Holds<true>()
  const paused = new Holds<true>()
  return {
    crash(node, unsynced, account) {
      down.take(node, account, true)
      paused.releaseAll(node)
      if (surface.status(node) !== 'down') process.crash(node, unsynced, account)
    },
    restart(node, account) {
      if (!down.release(node, account) || down.newest(node)) return
      if (surface.status(node) === 'down') process.restart(node, account)
    },
    pause(node, account) {
      if (surface.status(node) === 'down') return
      paused.take(node, account, true)
      if (surface.status(node) === 'up') process.pause(node, account)
    },
    resume(node, account) {
      if (!paused.release(node, account) || paused.newest(node)) return
      if (surface.status(node) === 'paused') process.resume(node, account)
    },
  }
}

const trueRate = 1_000_000

function sharedClock(clock: Clock): Clock {
  const rates = new Holds<number>()
  return {
    jump: (node, by, account) => clock.jump(node, by, account),
    fireTimers: (node, account) => clock.fireTimers(node, account),
    rate(node, ppm, account) {
      const before = rates.newest(node) ?? trueRate
      if (ppm === trueRate) rates.release(node, account)
      else rates.take(node, account, ppm)
      const now = rates.newest(node) ?? trueRate
      if (now !== before) clock.rate(node, now, account)
    },
  }
}

function sharedDisk(disk: Disk): Disk {
  const delays = new Holds<number>()
  return {
    slow(node, by, account) {
      const before = delays.newest(node) ?? 0
      if (by === 0) delays.release(node, account)
      else delays.take(node, account, by)
      const now = delays.newest(node) ?? 0
      if (now !== before) disk.slow(node, now, account)
    },
  }
}

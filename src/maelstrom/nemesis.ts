import type { Json } from '../base/json.ts'
import type { RandomStream } from '../base/random.ts'
import type { Millis } from '../base/time.ts'
import type { RealClock } from '../processes/real-clock.ts'
import type { Network } from './network.ts'
import type { MaelstromNode } from './node.ts'
import { drawnPartition } from './partition.ts'

/** Faults by name. Maelstrom itself has `partition`. */
export const faultNames = ['partition', 'partition-leader', 'kill', 'pause', 'duplicate', 'reorder'] as const
export type FaultName = (typeof faultNames)[number]

export interface NemesisOptions {
  readonly faults: readonly FaultName[]
  /** Mean time from one begin or end of a fault to the next. */
  readonly interval: Millis
  readonly clock: RealClock
  readonly random: RandomStream
  readonly network: Network
  readonly nodes: readonly MaelstromNode[]
  /** Who was last seen to lead. */
  readonly leader: () => string | undefined
  /** Starts a killed node and has it told who it is. */
  readonly restart: (node: MaelstromNode) => Promise<void>
  readonly record: (f: string, value: Json) => void
}

/** What a fault did, to be undone. */
interface Begun {
  readonly value: Json
  end(): void | Promise<void>
}

/** Share of messages that a disturbed network duplicates or holds back. */
const DISTURBED = 0.3

/** Begins and ends each fault in turn, at times drawn around the interval. */
export class MaelstromNemesis {
  readonly #options: NemesisOptions
  readonly #running = new Map<FaultName, Begun>()
  /** Beginning and end of a fault may take time: they come one after the other. */
  #under = Promise.resolve()
  #stopped = false

  constructor(options: NemesisOptions) {
    this.#options = options
  }

  start(): void {
    for (const fault of this.#options.faults) this.#plan(fault, this.#options.random.fork(fault))
  }

  /** Ends every fault; resolves when all nodes are up again. */
  async heal(): Promise<void> {
    this.#stopped = true
    await this.#under
    for (const fault of this.#running.keys()) await this.#end(fault)
  }

  #plan(fault: FaultName, random: RandomStream): void {
    const { clock, interval } = this.#options
    clock.after(random.int(0, 2 * interval), () => {
      this.#under = this.#under.then(async () => {
        if (this.#stopped) return
        if (this.#running.has(fault)) await this.#end(fault)
        else this.#begin(fault, random)
        this.#plan(fault, random)
      })
      // what broke is thrown by heal
      this.#under.catch(() => undefined)
    })
  }

  #begin(fault: FaultName, random: RandomStream): void {
    const begun = this.#act(fault, random)
    if (begun === undefined) return
    this.#running.set(fault, begun)
    this.#options.record(`start-${fault}`, begun.value)
  }

  async #end(fault: FaultName): Promise<void> {
    const begun = this.#running.get(fault)
    this.#running.delete(fault)
    await begun?.end()
    this.#options.record(`stop-${fault}`, begun?.value ?? null)
  }

  #act(fault: FaultName, random: RandomStream): Begun | undefined {
    const { network, nodes, leader, restart } = this.#options
    const ids = nodes.map(({ id }) => id)
    switch (fault) {
      case 'partition': {
        const { kind, parts } = drawnPartition(ids, random)
        return this.#cut(kind, parts)
      }
      case 'partition-leader': {
        const isolated = leader() ?? random.pick(ids)
        return this.#cut('leader', [[isolated], ids.filter((id) => id !== isolated)])
      }
      case 'duplicate':
      case 'reorder':
        network.disturb({ [fault]: DISTURBED })
        return { value: DISTURBED, end: () => network.disturb({ [fault]: 0 }) }
      case 'kill': {
        const hit = someOf(
          nodes.filter(({ status }) => status !== 'down'),
          random,
        )
        for (const node of hit) void node.kill()
        return {
          value: hit.map(({ id }) => id),
          end: async () => {
            await Promise.all(hit.map((node) => node.kill().then(() => restart(node))))
          },
        }
      }
      case 'pause': {
        const hit = someOf(
          nodes.filter(({ status }) => status === 'up'),
          random,
        )
        for (const node of hit) node.pause()
        return { value: hit.map(({ id }) => id), end: () => hit.forEach((node) => node.resume()) }
      }
    }
  }

  /** Parts that do not hear each other; a node may be in several. */
  #cut(kind: string, parts: readonly (readonly string[])[]): Begun {
    const { network, nodes } = this.#options
    const ids = nodes.map(({ id }) => id)
    const together = (a: string, b: string): boolean =>
      parts.some((part) => part.includes(a) && part.includes(b))
    const links = ids.flatMap((a) =>
      ids.filter((b) => a !== b && !together(a, b)).map((b) => [a, b] as const),
    )
    for (const [a, b] of links) network.cut(a, b)
    return {
      value: [kind, parts.map((part) => [...part])],
      end: () => {
        for (const [a, b] of links) network.mend(a, b)
      },
    }
  }
}

/** One node, or some, or all. */
function someOf(nodes: readonly MaelstromNode[], random: RandomStream): MaelstromNode[] {
  if (nodes.length === 0) return []
  const count = random.pick([1, 1, Math.ceil(nodes.length / 2), nodes.length])
  return random.shuffle(nodes).slice(0, count)
}

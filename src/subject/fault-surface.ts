import type { NodeId } from '../base/node-id.ts'
import type { Ppm, RandomStream } from '../base/random.ts'
import type { Micros, Millis } from '../base/time.ts'
import type { Role } from '../record/node-view.ts'

/**
 * What a world lets a nemesis do, and `persistence`: what a subject keeps over a crash, `versions`: more than
 * one version of its program. A fault names what it needs; a target or world without it is refused.
 */
export type Capability =
  'process' | 'network' | 'clock' | 'disk' | 'view' | 'deterministic' | 'persistence' | 'versions'

/** What becomes of writes not yet synced when a server crashes. `keep`: only memory is lost, as by kill -9. */
export type Unsynced = 'lose' | 'keep' | 'prefix' | 'subset'

/** What becomes of messages that were sent before their link was cut. */
export type UnderWay = 'lost' | 'arrives'

/** What a disturbed link does to a message, beside what the network does anyway. */
export interface Disturbance {
  /** Chance that a message is lost, in parts per million. */
  readonly drop?: Ppm
  /** Chance that a second copy arrives, up to `duplicateWithin` later. */
  readonly duplicate?: Ppm
  readonly duplicateWithin?: Millis
  /** Added to every message: a delay drawn from this range. */
  readonly delayLow?: Millis
  readonly delayHigh?: Millis
  /** Chance that a message is held back by up to `reorderWithin`, so that later ones overtake it. */
  readonly reorder?: Ppm
  readonly reorderWithin?: Millis
}

/** Something of note that a server just did: what aimed faults wait for. */
export type Trigger =
  | 'candidate' // it stands for leader
  | 'voted' // it granted its vote to another
  | 'leader' // it won an election
  | 'proposed' // as leader, it appended a client's entry
  | 'appended' // as follower, it appended entries
  | 'truncated' // it cut conflicting entries
  | 'committed' // its commit index moved
  | 'applied' // it applied entries
  | 'stepped-down' // it led and leads no more
  | 'wrote' // it wrote to disk and has not synced yet

/** What one fault of a plan really did; it counts by itself while the world works. */
export interface FaultStatistics {
  /** `f1`, `f2`, ... in the order of the plan. */
  readonly id: string
  /** Adds to an effect: `messagesCut`, `messagesDelayed`, `messagesDuplicated`, `writesLost`, `crashes`, `pauses`, `clockMoves`, `upgrades`. */
  count(effect: string, by?: number): void
}

/**
 * The controls of a world, simulated or real. Nodes are named; every control is given the account of the
 * fault that uses it. Controls of a capability the world lacks are absent.
 */
export interface FaultSurface {
  readonly members: readonly NodeId[]
  /** Draws of the nemesis, apart from every other stream. */
  readonly random: RandomStream
  /** The world's own time. */
  now(): Micros
  /** Calls back once, `delay` from now, in the world's own time. */
  after(delay: Millis, act: () => void): void
  /** Calls back at each trigger. */
  listen(listener: (trigger: Trigger, node: NodeId) => void): void
  /** Whether servers show their entries or votes; what they do not is told by their writes to disk. Default: they do. */
  shows?(what: 'entries' | 'votes'): boolean

  status(node: NodeId): 'up' | 'down' | 'paused'
  /** Role, term and log end of a running server; undefined when it is down or does not show them. */
  peek(node: NodeId):
    | {
        readonly role: Role
        readonly currentTerm: number
        readonly lastIndex: number
        readonly lastTerm: number
        /** Of its log, where it is told. */
        readonly firstIndex?: number
        /** Whose majority decides, where it is told. */
        readonly members?: readonly NodeId[]
      }
    | undefined

  readonly process?: {
    /** Ends the incarnation of a server; nothing when it is down. */
    crash(node: NodeId, unsynced: Unsynced, statistics: FaultStatistics): void
    restart(node: NodeId, statistics: FaultStatistics): void
    pause(node: NodeId, statistics: FaultStatistics): void
    resume(node: NodeId, statistics: FaultStatistics): void
    /**
     * Kills a server and starts it at once as the next version of its program; one that is down starts as that later. Nothing
     * when there is none newer, or it is paused.
     */
    upgrade?(node: NodeId, statistics: FaultStatistics): void
  }
  readonly network?: {
    /**
     * Stops everything from one server to another until mended by the same account. `underWay`: what was sent before;
     * real connections lose or keep it by themselves. Default `lost`.
     */
    cut(from: NodeId, to: NodeId, statistics: FaultStatistics, underWay?: UnderWay): void
    mend(from: NodeId, to: NodeId, statistics: FaultStatistics): void
    /** Disturbs a link until calmed by the same account; several disturbances add up. */
    disturb(from: NodeId, to: NodeId, disturbance: Disturbance, statistics: FaultStatistics): void
    calm(from: NodeId, to: NodeId, statistics: FaultStatistics): void
  }
  readonly clock?: {
    /** Moves a server's clock forward; timers that become due fire. */
    jump(node: NodeId, by: Millis, statistics: FaultStatistics): void
    /** Moves a server's clock forward to the last timer that may be an election: one fires early. */
    fireTimers(node: NodeId, statistics: FaultStatistics): void
    /** How fast a server's clock runs, in parts per million of true time; 1,000,000 is right. */
    rate(node: NodeId, ppm: Ppm, statistics: FaultStatistics): void
  }
  readonly disk?: {
    /** A sync takes this much longer until set to 0. */
    slow(node: NodeId, by: Millis, statistics: FaultStatistics): void
  }
  /** Marks the beginning or end of a fault in the trace. */
  mark(kind: 'fault' | 'heal', statistics: FaultStatistics, text: string, nodes: readonly NodeId[]): void
}

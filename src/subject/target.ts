import type { Json } from '../base/json.ts'
import type { NodeId } from '../base/node-id.ts'
import type { Millis } from '../base/time.ts'
import type { LiveLog, LiveState } from '../record/live-state.ts'
import type { Environment, Lens, RaftNode } from './contract.ts'
import { offersOf, type Offered } from './offers.ts'
import type { ChosenOptions, OptionValues } from './options.ts'

/** What is on one server's disk, followed write by write as it becomes durable. */
export interface DurableMirror {
  readonly currentTerm: number
  readonly votedFor: NodeId | null
  readonly log: LiveLog
  /** One write became durable. */
  write(key: string, value: Json): void
  /** A crash settled what the disk holds: begins again from it. */
  reload(stored: { readonly [key: string]: Json } | undefined): void
}

/** A system under test that runs inside this process. Made by {@link inProcess}. */
export interface Target<C = unknown, R = unknown> {
  readonly name: string
  readonly kind: 'in-process'
  create(environment: Environment): RaftNode<C, R> | Promise<RaftNode<C, R>>
  readonly lens?: Lens
  /** What it can do. Default: what {@link inProcess} says. */
  readonly offers?: Offered
  /** Its settings, with the values to draw from for each run. */
  readonly options?: OptionValues
  /** Its `create` with settings chosen. Present with `options`; without it `create` takes the first value of each. */
  creating?(chosen: ChosenOptions): Target<C, R>['create']
  /**
   * Whether `setTimeout`, `Date`, `performance.now` and `Math.random` are virtual inside its servers, and
   * promises are waited for between two events. Default: they are not.
   */
  readonly globals?: 'virtual'
  /**
   * How messages and stored values change hands. `copied`: through JSON, as over a wire. `parsed`: by reference, as
   * they were just read from JSON and nobody else has them. `shared`: by reference, only for a subject known never to
   * write to them. Default `copied`.
   */
  readonly values?: 'copied' | 'parsed' | 'shared'
  /**
   * Whether calls carry a session, `{ client, sequence, call }`, and may be sent again until answered.
   * `explicit`: its servers know only sessions that were opened. Default: as its offers say, in plain fields of
   * the call.
   */
  readonly sessions?: boolean | 'explicit'
  /** How an operator's calls reach its servers: as calls, or by methods of their own. Default `methods`. */
  readonly operator?: 'submit' | 'methods'
  /** The longest election timeout of its servers, which bounds how long recovery may take. */
  readonly electionTimeout?: Millis
  /** Present when servers of several runs can be asked at once. */
  readonly gathering?: Gathering
  /** The same target, of modules that no run has touched. Called for each run. Default: all runs share its modules. */
  renew?(): Target<C, R>
  /** A way to look at a server's memory without copying; instead of `view()`. */
  live?(node: RaftNode<C, R>): LiveState
  /** A way to follow a server's disk without reading it whole; instead of `lens.stored`. */
  durable?(): DurableMirror
  /**
   * Everything that decides what a server does from now on, in memory and on its disk, as a text: what tells one state of
   * it from another in an exhaustive search. Default: `state()` of the node, where it has that.
   */
  stateKey?(node: RaftNode<C, R>, disk: DurableMirror | undefined): string
  /**
   * What of a message tells it from others, for scripts: without clock readings and what follows from them, as a
   * script has no times, and without counters that change when an earlier message is left out. Default: all of it.
   */
  canonicalForm?(message: Json): Json
  /** A message in words, for traces. Default: its JSON, shortened. */
  describe?(message: Json): string
  /** A log entry in words, by server and index, for traces. Default: its digest. */
  describeEntry?(node: RaftNode<C, R>, index: number): string
}

/**
 * Servers of several runs that can be asked at once: to reach them costs much, and hardly more for many than for one.
 * The runs take turns in one process; each goes on when its answer has come.
 */
export interface Gathering {
  /** Runs that may take turns. */
  readonly lanes: number
  /** Begins the next run of a lane, from 0, on a target of this gathering. */
  enter(target: Target, lane: number): Lane
  /** Asks what these lanes are to ask, and does not wait for the answers. */
  send(lanes: readonly Lane[]): void
  /** Waits for the answers to the oldest `send` that has not been waited for. */
  receive(): void
}

/** One of the runs that take turns. */
export interface Lane {
  /** The target of the run: its servers are asked, and answer later. */
  readonly target: Target
  /** Whether a server is to be asked, or has been, and has not taken its answer. */
  readonly isAsking: boolean
  /**
   * The server takes the answer that has come.
   * @throws ContractBreach when it is none.
   */
  take(): void
}

/** The target for one run: what the modules of the subject keep must not go from one run to the next. */
export const renewed = (target: Target): Target => target.renew?.() ?? target

/** How its calls carry a session; false when they carry none and are sent once. */
export const sessionsOf = (target: Pick<Target, 'sessions' | 'offers'>): boolean | 'explicit' =>
  target.sessions ?? offersOf(target).sessions

/** Whether its calls carry a session. */
export const hasSessions = (target: Pick<Target, 'sessions' | 'offers'>): boolean =>
  sessionsOf(target) !== false

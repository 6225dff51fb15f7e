import type { CheckedHistory } from '../../reports/html/check/check-page.ts'
import type { Json } from '../base/json.ts'
import type { RandomStream } from '../base/random.ts'
import type { Millis } from '../base/time.ts'
import type { ClientEvent, Completion, Invocation, MaelstromEvent } from './event.ts'
import type { Ask } from './rpc.ts'

export type Validity = boolean | 'unknown'

/** What a checker found; `details` as Maelstrom's results name it. */
export interface CheckResult {
  readonly valid: Validity
  /** Why it is not true, in a sentence. */
  readonly because?: string
  readonly details: { readonly [name: string]: Json }
  /** Drawn in the report. */
  readonly page?: CheckedHistory
}

/** What a workload is made for. */
export interface WorkloadSettings {
  readonly nodes: readonly string[]
  readonly concurrency: number
  readonly random: RandomStream
  /** Mean latency of the network. */
  readonly latency: Millis
  readonly keyCount?: number
  readonly maxTransactionLength: number
  readonly maxWritesPerKey: number
  readonly topology: string
  readonly consistency: string
  /** Whether the answer that a key does not exist is a read of nothing, which is checked, and no failed read. */
  readonly strictMissing: boolean
  /** Wall time of the checkers. */
  readonly checkFor: Millis
}

/** What clients do to a program and how it is judged. */
export interface Workload {
  readonly name: string
  /** How long a client waits for a reply. */
  readonly timeout: Millis
  /** Types of its requests and replies. */
  readonly operations: ReadonlySet<string>
  /** Called once for each node, by a client of its own, before the first operation. */
  setup?(node: string, ask: Ask): Promise<void>
  /** The next operation of a worker; undefined: it is not this worker's turn. */
  next(worker: number, process: number): Invocation | undefined
  /** After everything is healed: the next operation of a worker, `last` being what came of the one before. */
  final?(worker: number, count: number, last: Completion | undefined): Invocation | undefined
  invoke(invocation: Invocation, ask: Ask, worker: number): Promise<Completion>
  /** A worker goes on as a new process: what it knew is gone. */
  renewed?(worker: number): void
  check(history: readonly ClientEvent[], all: readonly MaelstromEvent[]): Promise<CheckResult> | CheckResult
}

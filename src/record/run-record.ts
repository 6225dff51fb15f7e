import type { Json } from '../base/json.ts'
import type { NodeId } from '../base/node-id.ts'
import type { Micros } from '../base/time.ts'
import type { Script } from './decision.ts'
import type { HistoryEvent } from './history-event.ts'
import type { Trace } from './trace.ts'
import type { Violation } from './verdict.ts'

/** One fault of the nemesis: what was planned and what it really did. */
export interface FaultRecord {
  /** `f1`, `f2`, ... in the order of the plan. */
  readonly id: string
  readonly kind: string
  /** In words, with its target and parameters. */
  readonly text: string
  /** Each time it hit: when it began and ended (null: still on at the end), and at whom. */
  readonly activations: readonly {
    readonly from: Micros
    readonly to: Micros | null
    readonly nodes: readonly NodeId[]
  }[]
  /** What it did, by name: `messagesCut`, `messagesDelayed`, `messagesDuplicated`, `writesLost`, `crashes`, `pauses`, `elections`. */
  readonly effects: { readonly [effect: string]: number }
  /** Activations by what the cluster was at: `election`, `replication`, ...; absent: none, or servers do not show it. */
  readonly phases?: { readonly [phase: string]: number }
}

/** Counts of one run, for summaries and for the table before and after minimization. */
export interface RunCounts {
  readonly steps: number
  readonly messages: number
  readonly operations: number
  readonly ok: number
  /** All that were answered `fail`. */
  readonly failed: number
  /** Of the failed: each `cas` that found another value than it expected, which is an answer like any other. */
  readonly unmatched?: number
  readonly unknown: number
  readonly crashes: number
  readonly elections: number
  readonly virtualMs: number
}

/** How a run ended. `unknown`: a checker ran out of budget, or the run proved nothing. */
export type RunStatus = 'valid' | 'invalid' | 'unknown'

/** One run, complete: what was asked, what clients saw, what happened inside, what the checkers say. */
export interface RunRecord {
  readonly version: 1
  readonly scenario: string
  readonly target: string
  readonly seed: string
  /** The plan as JSON; see `docs/reference/plan.md`. */
  readonly plan: Json
  /** `process`: it ran on real servers, in real time, and cannot be made again. Absent: it was simulated. */
  readonly mode?: 'process'
  /** Token for `whitewater replay`; empty of a run that cannot be made again. */
  readonly token: string
  readonly digest: string
  readonly nodes: readonly NodeId[]
  readonly status: RunStatus
  readonly because?: string
  readonly violation?: Violation
  readonly signature?: string
  readonly history: readonly HistoryEvent[]
  /** Known signatures that the run went on past; absent: none. */
  readonly known?: readonly string[]
  readonly faults: readonly FaultRecord[]
  /** How often each coverage mark of the scenario was reached. */
  readonly coverageMarks: { readonly [name: string]: number }
  readonly counts: RunCounts
  readonly trace?: Trace
}

/** One stage of the minimizer and what it achieved. */
export interface MinimizerPass {
  readonly name: string
  /** Runs that were made again; of a search, states of the cluster. */
  readonly tried: number
  /** What `tried` counts. Default: runs. */
  readonly of?: 'states'
  readonly kept: number
  /** Decisions, or plan elements in the plan stages, left after it. */
  readonly left: number
}

/** What happens when one remaining fault or decision is taken away: the "why" of the report. */
export interface Necessity {
  /** Index into `script`, or the id of a fault of the plan. */
  readonly of: number | string
  readonly text: string
  /** `passes`: nothing breaks without it. `same`: it breaks the same way. Otherwise another signature. */
  readonly without: string
}

/** Random futures of a minimized run after a part of its script. */
export interface FuturesAfter {
  /** How many of its decisions had been carried out. */
  readonly decisions: number
  /** The last step until then. */
  readonly step: number
  readonly runs: number
  /** How many of them broke the same property in the same form. */
  readonly failed: number
}

/** A failure made small: the same breach in the fewest steps found. */
export interface MinimizedFailure {
  readonly version: 1
  /** The minimized run; its trace is complete. Driven by `script` when there is one, else by its plan. */
  readonly record: RunRecord
  readonly script?: Script
  readonly before: RunCounts
  readonly after: RunCounts
  readonly passes: readonly MinimizerPass[]
  readonly necessity: readonly Necessity[]
  readonly replays: number
  /** States of the cluster that were searched beside the replays, by all passes together. Absent: none. */
  readonly states?: number
  /** What a search of all runs made of as much found out; absent: there was none, as of a run without a script. */
  readonly proof?: ShortestProof
  /** True when no single decision can be removed without losing the signature. */
  readonly oneMinimal: boolean
  /** From when on the failure was to be expected; empty: its script is too long; absent: it has none, or see `unexplained`. */
  readonly futures?: readonly FuturesAfter[]
  /** Messages that were never delivered; with any of these delivered as soon as it was sent nothing breaks. By number. */
  readonly preventing?: readonly number[]
  /**
   * The limit that ended the search before all was tried, so that a smaller run may exist; absent: none did.
   * `steps`: of all runs together. `millis`: of wall time.
   */
  readonly limit?: SearchLimit
  /** No time was left for all of the runs that explain it: of necessity, futures or messages some are missing. */
  readonly unexplained?: true
}

/** How far all runs were searched for a shorter one that fails the same way. */
export interface ShortestProof {
  /** Distinct states of the cluster. */
  readonly states: number
  /** All runs with as many timeouts, calls, restarts and the like as the minimized one were searched: none is shorter. */
  readonly isProved: boolean
  /** The widest bounds within which none is. */
  readonly within: readonly Readonly<Record<string, number>>[]
}

/** What a search may spend. */
export type SearchLimit =
  { readonly replays: number } | { readonly steps: number } | { readonly millis: number }

import type { Diagnosis } from '../../checkers/diagnosis/diagnosis.ts'
import type { Json } from '../../src/base/json.ts'
import type { FuturesAfter, RunCounts, SearchLimit, ShortestProof } from '../../src/record/run-record.ts'
import type { StatePatch } from '../../src/record/trace.ts'
import type { Clause, Fact } from '../../src/record/verdict.ts'
import type { Lateness } from '../late-messages.ts'
import type { LateSync } from '../late-syncs.ts'
import type { PassedOver } from '../passed-over.ts'
import type { EventId } from './event-id.ts'
import type { ReportHistory } from './history/history-schema.ts'
import type { NodeState } from '../node-state.ts'
import type { ReportWhy } from './why-schema.ts'

/**
 * The data inside `report.html`, version 1: JSON in `<script id="ww-meta">`, of type `application/json` where it is short, else
 * gzip and base64, of type `text/plain`.
 * Members that are not known are null or absent; readers ignore members they do not know.
 * All texts are single lines, bounded, without control characters.
 */
export interface Report {
  readonly ww: 1
  /** Digest of the original run. */
  readonly id: string
  readonly status: 'fail' | 'unknown' | 'pass'
  readonly signature: string
  readonly verdict: ReportVerdict
  /** Why it could break, as far as the shown run proves it; absent: not known. */
  readonly because?: Diagnosis
  /** Where it is not: what the target would have to show for it, in words. */
  readonly notDiagnosed?: string
  readonly sut: {
    readonly name: string
    readonly version: string | null
    readonly adapter: string | null
    readonly mode: 'sim' | 'process'
  }
  readonly scenario: string
  readonly seed: string
  readonly replay: {
    readonly cmd: string
    readonly token?: string
    /** What the page holds that makes the run again: `#ww-minimized` or `#ww-run`; null: nothing does. */
    readonly carried: 'minimized.json' | 'run.json' | null
    readonly verified: { readonly runs: number; readonly same: number } | null
    /** Digest of the run that is shown: the minimized one when there is one. */
    readonly traceHash: string
  }
  readonly env: {
    readonly whitewater: string | null
    readonly node: string | null
    readonly os: string | null
    readonly arch: string | null
    readonly wasm: string | null
    /** The plan of the original run, or null when it is longer than a report carries. */
    readonly options: Json
    readonly optionsHash: string
  }
  /** The lanes, in order: clients first, then servers. */
  readonly nodes: readonly Lane[]
  /** The run that is shown step by step; null when no trace was kept. */
  readonly min: ColumnTrace | null
  readonly minStats: MinimizerStats | null
  readonly faults: readonly ReportFault[]
  /** Parts of the minimized run that were taken away one by one, and what happened then. */
  readonly necessity: readonly ReportNecessity[]
  /** From when on the failure was to be expected; absent: nothing was tried. */
  readonly futures?: readonly FuturesAfter[]
  /** What the shown run went on past; absent: nothing. Signatures that are known and showed; properties not judged. */
  readonly past?: PassedOver
  /** Of a run that is rendered again: files that were not there; absent: none. */
  readonly missing?: readonly string[]
  readonly ops: readonly ReportOperation[]
  /** Operations of the shown run that are not among `ops`; absent: none. */
  readonly moreOps?: number
  /** What clients saw of each object: in the shown run, then in the original one where that is another. Absent: nothing. */
  readonly histories?: readonly ReportHistory[]
  readonly why: ReportWhy
  /** For each prefix of the trace, how many random continuations ended in the same breach. */
  readonly fate?: readonly { readonly k: number; readonly fail: number; readonly runs: number }[]
  /** The original run by columns (`packed-run.ts`), gzip and base64, in `<script type="text/plain" id="ww-full">`; null without one. */
  readonly full: {
    readonly events: number
    readonly embedded: number
    /** Steps of the run, of which a long one is traced up to the breach only; absent: all of it is. */
    readonly ofRun?: number
    readonly window?: { readonly fromSeq: number; readonly kept: 'before-breach' }
    readonly payload: 'ww-full'
    /** Of the bytes before compression, hexadecimal. */
    readonly sha256: string
  } | null
}

export interface ReportVerdict {
  readonly invariant: string
  readonly headline: string
  readonly proof: readonly Clause[]
  readonly facts: readonly Fact[]
  readonly at: EventId
  /** Virtual time in microseconds. */
  readonly time: number
}

export interface Lane {
  readonly id: string
  readonly name: string
  readonly kind: 'node' | 'client'
}

export interface MinimizerStats {
  readonly before: RunCounts
  readonly after: RunCounts
  /** Which faults of the original run are left, in words; absent: none had hit. */
  readonly keptFaults?: string
  /** What only the traces of both runs tell; absent: there are not both. */
  readonly more?: readonly { readonly name: string; readonly before: number; readonly after: number }[]
  readonly replays: number
  /** What a search of all runs made of as much found out; absent: there was none. */
  readonly proof?: ShortestProof
  /** Wall milliseconds; null when not measured. */
  readonly ms: number | null
  readonly oneMinimal: boolean
  /** The limit that ended the search; absent: all was tried. */
  readonly limit?: SearchLimit
  /** No time was left for all of the runs that explain it. */
  readonly unexplained?: true
  readonly log: readonly {
    readonly name: string
    readonly tried: number
    readonly kept: number
    readonly left: number
  }[]
}

export interface ReportFault {
  readonly id: string
  readonly kind: string
  readonly text: string
  /** Each activation, times in microseconds; `to` null: still on at the end. */
  readonly activations: readonly {
    readonly from: number
    readonly to: number | null
    readonly target: readonly string[]
  }[]
  readonly effects: { readonly [effect: string]: number }
  /** Whether the shown run still has it; null where nothing can tell, or nothing was minimized. */
  readonly kept: boolean | null
  /** The same in words; absent: it hit nobody, or nothing was minimized. */
  readonly fate?: string
  /** `passes`, `same` or another signature: what happens without it. */
  readonly necessity: { readonly without: string } | null
}

export interface ReportNecessity {
  readonly text: string
  readonly without: string
  readonly needed: boolean
  readonly fault: boolean
}

export interface ReportOperation {
  readonly id: number
  /** The number of the client. */
  readonly client: number
  /** Its process in the history, where that is another number: after an outcome that it did not learn it goes on as a new one. */
  readonly process?: number
  readonly key: string | null
  readonly f: string
  readonly in: string
  readonly out: string | null
  readonly status: 'ok' | 'fail' | 'info'
  readonly inv: EventId | null
  readonly ret: EventId | null
  /** The step at which it took effect, where a checker named one. */
  readonly lp?: EventId
  /** True for an operation of the run that is shown. */
  readonly min?: boolean
}

/**
 * A trace by columns, its words interned. Column `i` is event `i`; its step number is `first + i`, and what `gaps` before it add.
 * It is both small and quick to parse: a hundred thousand events are eight arrays of numbers.
 */
export interface ColumnTrace {
  readonly prefix: 'm' | 'o'
  readonly first: number
  readonly kinds: readonly string[]
  readonly details: readonly Detail[]
  /** Microseconds since the previous event; the first counts from 0. */
  readonly t: readonly number[]
  /** Index into `kinds`. */
  readonly k: readonly number[]
  /** Index into `Report.nodes`; -1 for none. */
  readonly n: readonly number[]
  /** How many events back its cause lies; 0 for none. */
  readonly c: readonly number[]
  /** Id of the message that arrives; -1 for none. */
  readonly m: readonly number[]
  /** Index into `details`. */
  readonly d: readonly number[]
  /** How many times its server had been restarted. */
  readonly inc: readonly number[]
  /** Step of the original run that each is most like, in order; null where there is none. */
  readonly orig?: readonly (number | null)[]
  readonly messages: readonly ReportMessage[]
  /** The events in which a disk synced late, in order; absent: in none. */
  readonly lateSyncs?: readonly (readonly [event: number, late: LateSync])[]
  readonly patches: readonly (readonly [event: number, node: number, patch: StatePatch])[]
  /** Where steps are left out, in order; absent: nowhere between the first event and the last. */
  readonly gaps?: readonly TraceGap[]
  /** Frame `i` is the state of every lane before event `i * every`, so that a seek costs few patches. */
  readonly key: { readonly every: number; readonly frames: readonly (readonly (NodeState | null)[])[] }
}

/** Steps that are not among the events: the ones directly before `event`. */
export interface TraceGap {
  readonly event: number
  readonly steps: number
  /** Microseconds from the event before it to the event after it. */
  readonly time: number
  /** Who became leader in it, in words, the newest last. */
  readonly elected: readonly string[]
  /** What they changed, all in all. */
  readonly patches: readonly (readonly [node: number, patch: StatePatch])[]
}

export interface Detail {
  readonly text: string
  /** What it did to its server, in words; absent: nothing to speak of. */
  readonly effect?: string
  /** Lane of the client, for client steps. */
  readonly client?: number
  readonly op?: number
  readonly fault?: string
}

export interface ReportMessage {
  readonly id: number
  /** Lanes. */
  readonly from: number
  readonly to: number
  readonly text: string
  /** Step numbers. */
  readonly sent: number
  readonly arrivals: readonly number[]
  /** That it arrived late, the first time; absent: it did not. */
  readonly late?: Lateness
  readonly lost?: string
  readonly fault?: string
}

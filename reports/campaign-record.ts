import type { FaultTally } from './campaign-summary.ts'
import type { RunLoad } from './run-load.ts'

/** One failing run, with all it takes to see it again. */
export interface FailingRun {
  readonly scenario: string
  readonly seed: string
  /** Its number among the finished runs of its scenario, from 1: runs that were cut off are not counted. */
  readonly run: number
  readonly headline: string
  readonly step: number
  /** The whole command line that makes it again. */
  readonly replay: string
}

/** All failures of a campaign with one signature. */
export interface RecordedGroup {
  readonly signature: string
  /** Its name in addresses: `#group-<slug>`. */
  readonly slug: string
  /** One sentence about the first of them. */
  readonly headline: string
  readonly count: number
  /** Whether no former campaign in the same folder has found it. */
  readonly new: boolean
  /** The smallest number of a run that found it, in the scenario it was found in. */
  readonly firstRun: number
  readonly scenarios: readonly { readonly name: string; readonly count: number }[]
  /**
   * `waits`: nobody has looked into it yet. `none`: it was looked into, and there is no report. `counted`: nobody will look
   * into it, as there were too many signatures before it.
   */
  readonly state: 'minimized' | 'reported' | 'waits' | 'none' | 'counted'
  readonly minimizedSteps?: number
  /** Its `report.html`, relative to the folder of the campaign, in JSON to that of the JSON; absent: there is none there. */
  readonly report?: string
  /** The one that was found first, which was looked into. */
  readonly example: FailingRun
  /** What clients got in that run; absent: its history is not there, or too short. */
  readonly load?: RunLoad
  /** By scenario and run: all of them, or of very many as many as there is room for. */
  readonly failures: readonly FailingRun[]
}

/** A signature that the campaign like this one found, and this one has not. */
export interface GoneSignature {
  readonly signature: string
  /** How often it was found then, in how many runs of the scenarios that found it. */
  readonly count: number
  readonly of: number
  /** Runs of the same scenarios in this campaign that held. */
  readonly runs: number
  /** The chance that so many runs miss it though nothing has changed: 0 to 1. */
  readonly chance: number
  /** Whether a scenario that found it breaks in a way now that the other campaign did not know: it may be the same bug. */
  readonly otherwise: boolean
  /** Whether that chance is small enough to say that it was mended, and it cannot be what breaks otherwise now. */
  readonly fixed: boolean
}

export interface RecordedScenario {
  readonly name: string
  readonly runs: number
  readonly failed: number
  readonly undecided: number
  /** The number of its first failing run, from 1; absent: none failed. */
  readonly firstFailure?: number
  /** How often each coverage mark was reached over all its runs. */
  readonly marks: { readonly [mark: string]: number }
}

/** A campaign of the folder as one column among the others. */
export interface RecordedNight {
  readonly began: string
  readonly target: string
  readonly runs: number
  readonly failed: number
  readonly scenarios: { readonly [name: string]: { readonly runs: number; readonly failed: number } }
  /** Runs that found each signature. */
  readonly signatures: { readonly [signature: string]: number }
  /** Signatures of it that are left out; absent: none. */
  readonly leftOut?: number
}

/** How many there are that the lists of `campaign.json` have no room for. */
export interface LeftOutOfRecord {
  readonly groups: number
  readonly failures: number
  readonly undecidedRuns: number
  readonly gone: number
  readonly nights: number
}

/**
 * How a campaign ended, from the best to the worst: a harness that fails says nothing of what it found. `nothing-new`:
 * runs broke properties, each as in a former campaign, and only what is new was to count.
 */
export type CampaignResult =
  'held' | 'nothing-new' | 'undecided' | 'violation' | 'not-deterministic' | 'harness-failed'

/** One campaign, complete: what `campaign.json` holds and `campaign.html` shows. All texts may come from a subject. */
export interface CampaignRecord {
  readonly version: 1
  /** The one line that says how it stands. */
  readonly line: string
  readonly standing: 'failed' | 'alarm' | 'undecided' | 'known' | 'held'
  /** How its last session ended, as `campaign --json` has it; absent: it did not, or the store is older. */
  readonly result?: CampaignResult
  readonly began: string
  /** Absent: something is left to do. */
  readonly finished?: string
  readonly target: string
  readonly seed: string
  /** What the user asked for, in words: `200 runs of each scenario`. */
  readonly asked: string
  readonly runs: number
  readonly failed: number
  readonly undecided: number
  readonly wallSeconds: number
  readonly virtualHours: number
  readonly groups: readonly RecordedGroup[]
  /** When the newest campaign before began that is like this one: same target, scenarios and shape. Absent: there is none. */
  readonly comparedWith?: string
  /** What that one found and this one did not. */
  readonly gone: readonly GoneSignature[]
  /** Runs that went on past each signature that was known from the outset. */
  readonly known: readonly { readonly signature: string; readonly runs: number }[]
  readonly scenarios: readonly RecordedScenario[]
  readonly undecidedRuns: readonly {
    readonly scenario: string
    readonly seed: string
    readonly run: number
    readonly because: string
    readonly replay: string
  }[]
  readonly selfTests: readonly { readonly id: string; readonly found: boolean; readonly runs: number }[]
  readonly faults: {
    readonly [kind: string]: FaultTally & { readonly phases?: { readonly [phase: string]: number } }
  }
  /** What a cluster can be at when a fault hits it, in the order of the protocol. */
  readonly phases: readonly string[]
  /** Each coverage mark in words. */
  readonly markTexts: { readonly [mark: string]: string }
  /** Behaviours told apart so far, after so many runs of each scenario; empty of an older file. */
  readonly saturation: readonly { readonly runs: number; readonly behaviours: number }[]
  /** The campaigns of this folder, the oldest first, this one last. */
  readonly nights: readonly RecordedNight[]
  /** What the last session said at its end. */
  readonly remarks: readonly string[]
  /** Absent: all is there. */
  readonly leftOut?: LeftOutOfRecord
}

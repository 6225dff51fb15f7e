import type { RunFailure } from '../testcase/tally.ts'
import type { CampaignSettings } from './settings.ts'

/** What a store says of its campaign as a whole. */
export interface StoredHead {
  readonly settings: CampaignSettings
  readonly began: string
  /** Absent: something is left to do. */
  readonly finished?: string
  /** How the last session said that it ended; absent: it did not, or the file is older. */
  readonly result?: string
  readonly remarks: readonly string[]
}

/** All failures with one signature: how many, and the first one. */
export interface StoredGroup {
  readonly signature: string
  readonly count: number
  readonly first: RunFailure
  /** Whether its report was made, and where it lies. */
  readonly reported: boolean
  readonly reportPath?: string
  readonly minimizedSteps?: number
}

/** How the hunt for one planted bug ended. */
export interface StoredSelfTest {
  readonly id: string
  readonly found: boolean
  readonly runs: number
  /** The run that found it. */
  readonly scenario?: string
  readonly seed?: string
  readonly digest?: string
}

/** When a scenario first did something: in which of its runs, counted from 0. */
export interface FirstShown {
  readonly scenario: string
  readonly behaviour: string
  readonly run: number
}

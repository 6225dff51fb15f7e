import type { KnownCount } from '../src/record/known-count.ts'

/** One scenario of a campaign in numbers. */
export interface ScenarioTally {
  readonly name: string
  readonly runs: number
  readonly failed: number
  readonly unknown: number
  /** How often each coverage mark was reached over all its runs; 0 means the scenario did not do its work. */
  readonly coverageMarks: { readonly [name: string]: number }
  /** Coverage marks that are up to the subject and that no run passed: not held against it. Absent: none. */
  readonly unseen?: readonly string[]
}

/** All failures of a campaign with one signature. */
export interface FailureGroup {
  readonly signature: string
  readonly count: number
  readonly scenario: string
  readonly firstSeed: string
  readonly minimizedSteps?: number
  readonly reportPath?: string
  /** Whether no former campaign in the same folder has found it; absent: nobody asked. */
  readonly new?: boolean
}

/** What a fault kind did over a whole campaign: how often it hit and its effects, summed by name. */
export interface FaultTally {
  /** How many the plans had, and how many of them hit nobody or changed nothing. */
  readonly planned: number
  readonly idle: number
  readonly activations: number
  readonly effects: { readonly [effect: string]: number }
}

/** A campaign in plain numbers: what its last page, its JSON and its Markdown are made from. */
export interface CampaignSummary {
  /** Runs that went on past each known signature, 0 where none did; absent: nothing was known. */
  readonly known?: readonly KnownCount[]
  readonly scenarios: readonly ScenarioTally[]
  readonly runs: number
  /** Wall seconds. */
  readonly seconds: number
  readonly seedsPerSecond: number
  readonly virtualHours: number
  readonly failures: readonly FailureGroup[]
  /** Planted bugs that must be found: one that is not is an alarm about the harness. */
  readonly selfTests?: readonly { readonly id: string; readonly found: boolean }[]
  readonly faults: { readonly [kind: string]: FaultTally }
}

export interface CampaignTotals {
  readonly failed: number
  readonly unknown: number
  readonly passed: number
  readonly selfTestsFound: number
  readonly selfTests: number
}

export function totalsOf(summary: CampaignSummary): CampaignTotals {
  const failed = summary.scenarios.reduce((sum, scenario) => sum + scenario.failed, 0)
  const unknown = summary.scenarios.reduce((sum, scenario) => sum + scenario.unknown, 0)
  const selfTests = summary.selfTests ?? []
  return {
    failed,
    unknown,
    passed: summary.runs - failed - unknown,
    selfTestsFound: selfTests.filter((selfTest) => selfTest.found).length,
    selfTests: selfTests.length,
  }
}

/** `scenario: coverage mark` of every coverage mark that no run of its scenario ever passed. */
export function missedCoverageMarks(summary: CampaignSummary): string[] {
  return summary.scenarios.flatMap((scenario) =>
    Object.entries(scenario.coverageMarks)
      .filter(([, count]) => count === 0)
      .map(([coverageMark]) => `${scenario.name}: ${coverageMark}`),
  )
}

/** One scenario of a campaign in numbers. */
export interface ScenarioTally {
  readonly name: string
  readonly runs: number
  readonly failed: number
  readonly unknown: number
  /** How often each landmark was passed over all its runs; 0 means the scenario did not do its work. */
  readonly landmarks: { readonly [name: string]: number }
  /** Landmarks that are up to the subject and that no run passed: not held against it. Absent: none. */
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
}

/** What a fault kind did over a whole campaign: how often it struck and its effects, summed by name. */
export interface FaultTally {
  /** How many the plans had, and how many of them struck nobody or changed nothing. */
  readonly planned: number
  readonly idle: number
  readonly strikes: number
  readonly effects: { readonly [effect: string]: number }
}

/** A campaign in plain numbers: what its last page, its JSON and its Markdown are made from. */
export interface CampaignSummary {
  readonly scenarios: readonly ScenarioTally[]
  readonly runs: number
  /** Wall seconds. */
  readonly seconds: number
  readonly seedsPerSecond: number
  readonly virtualHours: number
  readonly failures: readonly FailureGroup[]
  /** Planted bugs that must be found: one that is not is an alarm about the harness. */
  readonly canaries?: readonly { readonly id: string; readonly found: boolean }[]
  readonly faults: { readonly [kind: string]: FaultTally }
}

export interface CampaignTotals {
  readonly failed: number
  readonly unknown: number
  readonly passed: number
  readonly canariesFound: number
  readonly canaries: number
}

export function totalsOf(summary: CampaignSummary): CampaignTotals {
  const failed = summary.scenarios.reduce((sum, scenario) => sum + scenario.failed, 0)
  const unknown = summary.scenarios.reduce((sum, scenario) => sum + scenario.unknown, 0)
  const canaries = summary.canaries ?? []
  return {
    failed,
    unknown,
    passed: summary.runs - failed - unknown,
    canariesFound: canaries.filter((canary) => canary.found).length,
    canaries: canaries.length,
  }
}

/** `scenario: landmark` of every landmark that no run of its scenario ever passed. */
export function missedLandmarks(summary: CampaignSummary): string[] {
  return summary.scenarios.flatMap((scenario) =>
    Object.entries(scenario.landmarks)
      .filter(([, count]) => count === 0)
      .map(([landmark]) => `${scenario.name}: ${landmark}`),
  )
}

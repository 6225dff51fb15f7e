import type { MatrixRan, MatrixSchedule, MatrixSignature } from '../../reports/matrix.ts'
import { schedules as shipped } from '../../scenarios/index.ts'
import { defined } from '../base/defined.ts'
import { hostFor, type HostOptions } from '../isolation/host-options.ts'
import type { RunRecord } from '../record/run-record.ts'
import { needsText } from '../run/servable.ts'
import { offersText } from '../subject/offers.ts'
import { runScenarios, type ScenarioOutcome } from '../testcase/run-scenarios.ts'
import type { SubjectDescription, SubjectHost } from '../testcase/subject-host.ts'
import type { MatrixCampaign } from './matrix-file.ts'

export interface ImplementationRuns {
  readonly target: string
  /** Names of schedules. */
  readonly schedules: readonly string[]
  /** Runs of each schedule. */
  readonly runs: number
  readonly seed: string
  readonly campaign: MatrixCampaign | undefined
  readonly host: HostOptions
  readonly output: string | undefined
  onRun(record: RunRecord): void
}

/** What is counted of the runs of one schedule. */
interface Seen {
  trapped: number
  shown: number
}

/**
 * Puts one implementation through the schedules, then through the campaign.
 * @throws InputError when it cannot be loaded.
 */
export async function runImplementation(order: ImplementationRuns): Promise<MatrixRan> {
  const began = performance.now()
  const { target, schedules, campaign } = order
  const choice = { target, shape: {}, leaveOut: true }
  const scheduled = await runSchedules(hostFor(order.host, { ...choice, scenarios: [...schedules] }), order)
  const rest =
    campaign === undefined
      ? undefined
      : await runCampaign(
          hostFor(order.host, { ...choice, scenarios: campaign.scenarios ?? [] }),
          order,
          campaign,
        )
  const outcomes = [scheduled.outcome, ...(rest === undefined ? [] : [rest.outcome])]
  return {
    offers: offersText(scheduled.described.offered),
    schedules: schedules.map((name) => resultOf(name, scheduled)),
    ...(rest !== undefined && { campaign: rest.counts }),
    signatures: signaturesOf(outcomes),
    diverged: outcomes.flatMap(({ diverged }) => diverged),
    notMade: outcomes.flatMap(({ notMade }) => notMade),
    runs: outcomes.flatMap(({ batches }) => batches).reduce((sum, { runs }) => sum + runs, 0),
    seconds: Math.round((performance.now() - began) / 100) / 10,
  }
}

interface Scheduled {
  readonly described: SubjectDescription
  readonly outcome: ScenarioOutcome
  readonly seen: ReadonlyMap<string, Seen>
}

/** Closes what runs the subject when it is done. */
async function runSchedules(host: SubjectHost, order: ImplementationRuns): Promise<Scheduled> {
  try {
    const described = await host.describe()
    const seen = new Map<string, Seen>()
    const outcome = await runScenarios({
      ...common(host, order, described),
      seed: order.seed,
      runs: order.runs,
      onRun: (record) => {
        const counts = seen.get(record.scenario) ?? { trapped: 0, shown: 0 }
        seen.set(record.scenario, counts)
        if ((record.coverageMarks['trapSet'] ?? 0) > 0) counts.trapped++
        if ((record.coverageMarks['stateShown'] ?? 0) > 0) counts.shown++
        order.onRun(record)
      },
    })
    return { described, outcome, seen }
  } finally {
    await host.close()
  }
}

async function runCampaign(
  host: SubjectHost,
  order: ImplementationRuns,
  { runs, seed = '1' }: MatrixCampaign,
) {
  try {
    const described = await host.describe()
    const scenarios = described.scenarios.map(({ name }) => name)
    const each = Math.ceil(runs / Math.max(1, scenarios.length))
    const outcome = await runScenarios({
      ...common(host, order, described),
      seed,
      runs: each,
      onRun: (record) => order.onRun(record),
    })
    const counts = {
      scenarios,
      runs: outcome.batches.reduce((sum, batch) => sum + batch.runs, 0),
      failed: outcome.batches.reduce((sum, batch) => sum + batch.failures.length, 0),
      undecided: outcome.unknown,
    }
    return { outcome, counts }
  } finally {
    await host.close()
  }
}

const common = (
  host: SubjectHost,
  { target, output }: ImplementationRuns,
  described: SubjectDescription,
) => ({
  ...{ host, target, output, shape: {}, bail: 0, minimize: false, strict: false },
  scenarios: described.scenarios.map(({ name }) => name),
  specs: described.specs,
})

function resultOf(name: string, { described, outcome, seen }: Scheduled): MatrixSchedule {
  const lacks = described.leftOut.find(({ scenario }) => scenario === name)
  if (lacks !== undefined) {
    const because = `needs ${needsText(lacks.needs)}`
    return { name, result: 'not-offered', runs: 0, trapped: 0, failed: 0, because }
  }
  const batch = outcome.batches.find(({ scenario }) => scenario === name)
  const { trapped = 0, shown = 0 } = seen.get(name) ?? {}
  const runs = batch?.runs ?? 0
  const failed = batch?.failures.length ?? 0
  const result = (result: MatrixSchedule['result'], because?: string): MatrixSchedule => ({
    ...{ name, result, runs, trapped, failed },
    ...defined({ because }),
  })
  if (failed > 0) return result('failed')
  if (runs === 0) return result('undecided', 'no run was made')
  const [undecided] = batch?.unknown ?? []
  if (undecided !== undefined) return result('undecided', undecided.because)
  if (trapped > 0) return result('passed')
  if (shown === 0) return result('not-offered', 'needs a view')
  return result('not-reached', 'what it waits for did not come about')
}

function signaturesOf(outcomes: readonly ScenarioOutcome[]): MatrixSignature[] {
  const found = new Map<string, MatrixSignature>()
  for (const { record, reportPath } of outcomes.flatMap(({ batches }) =>
    batches.flatMap(({ failures }) => failures),
  )) {
    const { signature, scenario, seed, token } = record
    if (signature === undefined) continue
    const first = found.get(signature) ?? {
      ...{ signature, runs: 0, scenario, seed, token },
      ...defined({ reportPath }),
    }
    found.set(signature, { ...first, runs: first.runs + 1 })
  }
  return [...found.values()]
}

/** The sentences of schedules, for who reads their names. */
export const aboutSchedules = (names: readonly string[]): { name: string; about: string }[] =>
  shipped.filter(({ name }) => names.includes(name)).map(({ name, about }) => ({ name, about }))

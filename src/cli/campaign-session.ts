import { join } from 'node:path'
import { runCampaign, type CampaignOutcome } from '../campaign/campaign.ts'
import { Schedule } from '../campaign/schedule.ts'
import type { CampaignSettings } from '../campaign/settings.ts'
import type { CampaignStore } from '../campaign/store.ts'
import { type StoredSelfTest } from '../campaign/store.ts'
import type { RunFailure } from '../testcase/tally.ts'
import { WorkerPool } from '../campaign/worker-pool.ts'
import { selfTests } from './campaign-self-tests.ts'
import { triageFailures } from './campaign-failures.ts'
import { ProgressDisplay, type ProgressStream } from './campaign-progress.ts'
import { wantsColor } from '../../reports/index.ts'
import { counted } from '../../reports/quantities.ts'
import { caseToken } from '../testcase/test-case-id.ts'
import type { SubjectChoice, SubjectDescription } from '../testcase/subject-host.ts'
import { describeChoice, openHost, type Isolation } from '../isolation/open-host.ts'
import { boundsOf } from '../isolation/process-host.ts'
import { InProcessWorker, ProcessWorker } from '../campaign/tally-worker.ts'
import { NO_DIGEST } from '../testcase/ended-run.ts'
import { awaitedCoverageMarks } from '../run/coverage-mark-needs.ts'
import type { Offered } from '../subject/offers.ts'

export interface SessionOptions {
  readonly output: string
  readonly workers?: number
  readonly minimize: boolean
  /** Hunt planted bugs beside the work, where the target is one in which bugs can be planted. */
  readonly selfTests: boolean
  /** Longest time one run may take, in milliseconds. */
  readonly watchdog?: number
  readonly isolation: Isolation
  /** What the host said of the target and the scenarios, where it was asked already. */
  readonly described?: SubjectDescription
  readonly progress: ProgressStream
  /** Longest time for failures once the time for runs is up, in milliseconds. Default 30,000. */
  readonly minimizeFor?: number
}

/** What one process contributed to a campaign. */
export interface SessionOutcome extends CampaignOutcome {
  readonly settings: CampaignSettings
  /** What the target offers. */
  readonly offered: Offered
  readonly storedSelfTests: readonly StoredSelfTest[]
  /** Failures that came out otherwise when their run was made again. */
  readonly diverged: readonly RunFailure[]
}

const MINIMIZE_FOR_MILLIS = 30_000

/** The file a campaign is stored in. */
export const storeFile = (output: string): string => join(output, 'campaign.sqlite')

/** Runs what is left of a campaign; closes its store. Ctrl-C ends it after the runs under way. */
export async function runSession(store: CampaignStore, options: SessionOptions): Promise<SessionOutcome> {
  const { settings } = store
  const { target, shape } = settings
  const choice: SubjectChoice = { target, scenarios: settings.choices, shape }
  const { isolation } = options
  const bounds = boundsOf(options.watchdog)
  const open = () => openHost(isolation, choice, bounds)
  const { scenarios, offered } =
    options.described ?? (await describeChoice(options.isolation, choice, bounds))
  const pool = new WorkerPool({
    start: () => (isolation === 'process' ? new ProcessWorker(choice, bounds) : new InProcessWorker(choice)),
    ...(isolation === 'none'
      ? { workers: 1 }
      : options.workers === undefined
        ? {}
        : { workers: options.workers }),
  })
  const interrupted = new AbortController()
  const display = new ProgressDisplay(options.progress, {
    seed: settings.seed,
    workers: pool.workers,
    target: settings.target,
    budget: budgetText(settings),
  })
  const overdue = new AbortController()
  let overdueTimer: NodeJS.Timeout | undefined
  const failureSignal = AbortSignal.any([interrupted.signal, overdue.signal])
  const diverged: RunFailure[] = []
  const releaseSignals = onSignal(() => {
    display.say('stopping after the runs under way; once more to quit at once\n')
    interrupted.abort()
  })
  const triage = {
    open,
    minimize: options.minimize,
    signal: failureSignal,
    say: (text: string) => display.say(text),
    onDiverged: (failure: RunFailure) => void diverged.push(failure),
  }
  const color = wantsColor({ isTTY: options.progress.isTTY, env: process.env })
  try {
    const outcome = await runCampaign({
      store,
      schedule: new Schedule(settings, store.finishedRanges(), pool.workers),
      pool,
      scenarios: scenarios.map((one) => ({ name: one.name, ...awaitedCoverageMarks(one, offered, shape) })),
      signal: interrupted.signal,
      failureSignal,
      onOverdue: (waiting) => {
        const millis = options.minimizeFor ?? MINIMIZE_FOR_MILLIS
        display.say(
          `the time for runs is up; up to ${millis / 1000} s more for ${counted(waiting, 'failure')} (--minimize-for)\n`,
        )
        overdueTimer = setTimeout(() => overdue.abort(), millis)
      },
      selfTests: options.selfTests ? selfTests(target) : [],
      onProgress: (progress) => display.update(progress),
      onUndecided: ({ scenario, seed, because }) => {
        const token = caseToken({ scenario: choiceOf(settings, scenario), seed, target, shape }, NO_DIGEST)
        display.say(
          `UNDECIDED ${scenario}  seed ${seed}  ${because}\n  replay  npx whitewater replay '${token}'\n`,
        )
      },
      onFailure: (failure) =>
        triageFailures({ failure, target, shape, output: options.output, color }, triage),
    })
    return { ...outcome, settings, offered, storedSelfTests: store.selfTests(), diverged }
  } finally {
    releaseSignals()
    clearTimeout(overdueTimer)
    display.end()
    await pool.close()
    store.close()
  }
}

/** A scenario as the user named it. */
const choiceOf = ({ scenarios, choices }: CampaignSettings, name: string): string =>
  choices[scenarios.indexOf(name)] ?? name

/** `whitewater campaign` as it goes on with what is in `output`. */
export function resumeCommand(output: string): string {
  const word = /^[\w./+-]+$/.test(output) ? output : `'${output.replaceAll("'", "'\\''")}'`
  return `npx whitewater campaign --resume --output ${word}`
}

function budgetText({ scenarios, runs, millis, shard }: CampaignSettings): string {
  return [
    `${scenarios.length} scenario${scenarios.length === 1 ? '' : 's'}`,
    ...(runs === undefined ? [] : [`${runs} runs each`]),
    ...(millis === undefined ? [] : [`for ${millis / 1000} s`]),
    ...(shard.of === 1 ? [] : [`shard ${shard.index}/${shard.of}`]),
  ].join('  ')
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** Calls back at the first signal; at the second one the process ends as the signal would have ended it. */
function onSignal(first: () => void): () => void {
  let signalled = false
  const handler = (signal: NodeJS.Signals): void => {
    if (signalled) process.exit(signal === 'SIGINT' ? 130 : 143)
    signalled = true
    first()
  }
  for (const signal of SIGNALS) process.on(signal, handler)
  return () => {
    for (const signal of SIGNALS) process.off(signal, handler)
  }
}

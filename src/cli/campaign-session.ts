import { join } from 'node:path'
import { runCampaign, type CampaignOutcome } from '../campaign/campaign.ts'
import { Schedule } from '../campaign/schedule.ts'
import type { CampaignSettings } from '../campaign/settings.ts'
import type { CampaignStore } from '../campaign/store.ts'
import { type StoredCanary } from '../campaign/store.ts'
import type { RunFailure } from '../campaign/tally.ts'
import { WorkerPool } from '../campaign/worker-pool.ts'
import type { Json } from '../base/json.ts'
import { canaries } from './campaign-canaries.ts'
import { lookInto } from './campaign-failures.ts'
import { ProgressDisplay, type ProgressStream } from './campaign-progress.ts'
import { wantsColor } from '../../reports/index.ts'
import { workerEntry } from './campaign-worker-entry.ts'
import type { CampaignWorkerSetup } from './campaign-worker.ts'
import { resolveScenarios } from '../harness/scenario-choice.ts'
import { resolveTarget, USUAL_TARGET } from '../harness/targets.ts'
import { awaitedLandmarks } from '../run/landmark-needs.ts'
import { offersOf, type Offered } from '../target/offers.ts'

export interface SessionOptions {
  readonly output: string
  readonly workers?: number
  readonly minimize: boolean
  /** Hunt planted bugs beside the work, where the target is the own Raft. */
  readonly canaries: boolean
  /** Longest time one run may take, in milliseconds. */
  readonly watchdog?: number
  readonly progress: ProgressStream
}

/** What one process contributed to a campaign. */
export interface SessionOutcome extends CampaignOutcome {
  readonly settings: CampaignSettings
  /** What the target offers. */
  readonly offered: Offered
  readonly storedCanaries: readonly StoredCanary[]
  /** Failures that came out otherwise when their run was made again. */
  readonly diverged: readonly RunFailure[]
}

/** The file a campaign is stored in. */
export const storeFile = (output: string): string => join(output, 'campaign.sqlite')

/** Runs what is left of a campaign; closes its store. Ctrl-C ends it after the runs under way. */
export async function runSession(store: CampaignStore, options: SessionOptions): Promise<SessionOutcome> {
  const { settings } = store
  const scenarios = await resolveScenarios(settings.choices)
  // a target that cannot be had is bad input: said here, before any worker starts
  const offered = offersOf((await resolveTarget(settings.target))({ settings: {} }))
  const choices = Object.fromEntries(
    settings.scenarios.map((name, at) => [name, settings.choices[at] ?? name]),
  )
  const setup: CampaignWorkerSetup = { choices, target: settings.target, shape: settings.shape }
  const pool = new WorkerPool({
    entry: workerEntry('campaign-worker'),
    setup: setup as unknown as Json,
    ...(options.workers === undefined ? {} : { workers: options.workers }),
    ...(options.watchdog === undefined ? {} : { silence: options.watchdog }),
  })
  const interrupted = new AbortController()
  const display = new ProgressDisplay(options.progress, {
    seed: settings.seed,
    workers: pool.workers,
    target: settings.target,
    budget: budgetText(settings),
  })
  const diverged: RunFailure[] = []
  const releaseSignals = onSignal(() => {
    display.say('stopping after the runs under way; once more to quit at once\n')
    interrupted.abort()
  })
  const desk = {
    minimize: options.minimize,
    signal: interrupted.signal,
    say: (text: string) => display.say(text),
    onDiverged: (failure: RunFailure) => void diverged.push(failure),
  }
  const color = wantsColor({ isTTY: options.progress.isTTY, env: process.env })
  const { target, shape } = settings
  try {
    const outcome = await runCampaign({
      store,
      schedule: new Schedule(settings, store.finishedRanges(), pool.workers),
      pool,
      scenarios: scenarios.map((one) => ({ name: one.name, ...awaitedLandmarks(one, offered, shape) })),
      signal: interrupted.signal,
      canaries: options.canaries && target === USUAL_TARGET ? canaries() : [],
      onProgress: (progress) => display.update(progress),
      onFailure: (failure) => {
        display.say(
          `FAIL ${failure.signature}  ${failure.scenario}  seed ${failure.seed}  ${failure.headline}\n`,
        )
        const choice = choices[failure.scenario] ?? failure.scenario
        return lookInto({ failure, choice, target, shape, output: options.output, color }, desk)
      },
    })
    return { ...outcome, settings, offered, storedCanaries: store.canaries(), diverged }
  } finally {
    releaseSignals()
    display.end()
    await pool.close()
    store.close()
  }
}

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

import { join } from 'node:path'
import { campaignText, type CampaignRecord } from '../../reports/index.ts'
import { defined } from '../base/defined.ts'
import { InputError } from '../base/input-error.ts'
import { assertMillis, assertWhole, runsRange, workersRange } from '../base/option-checks.ts'
import { assertShape, shapeOf } from '../run/drawing/plan-shape.ts'
import { describeChoice, type Isolation } from '../isolation/open-host.ts'
import { boundsOf } from '../isolation/process-host.ts'
import { shellWord } from '../base/shell-word.ts'
import type { Millis } from '../base/time.ts'
import { DEFAULT_OUTPUT } from '../record/formats/writers/output-folder.ts'
import { DEFAULT_TARGET } from '../testcase/targets.ts'
import { askedSettings, newSettings, type AskedSettings } from './asked-settings.ts'
import { openCorpus } from './campaign-corpus.ts'
import { endCampaign } from './campaign-end.ts'
import type { CampaignEvent } from './events.ts'
import type { CampaignProgress } from './progress.ts'
import { formerSignatures } from './former-signatures.ts'
import { RedisQueue } from './queue/redis-queue.ts'
import { runSession } from './session.ts'
import { CampaignStore } from './store.ts'
import { STORE_NAME } from './stored-campaign.ts'
import { campaignVerdict, remarks, resultOf, withNews, type CampaignVerdict, type FailOn } from './verdict.ts'

/** What a campaign is, and how this process carries it on. */
export interface CampaignOptions extends AskedSettings {
  /** Folder for reports, and for the store `campaign.sqlite`. Default `runs`. */
  readonly output?: string
  /**
   * Go on with the campaign that is stored in `output`, from its last chunk of runs. What makes it the one it is
   * (scenarios, target, seed, ...) may be left out, and must be the same where it is given. Default false.
   */
  readonly resume?: boolean
  /** Processes. Default: one for each core. */
  readonly workers?: number
  /**
   * Address of a Redis from which workers on any machine take the runs, `whitewater worker`: `redis://host:6379`. `workers` is then
   * how many orders lie in it at most, default 64. Not with `corpus`. Default: processes of this machine.
   */
  readonly queue?: string
  /** Where runs are made: each worker a process of its own, or all in this one, to debug. Default `process`. */
  readonly isolation?: Isolation
  /** Longest wall time without a step of a run. Default 30,000. */
  readonly watchdog?: Millis
  /** Make the first failure of each signature small. Default true. */
  readonly minimize?: boolean
  /** Longest time for failures once `duration` is over; the rest waits for `resume`. Default 30,000. */
  readonly minimizeFor?: Millis
  /**
   * Which failures make it fail: `any`; or `new`, those of a signature that no former campaign in `output` has found. What
   * is `known` never does. Default `any`.
   */
  readonly failOn?: FailOn
  /** Hunt planted bugs beside the work, where the target is the built-in Raft. Default true. */
  readonly selfTests?: boolean
  /** Ends it after the runs under way; it can be resumed. */
  readonly signal?: AbortSignal
  /** Called after each chunk of runs. */
  readonly onProgress?: (progress: CampaignProgress) => void
  /** Called with what happens beside: failures, reports, runs that came to no end. */
  readonly onEvent?: (event: CampaignEvent) => void
}

/** What came of a campaign, earlier sessions included. */
export interface CampaignReport {
  /** What `campaign --json` prints; `result` says how it ended. */
  readonly verdict: CampaignVerdict
  /** What `campaign` prints: the summary in words. */
  readonly text: string
  /** What is to be said beside the numbers, a line each; the last one says why the result is what it is. */
  readonly remarks: readonly string[]
  /**
   * What `campaign.json` holds and `campaign.html` shows: each failing seed, also of campaigns before it in `output`.
   * Absent: its store could not be read again; the remarks say why.
   */
  readonly record?: CampaignRecord
}

/** The file a campaign is stored in. */
const storeFile = (output: string): string => join(output, STORE_NAME)

/**
 * Runs scenarios over many seeds in several processes, minimizes and explains the first failure of each signature.
 * What is done is stored, so that a campaign can be ended at any moment, also killed, and resumed.
 *
 * @example
 * const { verdict } = await runCampaign({ target: './my-raft.ts', runs: 1000, output: 'runs' })
 * if (verdict.result === 'violation') console.log(verdict.failures)
 * @throws InputError for an option that is wrong, a target or scenario that cannot be had, or an `output` that holds
 * another campaign.
 */
export async function runCampaign(options: CampaignOptions = {}): Promise<CampaignReport> {
  assertOptions(options)
  const { queue: address, onEvent } = options
  const queue =
    address === undefined
      ? undefined
      : await RedisQueue.open(address, (text) => onEvent?.({ type: 'queue', text }))
  try {
    return await runCampaignOn(queue, options)
  } finally {
    await queue?.close()
  }
}

async function runCampaignOn(
  queue: RedisQueue | undefined,
  options: CampaignOptions,
): Promise<CampaignReport> {
  const {
    output = DEFAULT_OUTPUT,
    isolation = 'process',
    resume = false,
    minimize = true,
    selfTests = true,
    failOn = 'any',
    target = DEFAULT_TARGET,
    scenarios = [],
    watchdog,
  } = options
  // what cannot be had is bad input: said here, before anything is stored
  const choice = { target, scenarios, shape: shapeOf(options) }
  const described = await describeChoice(isolation, choice, boundsOf(watchdog))
  const asked = askedSettings(options, described)
  if (queue !== undefined && asked.corpus !== undefined) throw guidedInQueue()
  const file = storeFile(output)
  const fresh = resume ? undefined : newSettings(asked, described)
  const corpus = fresh && openCorpus(fresh)
  const store = fresh === undefined ? CampaignStore.resume(file, asked) : CampaignStore.create(file, fresh)
  if (queue !== undefined && store.settings.corpus !== undefined) {
    store.close()
    throw guidedInQueue()
  }
  const former = failOn === 'new' ? formerSignaturesFor(store, output) : undefined
  const session = await runSession(store, {
    ...options,
    output,
    isolation,
    minimize,
    selfTests,
    // of a campaign that is resumed the choice above may say nothing
    ...(!resume && { described }),
    ...defined({ openedCorpus: corpus, openedQueue: queue }),
  })
  const outcome = former === undefined ? session : { ...session, summary: withNews(session.summary, former) }
  const result = resultOf(outcome, failOn)
  const isUndone =
    outcome.interrupted || outcome.gaveUp !== undefined || outcome.broken.length > 0 || outcome.waiting > 0
  const {
    record,
    page,
    remarks: said,
  } = await endCampaign(file, result, [
    ...(outcome.corpusProblem === undefined ? [] : [outcome.corpusProblem]),
    ...remarks(outcome, result),
  ])
  return {
    verdict: campaignVerdict(outcome, result, {
      remarks: said,
      store: file,
      ...(isUndone && { resume: resumeCommand(output) }),
      ...defined({ page }),
    }),
    text: campaignText(outcome.summary, { color: false }),
    remarks: said,
    ...defined({ record }),
  }
}

/** The plans of a guided search follow what the same process ran before. */
const guidedInQueue = (): InputError =>
  new InputError(
    'and a corpus do not go together: a guided search goes on from what its own processes reached; leave one out, or share it by --shard and merge',
    { option: 'queue' },
  )

/** Read before anything is run: a folder that cannot be read is bad input. */
function formerSignaturesFor(store: CampaignStore, output: string): ReadonlySet<string> {
  try {
    return formerSignatures(output)
  } catch (error) {
    store.close()
    throw error
  }
}

/** `whitewater campaign` as it goes on with what is in `output`. */
function resumeCommand(output: string): string {
  return `npx whitewater campaign --resume --output ${shellWord(output)}`
}

/** A count of runs that is none would run nothing, and hold. */
function assertOptions({ runs, workers, failOn, ...options }: CampaignOptions): void {
  if (failOn !== undefined && failOn !== 'any' && failOn !== 'new')
    throw new InputError(`must be new or any; got ${JSON.stringify(failOn)}`, { option: 'failOn' })
  if (runs !== undefined) assertWhole('runs', runs, runsRange)
  if (workers !== undefined) assertWhole('workers', workers, workersRange)
  const { duration, watchdog, minimizeFor } = options
  for (const [name, value] of Object.entries({ duration, watchdog, minimizeFor }))
    if (value !== undefined) assertMillis(name, value)
  assertShape(options)
}

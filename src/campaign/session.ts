import { defined } from '../base/defined.ts'
import type { Millis } from '../base/time.ts'
import { describeChoice, openHost, type Isolation } from '../isolation/open-host.ts'
import { boundsOf } from '../isolation/process-host.ts'
import { awaitedCoverageMarks } from '../run/coverage-mark-needs.ts'
import type { Offered } from '../subject/offers.ts'
import type { SubjectChoice, SubjectDescription } from '../testcase/subject-host.ts'
import type { RunFailure } from '../testcase/tally.ts'
import { openCorpus, type CampaignCorpus } from './campaign-corpus.ts'
import { runChunks, type CampaignOutcome } from './campaign.ts'
import type { CampaignEvent, FailureEvent } from './events.ts'
import { triageFailure } from './failure-triage.ts'
import { GuidedSchedule } from './guided-schedule.ts'
import { selfTests } from './planted-self-tests.ts'
import type { CampaignProgress } from './progress.ts'
import { jobOf } from './queue/job.ts'
import { QueuedCampaign } from './queue/queued-campaign.ts'
import type { RedisQueue } from './queue/redis-queue.ts'
import { tokenOfRun } from './run-token.ts'
import { Schedule } from './schedule.ts'
import type { CampaignSettings } from './settings.ts'
import type { CampaignStore } from './store.ts'
import type { StoredSelfTest } from './stored-rows.ts'
import { InProcessWorker, ProcessWorker } from './tally-worker.ts'
import { WorkerCorpus } from './worker-corpus.ts'
import { WorkerPool } from './worker-pool.ts'

/** How a campaign is carried on in one process; none of it changes its runs. */
export interface SessionOptions {
  /** Folder for the reports of failures. */
  readonly output: string
  readonly workers?: number
  readonly minimize: boolean
  /** Hunt planted bugs beside the work, where the target is one in which bugs can be planted. */
  readonly selfTests: boolean
  /** Runs of each scenario, and all self-tests, without which time does not end it. Default: time is enough. */
  readonly atLeast?: number
  /** Longest wall time without a step of a run. */
  readonly watchdog?: Millis
  readonly isolation: Isolation
  /** The corpus that guides it, where it was read already. */
  readonly openedCorpus?: CampaignCorpus
  /** Where its runs are made by whoever takes them. Default: in processes of its own. */
  readonly openedQueue?: RedisQueue
  /** What the host said of the target and the scenarios, where it was asked already. */
  readonly described?: SubjectDescription
  /** Longest time for failures once the time for runs is up. Default 30,000. */
  readonly minimizeFor?: Millis
  /** Ends it after the runs under way. */
  readonly signal?: AbortSignal
  /** Called after each chunk of runs. */
  readonly onProgress?: (progress: CampaignProgress) => void
  readonly onEvent?: (event: CampaignEvent) => void
}

/** What one process contributed to a campaign. */
export interface SessionOutcome extends CampaignOutcome {
  readonly settings: CampaignSettings
  /** What the target offers. */
  readonly offered: Offered
  readonly storedSelfTests: readonly StoredSelfTest[]
  /** Failures that came out otherwise when their run was made again. */
  readonly diverged: readonly RunFailure[]
  /** Why the corpus could not be written; absent: it could, or there is none. */
  readonly corpusProblem?: string
}

const MINIMIZE_FOR_MILLIS: Millis = 30_000
/** Orders in a queue at most, unless the user says how many: who takes them, nobody knows beforehand. */
const QUEUED_ORDERS = 64

/** Runs what is left of a campaign; closes its store. */
export async function runSession(store: CampaignStore, options: SessionOptions): Promise<SessionOutcome> {
  const { settings } = store
  const { target, shape } = settings
  const { isolation, output, minimize, minimizeFor = MINIMIZE_FOR_MILLIS, signal, onProgress } = options
  const choice: SubjectChoice = { target, scenarios: settings.choices, shape }
  const bounds = boundsOf(options.watchdog)
  const open = () => openHost(isolation, choice, bounds)
  const { scenarios, offered } = options.described ?? (await describeChoice(isolation, choice, bounds))
  const corpus = options.openedCorpus ?? corpusOf(store)
  const onEvent = (event: CampaignEvent): void => options.onEvent?.(event)
  const { openedQueue: queue } = options
  const queued =
    queue &&
    new QueuedCampaign({
      queue,
      job: jobOf(choice, bounds.silence),
      onNote: (text) => onEvent({ type: 'queue', text }),
    })
  const pool = queued === undefined ? poolOf(choice, options, corpus) : queuedPool(queued, options)
  const finished = store.finishedRanges()
  const overdue = new AbortController()
  let overdueTimer: NodeJS.Timeout | undefined
  const failureSignal = signal === undefined ? overdue.signal : AbortSignal.any([signal, overdue.signal])
  const diverged: RunFailure[] = []
  const onFailureEvent = (event: FailureEvent): void => {
    if (event.type === 'diverged') diverged.push(event.failure)
    onEvent(event)
  }
  onEvent({ type: 'started', settings, workers: pool.workers, ...defined({ queue: queue?.address }) })
  try {
    const outcome = await runChunks({
      store,
      schedule:
        corpus === undefined
          ? new Schedule(settings, finished, pool.workers)
          : new GuidedSchedule(settings, finished, pool.workers),
      pool,
      scenarios: scenarios.map((one) => ({ name: one.name, ...awaitedCoverageMarks(one, offered, shape) })),
      ...defined({ signal }),
      failureSignal,
      onOverdue: (waiting) => {
        onEvent({ type: 'overdue', waiting, millis: minimizeFor })
        overdueTimer = setTimeout(() => overdue.abort(), minimizeFor)
      },
      selfTests: options.selfTests ? selfTests(target) : [],
      ...defined({ onProgress, atLeast: options.atLeast }),
      onUndecided: (run) => onEvent({ type: 'undecided', run, token: tokenOfRun(settings, run) }),
      onFailure: (failure) =>
        triageFailure(
          { failure, target, shape, output },
          { open, minimize, signal: failureSignal, onEvent: onFailureEvent },
        ),
    })
    corpus?.write()
    const corpusProblem = corpus?.problem
    return {
      ...outcome,
      ...defined({ corpusProblem }),
      settings,
      offered,
      storedSelfTests: store.selfTests(),
      diverged,
    }
  } finally {
    onEvent({ type: 'ended' })
    clearTimeout(overdueTimer)
    await pool.close()
    store.close()
    await queued?.close()
  }
}

/** Of a campaign that is resumed; a damaged one leaves the store as it is. */
function corpusOf(store: CampaignStore): CampaignCorpus | undefined {
  try {
    return openCorpus(store.settings)
  } catch (error) {
    store.close()
    throw error
  }
}

const queuedPool = (queued: QueuedCampaign, { workers = QUEUED_ORDERS }: SessionOptions): WorkerPool =>
  new WorkerPool({ start: () => queued.worker(), workers })

function poolOf(
  choice: SubjectChoice,
  { isolation, workers, watchdog }: SessionOptions,
  corpus: CampaignCorpus | undefined,
): WorkerPool {
  const corpora = new Map<number, WorkerCorpus>()
  /** A worker that takes the place of another has its corpus. */
  const corpusOf = (worker: number): WorkerCorpus | undefined => {
    if (corpus === undefined) return undefined
    const own =
      corpora.get(worker) ??
      new WorkerCorpus(corpus.known, (scenario, entries) => corpus.keep(scenario, entries))
    corpora.set(worker, own)
    return own
  }
  if (isolation === 'none')
    return new WorkerPool({ start: (worker) => new InProcessWorker(choice, corpusOf(worker)), workers: 1 })
  const bounds = boundsOf(watchdog)
  return new WorkerPool({
    start: (worker) => new ProcessWorker(choice, bounds, corpusOf(worker)),
    ...defined({ workers }),
  })
}

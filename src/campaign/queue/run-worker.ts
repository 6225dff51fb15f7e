import { randomUUID } from 'node:crypto'
import { availableParallelism, hostname } from 'node:os'
import { assertMillis, assertWhole, workersRange } from '../../base/option-checks.ts'
import { defined } from '../../base/defined.ts'
import type { Millis } from '../../base/time.ts'
import { describeChoice } from '../../isolation/open-host.ts'
import { boundsOf } from '../../isolation/process-host.ts'
import { packageVersion } from '../../testcase/environment.ts'
import type { SubjectChoice } from '../../testcase/subject-host.ts'
import { ProcessWorker } from '../tally-worker.ts'
import { assertServable } from './job.ts'
import { parseJob, type Job } from './messages.ts'
import { serveQueue, type Served } from './queue-server.ts'
import { RedisQueue } from './redis-queue.ts'

export interface WorkerOptions {
  /** Address of a Redis: `redis://host:6379`. */
  readonly queue: string
  /** Processes. Default: one for each core. */
  readonly workers?: number
  /** The only targets it serves, to the letter. Default: what ships with Whitewater, and modules in the working folder. */
  readonly targets?: readonly string[]
  /** Ends it after so long without work. Default: it waits. */
  readonly idle?: Millis
  /** Ends it after the runs under way. */
  readonly signal: AbortSignal
  /** Called when it is connected, with the queue as it may be shown and the number of processes. */
  readonly onReady: (queue: string, workers: number) => void
  /** Called with what people should know. */
  readonly onNote: (text: string) => void
}

/**
 * Makes the runs of campaigns in a queue until it is told to end.
 * @throws InputError for an option that is wrong, or a queue that cannot be reached.
 */
export async function runWorker(options: WorkerOptions): Promise<Served> {
  const { workers = availableParallelism(), targets = [], idle, signal, onNote, onReady } = options
  assertWhole('workers', workers, workersRange)
  if (idle !== undefined) assertMillis('idle', idle)
  const queue = await RedisQueue.open(options.queue, onNote)
  try {
    onReady(queue.address, workers)
    return await serveQueue({
      queue,
      name: `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`,
      lanes: workers,
      examine: (jobText) => examine(jobText, targets),
      start: (job) => new ProcessWorker(choiceOf(job), boundsOf(job.watchdog)),
      signal,
      onNote,
      ...defined({ idle }),
    })
  } finally {
    await queue.close()
  }
}

async function examine(jobText: string, targets: readonly string[]): Promise<Job> {
  const job = parseJob(jobText, packageVersion())
  assertServable(job, targets)
  await describeChoice('process', choiceOf(job), boundsOf(job.watchdog))
  return job
}

const choiceOf = ({ target, scenarios, shape }: Job): SubjectChoice => ({ target, scenarios, shape })

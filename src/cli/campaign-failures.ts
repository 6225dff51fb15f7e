import { Worker } from 'node:worker_threads'
import type { ReportPlace } from '../campaign/store.ts'
import type { RunFailure } from '../campaign/tally.ts'
import { workerEntry } from './campaign-worker-entry.ts'
import type { FailureAnswer, FailureJob } from './campaign-failure-worker.ts'

export interface FailureDesk {
  readonly minimize: boolean
  /** Ends what is under way. */
  readonly signal: AbortSignal
  /** Told of a run that came out otherwise when it was made again. */
  onDiverged(failure: RunFailure): void
  /** Prints something between the lines of progress. */
  say(text: string): void
}

const MINIMIZE_MILLIS = 60_000
/** Time for all there is to do beside minimizing. */
const GRACE_MILLIS = 30_000

/**
 * Looks into one failure in a thread of its own, so that the campaign goes on and a subject that hangs can
 * be ended; when minimizing it does not end, it is reported as it is.
 */
export async function lookInto(
  job: Omit<FailureJob, 'minimize' | 'millis'>,
  desk: FailureDesk,
): Promise<ReportPlace | undefined> {
  const { failure } = job
  for (const minimize of desk.minimize ? [true, false] : [false]) {
    const answer = await inThread({ ...job, minimize, millis: MINIMIZE_MILLIS }, desk.signal)
    if (desk.signal.aborted) return undefined
    if (typeof answer === 'string') {
      desk.say(`${failure.signature}, seed ${failure.seed}: its report could not be made: ${answer}\n`)
      continue
    }
    if (failure.digest !== '' && answer.digest !== failure.digest) {
      desk.onDiverged(failure)
      desk.say(notDeterministic(failure, answer.digest))
    }
    if (answer.type === 'gone') return undefined
    desk.say(`\n${answer.text}\n`)
    return answer.place
  }
  return undefined
}

function notDeterministic({ signature, scenario, seed, digest }: RunFailure, again: string): string {
  return `NOT DETERMINISTIC: ${scenario} seed ${seed} broke ${signature} (digest ${digest}); made again its digest is ${again}\n`
}

/** The answer of a new thread, or in words why there is none. */
function inThread(job: FailureJob, signal: AbortSignal): Promise<FailureAnswer | string> {
  const { promise, resolve } = Promise.withResolvers<FailureAnswer | string>()
  if (signal.aborted) return Promise.resolve('interrupted')
  const worker = new Worker(workerEntry('campaign-failure-worker'), {
    workerData: job,
    stdout: true,
    stderr: true,
  })
  worker.stdout.resume()
  worker.stderr.resume()
  const limit = job.millis + GRACE_MILLIS
  const timer = setTimeout(() => resolve(`the subject did not return within ${limit / 1000} s`), limit)
  const interrupt = (): void => resolve('interrupted')
  signal.addEventListener('abort', interrupt)
  worker.on('message', resolve)
  worker.on('error', (error: unknown) => resolve(error instanceof Error ? error.message : String(error)))
  worker.on('exit', (code) => resolve(`its thread ended with exit code ${code}`))
  return promise.finally(async () => {
    clearTimeout(timer)
    signal.removeEventListener('abort', interrupt)
    await worker.terminate()
  })
}

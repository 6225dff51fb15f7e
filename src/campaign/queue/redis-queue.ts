import { MAX_REFUSAL_LENGTH } from './messages.ts'
import { RedisConnection } from './redis-connection.ts'
import {
  beatScript,
  finishScript,
  giveBackScript,
  haltScript,
  leaveScript,
  placeScript,
  refuseScript,
  renewScript,
  takeScript,
  withdrawScript,
} from './redis-scripts.ts'
import type { Beat, CampaignQueue, Holding, Taken, WorkerQueue } from './work-queue.ts'

/** What all keys begin with. */
const PREFIX = '{whitewater}'

/** A queue in a Redis, or what speaks its protocol. Any number of campaigns and workers share it. */
export class RedisQueue implements CampaignQueue, WorkerQueue {
  readonly #connection: RedisConnection

  private constructor(connection: RedisConnection) {
    this.#connection = connection
  }

  /** @throws InputError when it cannot be reached; see {@link RedisConnection.open}. */
  static async open(url: string, onTrouble: (text: string) => void): Promise<RedisQueue> {
    return new RedisQueue(await RedisConnection.open(url, onTrouble))
  }

  /** As it may be shown. */
  get address(): string {
    return this.#connection.address
  }

  async beat(
    job: string,
    jobText: string,
    pending: readonly string[],
    received: readonly string[],
  ): Promise<Beat> {
    const words = [job, jobText, String(received.length), ...received, ...pending]
    const [workers, refusals, outcomes, lost, abandoned] = listOf(await this.#run(beatScript, words)).map(
      textsOf,
    )
    return {
      workers: workers ?? [],
      refusals: pairsOf(refusals ?? []),
      outcomes: pairsOf(outcomes ?? []),
      lost: lost ?? [],
      abandoned: abandoned ?? [],
    }
  }

  async place(job: string, order: string, orderText: string): Promise<void> {
    await this.#run(placeScript, [job, order, orderText])
  }

  async halt(job: string, order: string): Promise<boolean> {
    return (await this.#run(haltScript, [job, order])) === 1
  }

  async withdraw(job: string): Promise<void> {
    await this.#run(withdrawScript, [job])
  }

  async take(worker: string, lease: string, refused: readonly string[]): Promise<Taken | undefined> {
    const [job, order, jobText, orderText] = textsOf(await this.#run(takeScript, [worker, lease, ...refused]))
    if (job === undefined || order === undefined || jobText === undefined || orderText === undefined)
      return undefined
    return { job, order, lease, jobText, orderText }
  }

  async renew(worker: string, held: readonly Taken[]): Promise<readonly Holding[]> {
    const words = held.flatMap(({ job, order, lease }) => [job, order, lease])
    const states = textsOf(await this.#run(renewScript, [worker, ...words]))
    return held.map((_, at) => (states[at] === 'held' || states[at] === 'halted' ? states[at] : 'lost'))
  }

  async finish({ job, order, lease }: Taken, outcomeText: string): Promise<boolean> {
    return (await this.#run(finishScript, [job, order, lease, outcomeText])) === 1
  }

  async giveBack({ job, order, lease }: Taken): Promise<void> {
    await this.#run(giveBackScript, [job, order, lease])
  }

  async refuse(worker: string, job: string, why: string): Promise<void> {
    await this.#run(refuseScript, [worker, job, why.slice(0, MAX_REFUSAL_LENGTH)])
  }

  async leave(worker: string): Promise<void> {
    await this.#run(leaveScript, [worker])
  }

  close(): Promise<void> {
    this.#connection.close()
    return Promise.resolve()
  }

  #run(script: string, words: readonly string[]): Promise<unknown> {
    return this.#connection.run(script, PREFIX, words)
  }
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : [])

const textsOf = (value: unknown): readonly string[] => listOf(value).map(String)

/** Of a hash, as it is listed: name, value, name, value. */
function pairsOf(texts: readonly string[]): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>()
  for (let at = 0; at + 1 < texts.length; at += 2) pairs.set(String(texts[at]), String(texts[at + 1]))
  return pairs
}

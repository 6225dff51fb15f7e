import { describe, expect, test } from 'vitest'
import { InputError } from '../../../../src/base/input-error.ts'
import { parseJob } from '../../../../src/campaign/queue/messages.ts'
import { QueuedCampaign } from '../../../../src/campaign/queue/queued-campaign.ts'
import { serveQueue, type QueueServerOptions } from '../../../../src/campaign/queue/queue-server.ts'
import type { OrderOutcome, Worker } from '../../../../src/campaign/worker-pool.ts'
import type { WorkOrder } from '../../../../src/testcase/work-order.ts'
import { MemoryQueue } from './memory-queue.ts'
import { done, someJob, someOrder, until } from './some-job.ts'

/** Makes the runs of an order when it is told to. */
class ToldWorker implements Worker {
  order: WorkOrder | undefined
  isHalted = false
  isClosed = false
  #settle: ((outcome: OrderOutcome) => void) | undefined

  run(order: WorkOrder): Promise<OrderOutcome> {
    this.order = order
    return new Promise((resolve) => (this.#settle = resolve))
  }
  end(outcome: OrderOutcome): void {
    this.order = undefined
    this.#settle?.(outcome)
  }
  halt(): void {
    this.isHalted = true
  }
  close(): Promise<void> {
    this.isClosed = true
    this.end({ type: 'threw', message: 'closed' })
    return Promise.resolve()
  }
}

const died: OrderOutcome = { type: 'ended', position: 0, because: 'it died', how: 'died', shape: 'SIGSEGV' }

function served(queue: MemoryQueue, more: Partial<QueueServerOptions> = {}) {
  const ending = new AbortController()
  const started: ToldWorker[] = []
  const result = serveQueue({
    ...{ queue, name: 'w', lanes: 1, signal: ending.signal, onNote: () => undefined },
    examine: (text) => Promise.resolve(parseJob(text, someJob.version)),
    start: () => {
      const worker = new ToldWorker()
      started.push(worker)
      return worker
    },
    ...more,
  })
  return { ending, started, result }
}

const campaignIn = (queue: MemoryQueue): QueuedCampaign =>
  new QueuedCampaign({ queue, job: someJob, onNote: () => undefined })

describe('a worker of a queue', () => {
  test('keeps its process from order to order, and starts another after a death', async () => {
    const queue = new MemoryQueue()
    const campaign = campaignIn(queue)
    const { ending, started, result } = served(queue)
    for (const outcome of [done(2), died, done(1)]) {
      const told = campaign.worker().run(someOrder)
      await until(() => started.at(-1)?.order !== undefined)
      expect(started.at(-1)?.order).toEqual(someOrder)
      started.at(-1)?.end(outcome)
      expect(await told).toEqual(outcome)
    }
    expect(started.map(({ isClosed }) => isClosed)).toEqual([true, false])
    ending.abort()
    expect(await result).toEqual({ campaigns: 1, orders: 3, runs: 3, refused: [] })
    expect(started[1]?.isClosed).toBe(true)
    expect(queue.workers.size).toBe(0)
    await campaign.close()
  })

  test('told to end, it ends the run under way and sends what came of it', async () => {
    const queue = new MemoryQueue()
    const campaign = campaignIn(queue)
    const { ending, started, result } = served(queue)
    const told = campaign.worker().run(someOrder)
    await until(() => started[0]?.order !== undefined)
    ending.abort()
    await until(() => started[0]?.isHalted === true)
    started[0]?.end(done(1))
    expect(await told).toEqual(done(1))
    expect(await result).toMatchObject({ orders: 1, runs: 1 })
    await campaign.close()
  })

  test('drops an order that was given to another, or whose campaign is gone', async () => {
    const queue = new MemoryQueue()
    const campaign = campaignIn(queue)
    const { ending, started, result } = served(queue)
    const worker = campaign.worker()
    const told = worker.run(someOrder)
    await until(() => started[0]?.order !== undefined)
    await worker.close()
    await told
    await campaign.close()
    await until(() => started[0]?.isClosed === true)
    ending.abort()
    expect(await result).toMatchObject({ orders: 0, runs: 0 })
  })

  test('refuses what it cannot load, gives the order back, and serves the others', async () => {
    const queue = new MemoryQueue()
    const [bad, good] = [campaignIn(queue), campaignIn(queue)]
    const notes: string[] = []
    let examined = 0
    const { ending, started, result } = served(queue, {
      examine: () => {
        if (examined++ === 0) return Promise.reject(new InputError('is not there', { file: './raft.ts' }))
        return Promise.resolve(someJob)
      },
      onNote: (text) => notes.push(text),
    })
    const refused = expect(bad.worker().run(someOrder)).rejects.toThrow('./raft.ts: is not there')
    await refused
    const told = good.worker().run(someOrder)
    await until(() => started[0]?.order !== undefined)
    started[0]?.end(done(2))
    expect(await told).toEqual(done(2))
    ending.abort()
    expect(await result).toMatchObject({ campaigns: 1, refused: ['./raft.ts: is not there'] })
    expect(notes).toEqual(['a campaign is not served: ./raft.ts: is not there'])
    await Promise.all([bad.close(), good.close()])
  })

  test('an order that names a file of its own is refused', async () => {
    const queue = new MemoryQueue()
    const campaign = campaignIn(queue)
    const { ending, started, result } = served(queue)
    const order = { ...someOrder, target: '/tmp/evil.ts' }
    await expect(campaign.worker().run(order)).rejects.toThrow('a target that its campaign does not')
    expect(started).toEqual([])
    ending.abort()
    await result
    await campaign.close()
  })

  test('what cannot be sent is told in its place', async () => {
    const queue = new MemoryQueue()
    const campaign = campaignIn(queue)
    const { ending, started, result } = served(queue)
    const told = campaign.worker().run(someOrder)
    await until(() => started[0]?.order !== undefined)
    started[0]?.end({ ...died, because: 'x'.repeat(200_000) } as OrderOutcome)
    expect(await told).toMatchObject({ type: 'threw', message: expect.stringContaining('because') as string })
    ending.abort()
    await result
    await campaign.close()
  })

  test('ends after so long without work', async () => {
    expect(await served(new MemoryQueue(), { idle: 50 }).result).toMatchObject({ orders: 0 })
  })
})

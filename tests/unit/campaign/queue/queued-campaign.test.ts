import { afterEach, describe, expect, test } from 'vitest'
import { QueuedCampaign } from '../../../../src/campaign/queue/queued-campaign.ts'
import type { Taken } from '../../../../src/campaign/queue/work-queue.ts'
import { MemoryQueue } from './memory-queue.ts'
import { done, someJob, someOrder, until } from './some-job.ts'

let open: QueuedCampaign | undefined
afterEach(() => open?.close())

function begun(): { queue: MemoryQueue; campaign: QueuedCampaign; notes: string[] } {
  const queue = new MemoryQueue()
  const notes: string[] = []
  open = new QueuedCampaign({ queue, job: someJob, onNote: (text) => notes.push(text) })
  return { queue, campaign: open, notes }
}

/** What a worker gets, once there is something. */
async function taken(queue: MemoryQueue, lease: string): Promise<Taken> {
  let order: Taken | undefined
  while (order === undefined) {
    order = await queue.take('w', lease, [])
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return order
}

describe('a campaign in a queue', () => {
  test('an order that was made twice has the outcome of the one that holds it', async () => {
    const { queue, campaign } = begun()
    const outcome = campaign.worker().run(someOrder)
    const first = await taken(queue, 'first')
    queue.endLeases()
    const second = await taken(queue, 'second')
    expect(second.order).toBe(first.order)
    expect(await queue.finish(first, JSON.stringify(done(1)))).toBe(false)
    expect(await queue.finish(second, JSON.stringify(done(2)))).toBe(true)
    expect(await outcome).toEqual(done(2))
  })

  test('an outcome that is told again is no outcome of the next order', async () => {
    const { queue, campaign } = begun()
    queue.isDeaf = true
    const worker = campaign.worker()
    for (const runs of [1, 2]) {
      const outcome = worker.run(someOrder)
      await queue.finish(await taken(queue, `lease ${runs}`), JSON.stringify(done(runs)))
      expect(await outcome).toEqual(done(runs))
    }
  })

  test('what the queue forgot is put there again', async () => {
    const { queue, campaign } = begun()
    const outcome = campaign.worker().run(someOrder)
    await taken(queue, 'before')
    queue.jobs.clear()
    await queue.finish(await taken(queue, 'after'), JSON.stringify(done(2)))
    expect(await outcome).toEqual(done(2))
  })

  test('halted, an order that nobody has is gone, and one that somebody has is ended by him', async () => {
    const { queue, campaign } = begun()
    const [one, other] = [campaign.worker(), campaign.worker()]
    const begunOutcome = one.run(someOrder)
    const order = await taken(queue, 'a')
    const untouched = other.run(someOrder)
    one.halt()
    other.halt()
    expect(await untouched).toEqual(done(0))
    expect(await queue.renew('w', [order])).toEqual(['halted'])
    await queue.finish(order, JSON.stringify(done(1)))
    expect(await begunOutcome).toEqual(done(1))
  })

  test('an order that ends whoever takes it is told as one that threw', async () => {
    const { queue, campaign } = begun()
    const outcome = campaign.worker().run(someOrder)
    const { job, order } = await taken(queue, 'a')
    queue.jobs.get(job)?.abandoned.add(order)
    expect(await outcome).toMatchObject({
      type: 'threw',
      message: expect.stringContaining('was gone') as string,
    })
  })

  test('with one worker that serves it, the refusal of another is a note; without, it ends the campaign', async () => {
    const { queue, campaign, notes } = begun()
    const outcome = campaign.worker().run(someOrder)
    const failed = expect(outcome).rejects.toThrow(
      'worker w does not serve this campaign, and there is no other: no \\u{1b} target',
    )
    const { job } = await taken(queue, 'a')
    queue.workers.add('good')
    await queue.refuse('w', job, 'no \u001b target')
    await until(() => notes.length > 0)
    expect(notes).toHaveLength(1)
    await queue.leave('good')
    await failed
    await expect(campaign.worker().run(someOrder)).rejects.toThrow('does not serve')
  })

  test.each([
    ['an outcome that does not fit', JSON.stringify(done(3)), 'does not fit the order'],
    ['no outcome at all', '', 'is no JSON'],
  ])('%s ends the campaign', async (_, text, message) => {
    const { queue, campaign } = begun()
    const failed = expect(campaign.worker().run(someOrder)).rejects.toThrow(message)
    await queue.finish(await taken(queue, 'a'), text)
    await failed
  })

  test('a queue that is lost ends the campaign', async () => {
    const { queue, campaign } = begun()
    const failed = expect(campaign.worker().run(someOrder)).rejects.toThrow('gone for good')
    queue.broken = new Error('gone for good')
    await failed
  })

  test('closed, it leaves nothing behind', async () => {
    const { queue, campaign } = begun()
    const worker = campaign.worker()
    const outcome = worker.run(someOrder)
    await taken(queue, 'a')
    await worker.close()
    expect(await outcome).toMatchObject({ type: 'threw' })
    await campaign.close()
    expect(queue.jobs.size).toBe(0)
  })
})

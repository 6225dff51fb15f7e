import type {
  Beat,
  CampaignQueue,
  Holding,
  Taken,
  WorkerQueue,
} from '../../../../src/campaign/queue/work-queue.ts'

interface Job {
  text: string
  readonly orders: Map<string, string>
  readonly open: string[]
  readonly holders: Map<string, string>
  readonly halts: Set<string>
  readonly outcomes: Map<string, string>
  readonly refusals: Map<string, string>
  readonly abandoned: Set<string>
}

/** A queue in memory whose leases end, and that forgets, when a test says so. */
export class MemoryQueue implements CampaignQueue, WorkerQueue {
  readonly jobs = new Map<string, Job>()
  readonly workers = new Set<string>()
  /** What is asked of it fails with this. */
  broken: Error | undefined
  /** Outcomes are told again and again, as if what said that they were received got lost. */
  isDeaf = false

  /** All leases end. */
  endLeases(): void {
    for (const { holders, open } of this.jobs.values()) {
      open.unshift(...holders.keys())
      holders.clear()
    }
  }

  beat(job: string, text: string, pending: readonly string[], received: readonly string[]): Promise<Beat> {
    if (this.broken !== undefined) return Promise.reject(this.broken)
    const it = this.#job(job, text)
    if (!this.isDeaf) for (const order of received) it.outcomes.delete(order)
    return Promise.resolve({
      workers: [...this.workers],
      refusals: new Map(it.refusals),
      outcomes: new Map(it.outcomes),
      lost: pending.filter((order) => !it.orders.has(order) && !it.outcomes.has(order)),
      abandoned: pending.filter((order) => it.abandoned.has(order)),
    })
  }

  place(job: string, order: string, text: string): Promise<void> {
    const it = this.#job(job, '')
    if (it.orders.has(order) || it.outcomes.has(order)) return Promise.resolve()
    it.orders.set(order, text)
    it.open.push(order)
    return Promise.resolve()
  }

  halt(job: string, order: string): Promise<boolean> {
    const it = this.#job(job, '')
    if (it.holders.has(order)) it.halts.add(order)
    if (it.holders.has(order) || it.outcomes.has(order)) return Promise.resolve(false)
    it.orders.delete(order)
    return Promise.resolve(true)
  }

  withdraw(job: string): Promise<void> {
    this.jobs.delete(job)
    return Promise.resolve()
  }

  take(worker: string, lease: string, refused: readonly string[]): Promise<Taken | undefined> {
    this.workers.add(worker)
    for (const [job, { text, open, orders, holders }] of this.jobs) {
      if (refused.includes(job)) continue
      const at = open.findIndex((order) => orders.has(order))
      const order = open[at]
      if (order === undefined) continue
      open.splice(at, 1)
      holders.set(order, lease)
      return Promise.resolve({ job, order, lease, jobText: text, orderText: orders.get(order) ?? '' })
    }
    return Promise.resolve(undefined)
  }

  renew(worker: string, held: readonly Taken[]): Promise<readonly Holding[]> {
    this.workers.add(worker)
    return Promise.resolve(
      held.map((taken) =>
        !this.#holds(taken) ? 'lost' : this.jobs.get(taken.job)?.halts.has(taken.order) ? 'halted' : 'held',
      ),
    )
  }

  finish(taken: Taken, text: string): Promise<boolean> {
    const it = this.jobs.get(taken.job)
    if (it === undefined || !this.#holds(taken)) return Promise.resolve(false)
    it.holders.delete(taken.order)
    it.orders.delete(taken.order)
    it.outcomes.set(taken.order, text)
    return Promise.resolve(true)
  }

  giveBack(taken: Taken): Promise<void> {
    const it = this.jobs.get(taken.job)
    if (it === undefined || !this.#holds(taken)) return Promise.resolve()
    it.holders.delete(taken.order)
    it.open.unshift(taken.order)
    return Promise.resolve()
  }

  refuse(worker: string, job: string, why: string): Promise<void> {
    this.jobs.get(job)?.refusals.set(worker, why)
    return Promise.resolve()
  }

  leave(worker: string): Promise<void> {
    this.workers.delete(worker)
    return Promise.resolve()
  }

  close(): Promise<void> {
    return Promise.resolve()
  }

  #holds({ job, order, lease }: Taken): boolean {
    return this.jobs.get(job)?.holders.get(order) === lease
  }

  #job(name: string, text: string): Job {
    const job = this.jobs.get(name) ?? {
      ...{ text, orders: new Map(), open: [], holders: new Map(), halts: new Set<string>() },
      ...{ outcomes: new Map(), refusals: new Map(), abandoned: new Set<string>() },
    }
    if (text !== '') job.text = text
    this.jobs.set(name, job)
    return job
  }
}

import { elementAt } from '../base/element-at.ts'
import type { RandomStream } from '../base/random.ts'
import type { Micros } from '../base/time.ts'
import type { RealClock } from '../processes/real-clock.ts'
import type { Completion, Invocation } from './event.ts'
import type { Recorder } from './recorder.ts'
import { answerOf, type Ask } from './rpc.ts'
import type { RpcClient } from './rpc-client.ts'
import type { Workload } from './workload.ts'

export interface WorkersOptions {
  readonly workload: Workload
  readonly nodes: readonly string[]
  readonly concurrency: number
  /** Operations a second over all workers. */
  readonly rate: number
  readonly clock: RealClock
  readonly random: RandomStream
  readonly recorder: Recorder
  readonly newClient: () => RpcClient
}

interface Worker {
  readonly number: number
  readonly node: string
  client: RpcClient
  process: number
  busy: boolean
}

/** Clients that work on their own: each has one operation open at most, and keeps to one node. */
export class Workers {
  readonly #options: WorkersOptions
  readonly #workers: Worker[]
  #stopped = false
  #idle: (() => void) | undefined

  constructor(options: WorkersOptions) {
    this.#options = options
    const { nodes, concurrency, newClient } = options
    this.#workers = Array.from({ length: concurrency }, (_, number) => ({
      number,
      node: elementAt(nodes, number % nodes.length),
      client: newClient(),
      process: number,
      busy: false,
    }))
  }

  /** Begins operations, one after the other, at times drawn around the rate. */
  start(): void {
    if (this.#options.rate > 0) this.#plan()
  }

  /** Begins no more; resolves when none is open. */
  async stop(): Promise<void> {
    this.#stopped = true
    if (this.#workers.some(({ busy }) => busy)) await new Promise<void>((resolve) => (this.#idle = resolve))
  }

  /** Every worker's operations of the end. */
  async final(isOver: () => boolean): Promise<void> {
    const { workload } = this.#options
    await Promise.all(
      this.#workers.map(async (worker) => {
        let last: Completion | undefined
        for (let count = 0; !isOver(); count++) {
          const invocation = workload.final?.(worker.number, count, last)
          if (invocation === undefined) return
          last = await this.#run(worker, invocation)
        }
      }),
    )
  }

  /** A request to a node, by a client. */
  ask(client: RpcClient, node: string): Ask {
    const { timeout } = this.#options.workload
    return async (request, shape) => answerOf(await client.request(node, request, timeout), shape)
  }

  /** From the moment the last one was due, not from now: a timer that is late loses no operations. */
  #plan(last: Micros = this.#options.clock.now()): void {
    const { clock, random, rate } = this.#options
    const gap = (): Micros => random.int(1, 2_000_000) / rate
    let due = last + gap()
    for (; due <= clock.now(); due += gap()) this.#begin()
    clock.after(Math.max(0, due - clock.now()) / 1000, () => {
      if (this.#stopped) return
      this.#begin()
      this.#plan(due)
    })
  }

  /** Where nobody is free, or nobody's turn it is, the operation falls out. */
  #begin(): void {
    const { workload, random } = this.#options
    for (const worker of random.shuffle(this.#workers.filter(({ busy }) => !busy))) {
      const invocation = workload.next(worker.number, worker.process)
      if (invocation === undefined) continue
      void this.#run(worker, invocation)
      return
    }
  }

  async #run(worker: Worker, invocation: Invocation): Promise<Completion> {
    const { workload, recorder, concurrency } = this.#options
    worker.busy = true
    const { process } = worker
    recorder.invoke(process, invocation)
    const completion = await workload.invoke(invocation, this.ask(worker.client, worker.node), worker.number)
    recorder.complete(process, invocation, completion)
    if (completion.type === 'info') {
      // what became of it is open for ever: its process never acts again
      worker.process += concurrency
      workload.renewed?.(worker.number)
    }
    worker.busy = false
    if (this.#workers.every(({ busy }) => !busy)) this.#idle?.()
    return completion
  }
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { defined } from '../base/defined.ts'
import { RandomStream } from '../base/random.ts'
import type { Millis } from '../base/time.ts'
import { RealClock } from '../processes/real-clock.ts'
import { temporaryFolder } from '../processes/temporary-folder.ts'
import { ServerLog } from '../processes/supervision/server-log.ts'
import { MaelstromCluster } from './cluster.ts'
import { isClientEvent } from './event.ts'
import type { Message } from './message.ts'
import { MaelstromNemesis } from './nemesis.ts'
import { Network } from './network.ts'
import { settingsOf, type MaelstromOptions, type MaelstromSettings } from './options.ts'
import { pagesOf } from './pages.ts'
import { absoluteArguments, programFile } from './program-file.ts'
import { Recorder } from './recorder.ts'
import { resultsOf, type MaelstromReport } from './results.ts'
import { RpcClient } from './rpc-client.ts'
import { attachService } from './services/service.ts'
import {
  lastWriteWinsStore,
  linearizableStore,
  sequentialStore,
  timestampOracle,
} from './services/key-value.ts'
import { Store } from './store.ts'
import { WireWatch } from './wire-watch.ts'
import { Workers } from './workers.ts'
import type { CheckResult, Workload } from './workload.ts'
import { makeWorkload } from './workloads/index.ts'

const FINAL_PAUSE: Millis = 10_000
const FINAL_OPERATIONS: Millis = 30_000
const CLOCK_TICKS = 100
/** Of each half of the journal of messages, in bytes: a flood must not fill a disk. */
const MAX_JOURNAL = 256 * 1024 * 1024

/**
 * Tests a program that speaks Maelstrom's protocol, in real time: starts it as often as there are nodes, carries its
 * messages, lets clients work and faults act, and judges what they saw.
 *
 * @example
 * const { valid, because, store } = await runMaelstrom({ bin: './raft.py', workload: 'lin-kv', nodeCount: 3 })
 * @throws InputError for an option that is wrong, and for a program that cannot be started.
 */
export async function runMaelstrom(options: MaelstromOptions): Promise<MaelstromReport> {
  const settings = settingsOf(options)
  const bin = programFile(options.bin)
  const seed = options.seed ?? String(Math.floor(Math.random() * 2 ** 32))
  const store = new Store(options.output ?? 'store', settings.workload, new Date())
  const folder = await temporaryFolder()
  try {
    return await new MaelstromRun({ ...options, bin }, { settings, seed, store, folder: folder.path }).run()
  } finally {
    await folder.remove()
  }
}

interface Prepared {
  readonly settings: MaelstromSettings
  readonly seed: string
  readonly store: Store
  /** For the working folders of the nodes. */
  readonly folder: string
}

class MaelstromRun {
  readonly #options: MaelstromOptions
  readonly #settings: MaelstromSettings
  readonly #seed: string
  readonly #store: Store
  readonly #log: ServerLog
  readonly #journal: ServerLog
  readonly #random: RandomStream
  readonly #clock: RealClock
  readonly #network: Network
  readonly #watch = new WireWatch()
  readonly #recorder: Recorder
  readonly #workload: Workload
  readonly #cluster: MaelstromCluster
  readonly #workers: Workers
  #clients = 0
  #broken: { readonly error: unknown } | undefined

  constructor(options: MaelstromOptions, { settings, seed, store, folder }: Prepared) {
    const { nodes, concurrency, latency, workload, rate, initTimeout, initType } = settings
    this.#options = options
    this.#settings = settings
    this.#seed = seed
    this.#store = store
    this.#log = new ServerLog(join(store.folder, 'jepsen.log'))
    this.#journal = new ServerLog(join(store.folder, 'net-journal.jsonl'), MAX_JOURNAL)
    const random = (this.#random = new RandomStream(seed))
    const clock = (this.#clock = new RealClock((error) => (this.#broken ??= { error })))
    this.#recorder = new Recorder(clock)
    this.#workload = makeWorkload(workload, {
      nodes,
      concurrency,
      random: random.fork('operations'),
      latency: latency.mean,
      maxTransactionLength: options.maxTransactionLength ?? 4,
      maxWritesPerKey: options.maxWritesPerKey ?? 16,
      topology: options.topology ?? 'grid',
      consistency: options.consistency ?? 'strict-serializable',
      strictMissing: options.strictMissing ?? true,
      checkFor: options.checkFor ?? 60_000,
      ...defined({ keyCount: options.keyCount }),
    })
    const network = (this.#network = new Network({
      clock,
      random: random.fork('network'),
      latency,
      operations: this.#workload.operations,
      partitionBy: this.#options.partitionBy ?? 'src',
      watch: (event, message, origin) => this.#seen(event, message, origin),
      onFlood: (origin) => this.#cluster.flooded(origin),
    }))
    for (const service of [
      linearizableStore(),
      sequentialStore(random.fork('seq-kv')),
      lastWriteWinsStore(random.fork('lww-kv')),
      timestampOracle(),
    ]) {
      attachService(service, network)
    }
    const newClient = (): RpcClient => new RpcClient(`c${this.#clients++}`, network, clock)
    this.#cluster = new MaelstromCluster({
      nodes,
      bin: options.bin,
      parameters: absoluteArguments(options.parameters ?? []),
      folder,
      logs: store.logs,
      network,
      clock,
      newClient,
      initTimeout,
      initType,
      onMissing: (why) => this.#note(why),
      onBegan: (node) => this.#watch.began(node),
      ...(options.logStderr === true && { onStderr: (text: string) => this.#record(text) }),
    })
    this.#workers = new Workers({
      workload: this.#workload,
      nodes,
      concurrency,
      rate,
      clock,
      random: random.fork('workers'),
      recorder: this.#recorder,
      newClient,
    })
  }

  async run(): Promise<MaelstromReport> {
    let missing: string | undefined
    let cpu: Record<string, number> = {}
    try {
      missing = await this.#cluster.start()
      if (missing === undefined) await this.#work()
      cpu = this.#processorTime()
    } finally {
      this.#clock.stop()
      await this.#cluster.stop()
      await this.#log.close()
      await this.#journal.close()
    }
    if (this.#broken !== undefined) throw this.#broken.error
    return this.#judge(missing, cpu)
  }

  async #work(): Promise<void> {
    const { faults, nemesisInterval, timeLimit } = this.#settings
    const nemesis = new MaelstromNemesis({
      faults,
      interval: nemesisInterval,
      clock: this.#clock,
      random: this.#random.fork('nemesis'),
      network: this.#network,
      nodes: this.#cluster.nodes,
      leader: () => this.#watch.leader,
      restart: (node) => this.#cluster.restart(node),
      record: (f, value) => {
        this.#recorder.nemesis(f, value)
        this.#note(`nemesis ${f} ${JSON.stringify(value)}`)
      },
    })
    await this.#setUp()
    this.#clock.begin()
    this.#note(`${this.#workload.name} begins, seed ${this.#seed}`)
    this.#workers.start()
    nemesis.start()
    await this.#until(timeLimit)
    const stopped = this.#workers.stop()
    await nemesis.heal()
    await stopped
    if (this.#workload.final === undefined || this.#options.signal?.aborted === true) return
    this.#note('final phase')
    await this.#until(this.#clock.now() / 1000 + (this.#options.finalPause ?? FINAL_PAUSE))
    const end = this.#clock.now() / 1000 + FINAL_OPERATIONS
    await this.#workers.final(() => this.#clock.now() / 1000 > end)
  }

  async #setUp(): Promise<void> {
    await Promise.all(
      this.#settings.nodes.map(async (node) => {
        const client = new RpcClient(`c${this.#clients++}`, this.#network, this.#clock)
        await this.#workload.setup?.(node, this.#workers.ask(client, node))
      }),
    )
  }

  /** Waits until that time of the run, or until it is broken or no longer wanted. */
  async #until(instant: Millis): Promise<void> {
    const { signal } = this.#options
    for (;;) {
      const left = instant - this.#clock.now() / 1000
      if (left <= 0 || this.#broken !== undefined || signal?.aborted === true) return
      await sleep(Math.min(50, left))
    }
  }

  #seen(event: string, message: Message, origin: string): void {
    const now = this.#clock.now()
    if (event === 'send') this.#watch.see(message, origin, now / 1000)
    const { logNetSend, logNetRecv } = this.#options
    if ((event === 'send' && logNetSend === true) || (event === 'recv' && logNetRecv === true))
      this.#record(`${event} ${JSON.stringify(message)}`)
    const { id, src, dest, body } = message
    const by = origin === src ? {} : { by: origin }
    const line = { time: now * 1000, type: event, id, src, dest, ...by, body }
    this.#journal.append(Buffer.from(`${JSON.stringify(line)}\n`))
  }

  #note(text: string): void {
    this.#record(text)
    this.#options.onProgress?.(text)
  }

  #record(text: string): void {
    this.#log.append(Buffer.from(`${(this.#clock.now() / 1e6).toFixed(3)} ${text}\n`))
  }

  /** Of each node that runs, where the system tells. */
  #processorTime(): Record<string, number> {
    const seconds: Record<string, number> = {}
    for (const { id, pid } of this.#cluster.nodes) {
      try {
        const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
          .replace(/^.*\) /, '')
          .split(' ')
        seconds[id] = (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS
      } catch {
        // it is gone, or this is no Linux
      }
    }
    return seconds
  }

  async #judge(missing: string | undefined, cpu: Record<string, number>): Promise<MaelstromReport> {
    const history = this.#recorder.events
    this.#store.writeHistory(history)
    const workload: CheckResult = await this.#workload.check(history.filter(isClientEvent), history)
    const results = resultsOf({
      workload,
      history,
      findings: this.#cluster.findings,
      wire: this.#watch.violations,
      counts: this.#network.counts,
      availability: this.#options.availability,
      malformed: this.#options.malformed ?? 'note',
      cpu,
      ...defined({ missing }),
    })
    const { workload: name } = this.#settings
    const report = { ...results, workload: name, seed: this.#seed, store: this.#store.folder }
    this.#store.writeResults(
      { valid: report.valid, because: report.because, seed: this.#seed, ...report.parts },
      pagesOf(report, workload.page, history),
    )
    return report
  }
}

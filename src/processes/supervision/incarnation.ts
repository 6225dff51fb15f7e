import type { Millis } from '../../base/time.ts'
import type { ServerCommand, ServerEndpoint, ServerOptions } from '../../subject/server.ts'
import { untilReady } from './readiness.ts'
import type { ServerLog } from './server-log.ts'
import { describeExit, saidLast, supervise, type SupervisedProcess } from './supervisor.ts'

export interface IncarnationOptions {
  readonly command: () => ServerCommand
  readonly ready: ServerOptions['ready']
  readonly endpoint: ServerEndpoint
  readonly log: ServerLog
  /** It began; it is ready; it ended though nobody ended it. */
  readonly notify: (event: 'began' | 'ready' | 'ended', text: string) => void
  /** Hears each line that it writes to stderr, cut to 8 KiB. */
  readonly onErrorLine?: (line: string) => void
}

/** One incarnation of a server: from its start to the end of its process. */
export class Incarnation {
  /** Whether it became ready before it ended. */
  readonly ready: Promise<boolean>
  readonly #options: IncarnationOptions
  readonly #over = new AbortController()
  #settleReady: (ready: boolean) => void = () => undefined
  #process: SupervisedProcess | undefined
  #paused = false

  constructor(options: IncarnationOptions) {
    this.#options = options
    this.ready = new Promise((resolve) => (this.#settleReady = resolve))
  }

  /** Aborts when it is over. */
  get over(): AbortSignal {
    return this.#over.signal
  }

  get pid(): number | undefined {
    return this.#process?.pid
  }

  /** What it said last, in words. */
  get lastWords(): string {
    return saidLast(this.#process?.lastLines ?? [])
  }

  /** Lives it; resolves when nothing of it is left. It may be ended before it has begun. */
  async run(): Promise<void> {
    try {
      if (!this.over.aborted) await this.#run()
    } catch (error) {
      this.#endByItself(`could not be started: ${(error as Error).message}`)
    } finally {
      this.#over.abort()
      this.#settleReady(false)
    }
  }

  kill(): void {
    this.#over.abort()
    this.#process?.kill()
  }

  async stop(within: Millis): Promise<void> {
    this.#over.abort()
    await this.#process?.stop(within)
  }

  pause(): void {
    this.#paused = true
    this.#process?.pause()
  }

  resume(): void {
    this.#paused = false
    this.#process?.resume()
  }

  async #run(): Promise<void> {
    const { command, ready, endpoint, log, notify, onErrorLine } = this.#options
    const process = await supervise(command(), { log })
    this.#process = process
    if (onErrorLine !== undefined) process.stderr.onLine(onErrorLine)
    notify('began', `process ${process.pid}`)
    if (this.over.aborted) process.kill()
    else if (this.#paused) process.pause()
    void untilReady(ready, endpoint, process, this.over).then((isReady) => {
      if (isReady) notify('ready', `process ${process.pid}`)
      this.#settleReady(isReady)
    })
    const exit = await process.exited
    if (!exit.wanted) this.#endByItself(describeExit(exit))
  }

  #endByItself(text: string): void {
    if (this.over.aborted) return
    this.#over.abort()
    this.#options.notify('ended', text)
  }
}

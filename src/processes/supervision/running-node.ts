import { assert } from '../../base/assert.ts'
import type { NodeId } from '../../base/node-id.ts'
import type { Millis } from '../../base/time.ts'
import type { ServerEndpoint, ServerNode, ServerTarget } from '../../subject/server.ts'
import { Life } from './life.ts'
import { saidLast } from './supervisor.ts'
import type { ServerLog } from './server-log.ts'

/** What a node tells the world of. */
export type NodeEvent = 'start' | 'restart' | 'ready' | 'crash' | 'ended' | 'pause' | 'resume'

export interface RunningNodeOptions {
  readonly target: ServerTarget
  /** What its start command is told, the same in each life. */
  readonly node: Omit<ServerNode, 'life'>
  readonly endpoint: ServerEndpoint
  readonly log: ServerLog
  /** `fault`: the one that did it. */
  readonly tell: (event: NodeEvent, text: string, fault?: string) => void
}

/**
 * One server of a real cluster, through all its lives. Its controls act at once; a new life waits until the
 * process of the one before is gone and has let go of its ports and files.
 */
export class RunningNode {
  readonly endpoint: ServerEndpoint
  readonly log: ServerLog
  readonly #options: RunningNodeOptions
  #status: 'up' | 'down' | 'paused' = 'down'
  #lives = 0
  #life: Life | undefined
  #gone: Promise<void> = Promise.resolve()

  constructor(options: RunningNodeOptions) {
    this.endpoint = options.endpoint
    this.log = options.log
    this.#options = options
  }

  get id(): NodeId {
    return this.endpoint.id
  }

  /** `up` from the moment it is told to start. */
  get status(): 'up' | 'down' | 'paused' {
    return this.#status
  }

  /** The life it lives, or has lived last. */
  get life(): Life | undefined {
    return this.#life
  }

  /** Whether it becomes ready in this life; false when it is down. */
  get ready(): Promise<boolean> {
    return this.#status === 'down' ? Promise.resolve(false) : (this.#life?.ready ?? Promise.resolve(false))
  }

  /** What it said last in this life, in words. */
  get lastWords(): string {
    return this.#life?.lastWords ?? saidLast([])
  }

  start(fault?: string): void {
    assert(this.#status === 'down', `${this.id} is started while it is ${this.#status}`)
    const { target, node, log } = this.#options
    const number = ++this.#lives
    const life = new Life({
      command: () => target.start({ ...node, life: number }),
      ready: target.ready,
      endpoint: this.endpoint,
      log,
      tell: (event, text) => this.#onLife(life, event, text),
    })
    this.#life = life
    this.#status = 'up'
    this.#tell(number === 1 ? 'start' : 'restart', `life ${number}`, fault)
    this.#gone = this.#gone.then(() => life.run())
  }

  /** `kill -9`: what it has handed to the operating system stays, what it has in memory is gone. */
  crash(fault?: string): void {
    if (this.#status === 'down') return
    this.#status = 'down'
    this.#life?.kill()
    this.#tell('crash', 'killed by SIGKILL', fault)
  }

  pause(fault?: string): void {
    if (this.#status !== 'up') return
    this.#status = 'paused'
    this.#life?.pause()
    this.#tell('pause', 'stands still under SIGSTOP', fault)
  }

  resume(fault?: string): void {
    if (this.#status !== 'paused') return
    this.#status = 'up'
    this.#life?.resume()
    this.#tell('resume', 'goes on after SIGCONT', fault)
  }

  /** Ends it for good: asks first, kills after `within`. Resolves when nothing of it is left. */
  async stop(within: Millis): Promise<void> {
    this.#status = 'down'
    await this.#life?.stop(within)
    await this.#gone
    await this.log.close()
  }

  #onLife(life: Life, event: 'began' | 'ready' | 'ended', text: string): void {
    if (event === 'began') {
      this.log.note(`${this.id} began: ${text}`)
    } else if (event === 'ready') {
      this.#tell('ready', text)
    } else if (life === this.#life) {
      this.#status = 'down'
      this.#tell('ended', text)
    }
  }

  #tell(event: NodeEvent, text: string, fault?: string): void {
    const by = fault === undefined ? '' : ` (fault ${fault})`
    this.log.note(`${this.id} ${event}${by}: ${text}`)
    this.#options.tell(event, text, fault)
  }
}

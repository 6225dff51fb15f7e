import { assert } from '../../base/assert.ts'
import { defined } from '../../base/defined.ts'
import type { NodeId } from '../../base/node-id.ts'
import type { Millis } from '../../base/time.ts'
import { versionsOf, type ServerEndpoint, type ServerNode, type ServerTarget } from '../../subject/server.ts'
import { Incarnation } from './incarnation.ts'
import { saidLast } from './supervisor.ts'
import type { ServerLog } from './server-log.ts'

/** What a node tells the world of. */
export type NodeEvent = 'start' | 'restart' | 'ready' | 'crash' | 'ended' | 'pause' | 'resume'

export interface RunningNodeOptions {
  readonly target: ServerTarget
  /** What its start command is told, the same in each incarnation. */
  readonly node: Omit<ServerNode, 'incarnation' | 'life' | 'version'>
  readonly endpoint: ServerEndpoint
  readonly log: ServerLog
  /** `fault`: the one that did it. */
  readonly notify: (event: NodeEvent, text: string, fault?: string) => void
  /** Hears each line that it writes to stderr, cut to 8 KiB; `incarnation` counts its starts. */
  readonly onErrorLine: (line: string, incarnation: number) => void
}

/**
 * One server of a real cluster, through all its incarnations. Its controls act at once; a new incarnation waits until the
 * process of the one before is gone and has let go of its ports and files.
 */
export class RunningNode {
  readonly endpoint: ServerEndpoint
  readonly log: ServerLog
  readonly #options: RunningNodeOptions
  #status: 'up' | 'down' | 'paused' = 'down'
  #incarnations = 0
  /** Which of the target's versions it runs, by its place in their order. */
  #version = 0
  #incarnation: Incarnation | undefined
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

  /** The incarnation that runs, or that ran last. */
  get incarnation(): Incarnation | undefined {
    return this.#incarnation
  }

  /** Whether there is a newer version of its program. */
  get isOutdated(): boolean {
    return this.#version + 1 < versionsOf(this.#options.target).length
  }

  /** From its next start on it runs the next version. */
  upgrade(): void {
    assert(this.isOutdated, `${this.id} has no newer version`)
    this.#version++
  }

  /** Whether it becomes ready in this incarnation; false when it is down. */
  get ready(): Promise<boolean> {
    return this.#status === 'down'
      ? Promise.resolve(false)
      : (this.#incarnation?.ready ?? Promise.resolve(false))
  }

  /** What it said last in this incarnation, in words. */
  get lastWords(): string {
    return this.#incarnation?.lastWords ?? saidLast([])
  }

  start(fault?: string): void {
    assert(this.#status === 'down', `${this.id} is started while it is ${this.#status}`)
    const { target, node, log, onErrorLine } = this.#options
    const number = ++this.#incarnations
    const version = versionsOf(target)[this.#version]
    const incarnation = new Incarnation({
      command: () => target.start({ ...node, ...defined({ version }), incarnation: number, life: number }),
      ready: target.ready,
      endpoint: this.endpoint,
      log,
      notify: (event, text) => this.#onIncarnation(incarnation, event, text),
      onErrorLine: (line) => onErrorLine(line, number),
    })
    this.#incarnation = incarnation
    this.#status = 'up'
    this.#notify(
      number === 1 ? 'start' : 'restart',
      `incarnation ${number}${version === undefined ? '' : `, version ${version}`}`,
      fault,
    )
    this.#gone = this.#gone.then(() => incarnation.run())
  }

  /** `kill -9`: what it has handed to the operating system stays, what it has in memory is gone. */
  crash(fault?: string): void {
    if (this.#status === 'down') return
    this.#status = 'down'
    this.#incarnation?.kill()
    this.#notify('crash', 'killed by SIGKILL', fault)
  }

  pause(fault?: string): void {
    if (this.#status !== 'up') return
    this.#status = 'paused'
    this.#incarnation?.pause()
    this.#notify('pause', 'stands still under SIGSTOP', fault)
  }

  resume(fault?: string): void {
    if (this.#status !== 'paused') return
    this.#status = 'up'
    this.#incarnation?.resume()
    this.#notify('resume', 'goes on after SIGCONT', fault)
  }

  /** Ends it for good: asks first, kills after `within`. Resolves when nothing of it is left. */
  async stop(within: Millis): Promise<void> {
    this.#status = 'down'
    await this.#incarnation?.stop(within)
    await this.#gone
    await this.log.close()
  }

  #onIncarnation(incarnation: Incarnation, event: 'began' | 'ready' | 'ended', text: string): void {
    if (event === 'began') {
      this.log.note(`${this.id} began: ${text}`)
    } else if (event === 'ready') {
      this.#notify('ready', text)
    } else if (incarnation === this.#incarnation) {
      this.#status = 'down'
      this.#notify('ended', text)
    }
  }

  #notify(event: NodeEvent, text: string, fault?: string): void {
    const by = fault === undefined ? '' : ` (fault ${fault})`
    this.log.note(`${this.id} ${event}${by}: ${text}`)
    this.#options.notify(event, text, fault)
  }
}

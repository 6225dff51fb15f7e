import { StringDecoder } from 'node:string_decoder'
import type { ServerLog } from '../processes/supervision/server-log.ts'
import { describeExit, supervise, type SupervisedProcess } from '../processes/supervision/supervisor.ts'
import { parseMessage, type Message } from './message.ts'

export interface NodeOptions {
  readonly id: string
  /** Absolute path of the program, and what stands after `--`. */
  readonly bin: string
  readonly parameters: readonly string[]
  /** Its working folder: what it keeps here survives its crashes. */
  readonly folder: string
  readonly log: ServerLog
  /** Takes what it sends; answers what is wrong with it, to stand after "it". */
  readonly onMessage: (message: Message) => string | undefined
  /** It printed a line that is no message; `why` to stand after "a line that". */
  readonly onGarbage: (why: string, line: string) => void
  /** Its process ended though nobody ended it. */
  readonly onExit: (text: string) => void
  /** It does not take what is sent to it, and so much waits that memory would run out. */
  readonly onFlood: () => void
}

/** A line is never longer, in characters. */
const MAX_LINE = 16 * 1024 * 1024
/** What may wait until the program reads it, in bytes. */
const MAX_UNREAD = 64 * 1024 * 1024

/** One node: a program that speaks the protocol over its standard streams, in all its incarnations. */
export class MaelstromNode {
  readonly #options: NodeOptions
  #process: SupervisedProcess | undefined
  #paused = false

  constructor(options: NodeOptions) {
    this.#options = options
  }

  get id(): string {
    return this.#options.id
  }

  get pid(): number | undefined {
    return this.#process?.pid
  }

  get status(): 'up' | 'down' | 'paused' {
    if (this.#process?.running !== true) return 'down'
    return this.#paused ? 'paused' : 'up'
  }

  async start(): Promise<void> {
    const { bin, parameters, folder, log, onExit } = this.#options
    const conversation = { onStdout: this.#lineReader() }
    const process = await supervise({ program: bin, parameters, folder }, { log, conversation })
    this.#process = process
    this.#paused = false
    log.note(`process ${process.pid} began`)
    void process.exited.then((exit) => {
      log.note(`process ${process.pid} ${describeExit({ ...exit, lastLines: [] })}`)
      if (!exit.wanted) onExit(describeExit(exit))
    })
  }

  /** `kill -9`. Resolves when nothing is left of it. */
  async kill(): Promise<void> {
    this.#process?.kill()
    await this.#process?.exited
  }

  pause(): void {
    this.#paused = true
    this.#process?.pause()
  }

  resume(): void {
    this.#paused = false
    this.#process?.resume()
  }

  deliver(message: Message): void {
    const process = this.#process
    if (process?.running !== true || process.stdin === null) return
    process.stdin.write(`${JSON.stringify(message)}\n`)
    if (process.stdin.writableLength > MAX_UNREAD) this.#options.onFlood()
  }

  #lineReader(): (chunk: Buffer) => void {
    const decoder = new StringDecoder('utf8')
    let parts: string[] = []
    let length = 0
    return (chunk) => {
      const [first = '', ...more] = decoder.write(chunk).split('\n')
      parts.push(first)
      length += first.length
      for (const next of more) {
        this.#take(parts.join(''))
        parts = [next]
        length = next.length
      }
      if (length > MAX_LINE) {
        this.#options.onGarbage(
          `is longer than ${MAX_LINE / 1024 / 1024} Mi characters`,
          parts.join('').slice(0, 100),
        )
        parts = []
        length = 0
      }
    }
  }

  #take(line: string): void {
    if (line.trim() === '') return
    const message = parseMessage(line)
    const wrong = typeof message === 'string' ? message : this.#options.onMessage(message)
    if (wrong !== undefined) this.#options.onGarbage(wrong, line)
  }
}

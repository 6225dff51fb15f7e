import { fork, type ChildProcess } from 'node:child_process'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { compileCacheVariable } from '../base/compile-cache.ts'
import { entryFile } from '../base/package-files.ts'
import { Guardian } from '../processes/supervision/guardian.ts'
import { OutputTail } from '../processes/supervision/output-tail.ts'
import { signalGroup } from '../processes/supervision/process-group.ts'
import type { SearchProgress } from '../testcase/explored.ts'
import type { AnswerOf, OrderOf, RunProgress, SubjectChoice, SubjectVerb } from '../testcase/subject-host.ts'
import { endingOf, type Ending } from './ending.ts'
import { PositionFile } from './position-file.ts'
import {
  SIGNS_FD,
  type BadInput,
  type FromSubject,
  type LastStand,
  type Setup,
  type Sign,
  type SubjectBounds,
  type ToSubject,
} from './protocol.ts'

/** What came of an order. After `ended` the process is gone. */
export type Outcome<V extends SubjectVerb> =
  | { readonly type: 'answer'; readonly answer: AnswerOf<V> }
  | { readonly type: 'threw'; readonly message: string; readonly badInput?: BadInput }
  | { readonly type: 'ended'; readonly ending: Ending }

/** Lines of what it prints that are kept. */
const LINES_KEPT = 20
/** How often the parent looks for a sign, and so many looks beyond what its watchdog waits for. */
const SIGN_LOOK_MILLIS = 1000
const SPARE_LOOKS = 30
/** So long after a process has hung up it is seen to have died, if it has. */
const HANG_UP_MILLIS = 500
/** A line on the signs pipe is never longer. */
const MAX_SIGN_LENGTH = 64 * 1024

/** One process in which a subject runs: in a group of its own, which dies as a whole. */
export class SubjectProcess {
  readonly #child: ChildProcess
  readonly #output = new OutputTail()
  readonly #bounds: SubjectBounds
  readonly #closed: Promise<void>
  readonly #position = new PositionFile()
  #settle: ((outcome: Outcome<SubjectVerb>) => void) | undefined
  #stand: LastStand | undefined
  #onProgress: ((progress: RunProgress) => void) | undefined
  /** Told how far a search is. */
  onSearched: ((progress: SearchProgress) => void) | undefined
  #looksWithoutSign = 0
  #isTaken = false
  #looksUntaken = 0
  #mute = false
  #spoiled = false
  #hungUp = false
  #killed = false
  #gone: Ending | undefined
  #signs = ''
  /** Token of the run under way, where its seed does not give it. */
  #planned: string | undefined

  constructor(choice: SubjectChoice, bounds: SubjectBounds) {
    this.#bounds = bounds
    const entry = fileURLToPath(entryFile('src/isolation/subject-entry'))
    this.#child = fork(entry, {
      // a group of its own: what the subject starts belongs to it
      detached: true,
      serialization: 'advanced',
      // what it prints must not get into our own output
      stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe', this.#position.descriptor],
      env: { ...process.env, ...compileCacheVariable() },
      execArgv: [...process.execArgv, `--max-old-space-size=${bounds.memory}`],
    })
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#closed = promise
    const child = this.#child
    const { pid } = child
    if (pid !== undefined)
      void Guardian.shared()
        .watch(pid)
        .catch(() => undefined)
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (bytes: Buffer) => this.#output.push(bytes))
    }
    const signs = child.stdio[SIGNS_FD] as Readable
    signs.on('data', (bytes: Buffer) => this.#hear(bytes.toString('utf8')))
    for (const stream of child.stdio) stream?.on('error', () => undefined)
    child.on('message', (message) => this.#end(message as FromSubject))
    child.on('error', () => this.#buried(1, null, resolve))
    child.on('disconnect', () => {
      // a process that dies hangs up as well, and is seen to exit a little later
      setTimeout(() => this.#hangUp(), HANG_UP_MILLIS).unref()
    })
    child.on('exit', () => this.kill())
    child.on('close', (code, signal) => this.#buried(code, signal, resolve))
    this.#send({ type: 'setup', choice, bounds } satisfies Setup)
  }

  /** Whether it has ended, or is of no use any more. */
  get gone(): boolean {
    return this.#spoiled || this.#gone !== undefined
  }

  /** Gives an order; one at a time. */
  async ask<V extends SubjectVerb>(
    verb: V,
    order: OrderOf<V>,
    onProgress?: (progress: RunProgress) => void,
  ): Promise<Outcome<V>> {
    if (this.#gone !== undefined) return { type: 'ended', ending: this.#gone }
    const { promise, resolve } = Promise.withResolvers<Outcome<SubjectVerb>>()
    this.#settle = resolve
    this.#position.reset()
    this.#planned = undefined
    this.#onProgress = onProgress
    this.#looksWithoutSign = 0
    this.#isTaken = false
    this.#looksUntaken = 0
    const timer = setInterval(() => this.#look(), SIGN_LOOK_MILLIS)
    this.#send({ type: 'order', verb, order } as ToSubject)
    try {
      return (await promise) as Outcome<V>
    } finally {
      clearInterval(timer)
      this.#settle = undefined
    }
  }

  /** The order under way ends after the run under way. */
  halt(): void {
    this.#send({ type: 'halt' })
  }

  /** Ends it and everything it started; resolves when it is gone. */
  async close(): Promise<void> {
    this.kill()
    await this.#closed
  }

  kill(): void {
    const { pid } = this.#child
    if (pid === undefined || this.#gone !== undefined) return
    this.#killed = true
    // nothing is left of it: what a subject started must not outlive it
    signalGroup(pid, 'SIGKILL')
  }

  #send(message: ToSubject): void {
    // it may be gone already: its end is told by its exit
    if (this.#child.connected) this.#child.send(message, () => undefined)
  }

  #end(message: FromSubject): void {
    if (message.spoiled === true) this.#spoiled = true
    if (message.type === 'answer') this.#settle?.({ type: 'answer', answer: message.answer })
    else if (message.type === 'threw') this.#settle?.(message)
  }

  #hear(text: string): void {
    this.#looksWithoutSign = 0
    const lines = (this.#signs + text).split('\n')
    this.#signs = (lines.pop() ?? '').slice(0, MAX_SIGN_LENGTH)
    for (const line of lines) {
      const sign = parsed(line)
      if (sign === undefined) continue
      if ('taken' in sign) this.#isTaken = true
      else if ('progress' in sign) this.#notify(sign.progress)
      else if ('searched' in sign) this.#searched(sign.searched)
      else if ('planned' in sign) this.#planned = String(sign.planned)
      else if ('ended' in sign) this.#stand ??= sign
    }
  }

  /** The subject can write into the pipe as well. */
  #notify({ at, of, made }: RunProgress): void {
    if (Number.isFinite(at) && Number.isFinite(of))
      this.#onProgress?.({ at, of, ...(made === true && { made }) })
  }

  #searched(progress: SearchProgress): void {
    const { states, depth, round, bounds } = progress
    const isOne = [states, depth, round].every((number) => Number.isFinite(number))
    if (isOne && typeof bounds === 'object') this.onSearched?.(progress)
  }

  #hangUp(): void {
    if (this.#killed || this.#child.exitCode !== null || this.#child.signalCode !== null) return
    this.#hungUp = true
    this.kill()
  }

  /**
   * Its watchdog ends what stands still; this is for a process whose watchdog stands still as well, or that lives and
   * takes no orders any more: its subject may have replaced what listens for them.
   */
  #look(): void {
    const looks = this.#bounds.silence / SIGN_LOOK_MILLIS + SPARE_LOOKS
    if (!this.#isTaken) this.#looksUntaken++
    if (++this.#looksWithoutSign <= looks && this.#looksUntaken <= looks) return
    this.#mute = true
    this.kill()
  }

  #buried(code: number | null, signal: NodeJS.Signals | null, resolve: () => void): void {
    if (this.#gone !== undefined) return
    const { pid } = this.#child
    if (pid !== undefined) {
      signalGroup(pid, 'SIGKILL')
      Guardian.shared().release(pid)
    }
    this.#gone = endingOf(code, signal, {
      stand: this.#stand,
      mute: this.#mute,
      hungUp: this.#hungUp,
      position: this.#position.read(),
      planned: this.#planned,
      printed: this.#output.lastLines(LINES_KEPT),
    })
    this.#position.close()
    this.#settle?.({ type: 'ended', ending: this.#gone })
    resolve()
  }
}

function parsed(line: string): Sign | undefined {
  try {
    const sign = JSON.parse(line) as unknown
    return typeof sign === 'object' && sign !== null ? (sign as Sign) : undefined
  } catch {
    // the subject wrote into the pipe itself
    return undefined
  }
}

import { defined } from '../../base/defined.ts'
import type { ChildProcess } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import type { Millis } from '../../base/time.ts'
import type { ServerCommand } from '../../subject/server.ts'
import { Guardian } from './guardian.ts'
import { OutputTail } from './output-tail.ts'
import { signalGroup } from './process-group.ts'
import type { ServerLog } from './server-log.ts'

/**
 * The program waits behind this gate until the guardian knows of it. If the harness dies first, the gate's
 * pipe closes and the program never begins. The process stays the same through `exec`.
 */
const GATE = 'read -r go <&3 || exit 125; exec "$@" 3<&-'

/** How long the output of a process that has ended is waited for: a stray child may hold it open. */
const LAST_WORDS: Millis = 500

/** How many lines of its output a message quotes. */
const LAST_LINES = 10

const options = {
  // a group of its own, named like its first process: signals reach its children too
  detached: true,
  cleanup: false,
  reject: false,
  buffer: false,
} as const

/** How a program is talked to that speaks over its standard streams. */
export interface Conversation {
  /** Is given what it says on stdout, as it comes: that is no part of its log then. */
  readonly onStdout: (chunk: Buffer) => void
}

/** How a process ended. */
export interface ProcessExit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** Whether this side ended it. */
  readonly wanted: boolean
  /** Its last lines on stderr or, when it said nothing there, on stdout. */
  readonly lastLines: readonly string[]
}

/** A program that runs in a process group of its own, under the eyes of the guardian. */
export class SupervisedProcess {
  /** Also the number of its group. */
  readonly pid: number
  /** Resolves when it has ended and nothing is left of its group. */
  readonly exited: Promise<ProcessExit>
  readonly stdout = new OutputTail()
  readonly stderr = new OutputTail()
  /** Its standard input, where somebody talks to it. Errors of a program that is gone are swallowed. */
  readonly stdin: Writable | null
  readonly #guardian: Guardian
  #running = true
  #wanted = false

  constructor(
    child: ChildProcess,
    pid: number,
    {
      guardian,
      log,
      conversation,
    }: Pick<SuperviseOptions, 'log' | 'conversation'> & { readonly guardian: Guardian },
  ) {
    this.pid = pid
    this.#guardian = guardian
    this.stdin = child.stdin
    child.stdin?.on('error', () => undefined)
    this.#listen(child.stdout, this.stdout, conversation === undefined ? log : undefined)
    if (conversation !== undefined) child.stdout?.on('data', conversation.onStdout)
    this.#listen(child.stderr, this.stderr, log)
    this.exited = this.#untilExit(child)
  }

  get running(): boolean {
    return this.#running
  }

  /** Its last lines on stderr or, when it said nothing there, on stdout. */
  get lastLines(): readonly string[] {
    const errors = this.stderr.lastLines(LAST_LINES)
    return errors.length > 0 ? errors : this.stdout.lastLines(LAST_LINES)
  }

  /** `kill -9` of the whole group. */
  kill(): void {
    this.#wanted = true
    this.#signal('SIGKILL')
  }

  /** SIGSTOP of the whole group. */
  pause(): void {
    this.#signal('SIGSTOP')
  }

  /** SIGCONT of the whole group. */
  resume(): void {
    this.#signal('SIGCONT')
  }

  /** Asks it to end, and kills it when it has not after `within`. */
  async stop(within: Millis): Promise<ProcessExit> {
    this.#wanted = true
    this.#signal('SIGTERM')
    // who stands still cannot heed it
    this.#signal('SIGCONT')
    const timer = setTimeout(() => this.kill(), within)
    try {
      return await this.exited
    } finally {
      clearTimeout(timer)
    }
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#running) signalGroup(this.pid, signal)
  }

  #listen(stream: Readable | null, tail: OutputTail, log: ServerLog | undefined): void {
    stream?.on('error', () => undefined)
    stream?.on('data', (chunk: Buffer) => {
      tail.push(chunk)
      if (log === undefined) return
      log.append(chunk)
      if (!log.full) return
      // a server that floods its log waits, as it would for a slow disk
      stream.pause()
      void log.written().then(() => stream.resume())
    })
  }

  async #untilExit(child: ChildProcess): Promise<ProcessExit> {
    const silent = new Promise((resolve) => child.once('close', resolve))
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
      child.once('exit', (code, signal) => resolve([code, signal])),
    )
    // at once, while the number cannot have been given to another: whoever is left of the group goes too
    this.#running = false
    signalGroup(this.pid, 'SIGKILL')
    this.#guardian.release(this.pid)
    let timer: NodeJS.Timeout | undefined
    await Promise.race([silent, new Promise((resolve) => (timer = setTimeout(resolve, LAST_WORDS)))])
    clearTimeout(timer)
    return { code, signal, wanted: this.#wanted, lastLines: this.lastLines }
  }
}

export interface SuperviseOptions {
  /** Where its output goes. Default: nowhere. */
  readonly log?: ServerLog
  /** Default: its input is empty. */
  readonly conversation?: Conversation
  readonly guardian?: Guardian
}

/**
 * Starts a program that does not outlive this process.
 * @throws Error when it cannot be started at all, for instance in a folder that does not exist.
 */
export async function supervise(
  command: ServerCommand,
  { log, conversation, guardian = Guardian.shared() }: SuperviseOptions = {},
): Promise<SupervisedProcess> {
  const { program, parameters = [], environment = {}, folder } = command
  const { execa } = await import('execa')
  const subprocess = execa('/bin/sh', ['-c', GATE, 'whitewater-gate', program, ...parameters], {
    ...options,
    stdio: [conversation === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe', 'pipe'],
    env: environment,
    ...defined({ cwd: folder }),
  })
  const { pid, nodeChildProcess: child } = subprocess
  if (pid === undefined) throw (await subprocess) as Error
  const supervised = new SupervisedProcess(child, pid, { guardian, ...defined({ log, conversation }) })
  const go = child.stdio[3] as Writable
  go.on('error', () => undefined)
  try {
    await guardian.watch(pid)
  } catch (error) {
    supervised.kill()
    throw error
  }
  go.end('go\n')
  return supervised
}

/** How a process ended, in words. */
export function describeExit({ code, signal, lastLines }: ProcessExit): string {
  const how = signal === null ? `exited with code ${code}` : `was ended by ${signal}`
  return lastLines.length === 0 ? `${how} and said nothing` : `${how}; it ${saidLast(lastLines)}`
}

/** To stand after "it". */
export const saidLast = (lines: readonly string[]): string =>
  lines.length === 0 ? 'said nothing' : `said last:\n${lines.join('\n')}`

import { closeSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { InputError } from '../base/input-error.ts'
import { entryFile } from '../base/package-files.ts'
import { namedPipe } from './named-pipe.ts'
import type { ProgramOrder } from './program-entry.ts'
import {
  EXIT_CODE,
  PID,
  programMemory,
  STATUS,
  statuses,
  stored,
  type ProgramMemory,
} from './program-state.ts'

/** Which program, and how it is started. */
export interface ProgramChoice {
  /** A path, or a name to be looked for as a shell does. */
  readonly file: string
  readonly parameters: readonly string[]
  /** The folder it works in. */
  readonly folder: string
  /** How long it may take to answer a line, in milliseconds. */
  readonly patience: number
}

/** How long a program may take to be started, or to be seen to have ended. */
const START_MILLIS = 10_000
const END_MILLIS = 2000

let thread: Worker | undefined
const running = new Set<Program>()

/** The thread that starts and watches programs. It keeps no process from ending. */
function watcher(): Worker {
  if (thread !== undefined) return thread
  thread = new Worker(entryFile('src/lockstep/program-entry'))
  thread.unref()
  process.once('exit', () => {
    for (const program of running) program.kill()
  })
  return thread
}

/** A running program, with the ends of two pipes on which it can be waited for. */
export class Program {
  readonly input: number
  readonly output: number
  readonly memory: ProgramMemory

  /** @throws InputError when there is no such program, or this machine has no named pipes. */
  constructor(choice: ProgramChoice) {
    const folder = mkdtempSync(join(tmpdir(), 'whitewater-lockstep-'))
    this.memory = programMemory()
    try {
      const [input, output] = [namedPipe(folder, 'input'), namedPipe(folder, 'output')]
      this.input = input.writer
      this.output = output.reader
      const order = { ...choice, input: input.reader, output: output.writer, memory: this.memory }
      watcher().postMessage(order satisfies ProgramOrder)
      Atomics.wait(this.memory.fields, STATUS, statuses.starting, START_MILLIS)
      closeSync(input.reader)
      closeSync(output.writer)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
    if (this.#status === statuses.refused || this.#status === statuses.starting) {
      this.#closePipes()
      const reason = stored(this.memory, 'tail') || 'it has not started in time'
      throw new InputError(`cannot be started: ${reason}; ${adviceOn(choice)}`, { file: choice.file })
    }
    running.add(this)
  }

  get #status(): number {
    return Atomics.load(this.memory.fields, STATUS)
  }

  /** How it ended, in words; waits a little for an end that is about to be seen. */
  ending(): { readonly shape: 'exit' | 'no-answer' | 'flood'; readonly text: string } {
    Atomics.wait(this.memory.fields, STATUS, statuses.running, END_MILLIS)
    if (this.#status === statuses.silent) return { shape: 'no-answer', text: 'did not answer' }
    if (this.#status === statuses.loud)
      return {
        shape: 'flood',
        text: 'printed more than 16 MiB to its standard error for one line and was ended',
      }
    if (this.#status === statuses.running) return { shape: 'exit', text: 'closed its standard output' }
    const signal = stored(this.memory, 'signal')
    const code = this.memory.fields[EXIT_CODE]
    return { shape: 'exit', text: signal === '' ? `exited with code ${code}` : `was ended by ${signal}` }
  }

  /** The last lines it printed to its standard error. */
  lastLines(count: number): readonly string[] {
    return stored(this.memory, 'tail').split('\n').filter(Boolean).slice(-count)
  }

  /** Ends it, at once. */
  kill(): void {
    if (this.#status !== statuses.running) return
    try {
      process.kill(this.memory.fields[PID] ?? 0, 'SIGKILL')
    } catch {
      // gone meanwhile
    }
  }

  close(): void {
    if (!running.delete(this)) return
    this.#closePipes()
    this.kill()
  }

  #closePipes(): void {
    closeSync(this.input)
    closeSync(this.output)
  }
}

/** A name alone is looked for in the PATH, as a shell does: who means a file beside has to say so. */
function adviceOn({ file, folder }: ProgramChoice): string {
  if (!file.includes('/') && existsSync(join(folder, file)))
    return `a name without a slash is looked for in the PATH: write ./${file}`
  return 'give the path of a program that may be run (chmod +x)'
}

/**
 * Entry file of the thread that starts the programs of the lockstep contract and watches them. The thread that makes
 * the runs waits for their answers and hears nothing else: this one keeps what they print, sees how they end, and ends
 * one that does not answer, so that the wait has an end.
 */
import { spawn } from 'node:child_process'
import { parentPort } from 'node:worker_threads'
import { OutputTail } from '../processes/supervision/output-tail.ts'
import { ASKED, EXIT_CODE, PID, STATUS, statuses, store, type ProgramMemory } from './program-state.ts'

/** A program to be started. */
export interface ProgramOrder {
  readonly file: string
  readonly parameters: readonly string[]
  readonly folder: string
  /** The ends of its pipes, as descriptors of this process: the thread that gives the order closes them. */
  readonly input: number
  readonly output: number
  /** How long it may take to answer, in milliseconds. */
  readonly patience: number
  readonly memory: ProgramMemory
}

/** How often it is looked whether programs answer. It counts looks, not the clock: a machine may sleep. */
const LOOK_MILLIS = 100
const LINES_KEPT = 20
/** So much may a program print to its standard error for one line that it is asked, in bytes. */
const MAX_PRINTED = 16 * 1024 * 1024

parentPort?.on('message', (order: ProgramOrder) => {
  try {
    start(order)
  } catch (error) {
    // a name that no program can have, such as one with a null in it
    store(order.memory, 'tail', error instanceof Error ? error.message : '')
    become(order.memory, statuses.refused)
  }
})

function start(order: ProgramOrder): void {
  const { memory, file, parameters, folder, input, output } = order
  const child = spawn(file, parameters, { cwd: folder, stdio: [input, output, 'pipe'] })
  const tail = new OutputTail()
  let asked = 0
  let printed = 0
  child.stderr?.on('data', (bytes: Buffer) => {
    const now = Atomics.load(memory.fields, ASKED)
    printed = (now === asked ? printed : 0) + bytes.length
    asked = now
    if (printed > MAX_PRINTED && memory.fields[STATUS] === statuses.running) {
      become(memory, statuses.loud)
      child.kill('SIGKILL')
    }
    tail.push(bytes)
    store(memory, 'tail', tail.lastLines(LINES_KEPT).join('\n'))
  })
  child.once('spawn', () => {
    Atomics.store(memory.fields, PID, child.pid ?? 0)
    become(memory, statuses.running)
    watch(order, () => child.kill('SIGKILL'))
  })
  child.once('error', (error) => {
    store(memory, 'tail', error.message)
    become(memory, statuses.refused)
  })
  // after its standard error has been read to the end
  child.once('close', (code, signal) => {
    Atomics.store(memory.fields, EXIT_CODE, code ?? -1)
    store(memory, 'signal', signal ?? '')
    const status = memory.fields[STATUS]
    if (status === statuses.starting || status === statuses.running) become(memory, statuses.exited)
  })
}

function become({ fields }: ProgramMemory, status: number): void {
  Atomics.store(fields, STATUS, status)
  Atomics.notify(fields, STATUS)
}

function watch({ memory, patience }: ProgramOrder, kill: () => void): void {
  let asked = 0
  let looks = 0
  const timer = setInterval(() => {
    if (memory.fields[STATUS] !== statuses.running) return clearInterval(timer)
    const now = Atomics.load(memory.fields, ASKED)
    looks = now !== 0 && now === asked ? looks + 1 : 0
    asked = now
    if (looks * LOOK_MILLIS < patience) return
    become(memory, statuses.silent)
    kill()
  }, LOOK_MILLIS)
}

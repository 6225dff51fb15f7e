import { RandomStream } from '../base/random.ts'
import type { Millis } from '../base/time.ts'
import { OutputTail } from '../processes/supervision/output-tail.ts'
import type { ContractBreach } from '../subject/contract-breach.ts'
import { lockstepBreach } from './answer.ts'
import { BAD_DESCRIPTOR, FAULT, INVALID, NOT_SUPPORTED, SUCCESS } from './wasi-errno.ts'
import { pollOneoff } from './wasi-poll.ts'
import type { WasmMemory } from './web-assembly.ts'

/** 2000-01-01 in nanoseconds: a clock that begins at zero is taken for a broken one (Go ends with an error then). */
const START_TIME = 946_684_800_000_000_000n
const NANOS = 1e6
const CLOCKS = 4
const STANDARD_OUTPUT = 1
const STANDARD_ERROR = 2
/** So much may a module print for one line that it is asked, in bytes. */
const MAX_PRINTED = 16 * 1024 * 1024
const MAX_WORD = 0xffffffff

type Call = (...values: never[]) => number

/** Where a module's world is: its clock, and how many words of which randomness were drawn. */
export interface WasiState {
  readonly seed: number
  readonly time: bigint
  readonly drawn: number
}

const randomOf = (seed: number): RandomStream => new RandomStream(`wasi/${seed}`)

/**
 * The world that one instance of a module sees, by the calls of WASI preview 1: a clock in virtual time, seeded
 * randomness, and an output that is kept for messages. There are no files, no environment and no network.
 */
export class Wasi {
  readonly #arguments: readonly Uint8Array[]
  #seed: number
  #random: RandomStream
  readonly #tail = new OutputTail()
  readonly #unsupported = new Set<string>()
  #memory: WasmMemory | undefined
  #time = START_TIME
  #drawn = 0
  #printed = 0
  #breach: ContractBreach | undefined

  constructor(seed: number, parameters: readonly string[]) {
    this.#seed = seed
    this.#random = randomOf(seed)
    this.#arguments = parameters.map((text) => Buffer.from(`${text}\0`))
  }

  /** The module's memory is known only when there is an instance. */
  attach(memory: WasmMemory): void {
    this.#memory = memory
  }

  /** A line comes, at a time on the clock of its server. The module's clock never goes back, as clocks of servers may. */
  beginStep(now: Millis): void {
    this.#printed = 0
    this.#sleepUntil(START_TIME + BigInt(Math.round(now * NANOS)))
  }

  /** What the module sees of it that changes. */
  get state(): WasiState {
    return { seed: this.#seed, time: this.#time, drawn: this.#drawn }
  }

  set state({ seed, time, drawn }: WasiState) {
    this.#time = time
    if (seed !== this.#seed || drawn < this.#drawn) {
      this.#seed = seed
      this.#random = randomOf(seed)
      this.#drawn = 0
    }
    while (this.#drawn < drawn) this.#word()
  }

  #word(): number {
    this.#drawn++
    return this.#random.int(0, MAX_WORD)
  }

  /** What ended the module from inside one of its calls; it may have caught what was thrown and gone on. */
  get breach(): ContractBreach | undefined {
    return this.#breach
  }

  /** What it called that is not there, in the order of the first calls. */
  get unsupported(): readonly string[] {
    return [...this.#unsupported]
  }

  lastLines(count: number): readonly string[] {
    return this.#tail.lastLines(count)
  }

  /** A function for each name: what is not supported is there too, says so, and is remembered. */
  imports(names: readonly string[]): { readonly [name: string]: Call } {
    return Object.fromEntries(names.map((name) => [name, this.#guarded(name)]))
  }

  #guarded(name: string): Call {
    const calls = this.#calls as { readonly [name: string]: Call }
    const call = Object.hasOwn(calls, name) ? calls[name] : undefined
    if (call === undefined)
      return () => {
        this.#unsupported.add(name)
        return NOT_SUPPORTED
      }
    return (...values) => {
      try {
        return call(...values)
      } catch (error) {
        // an address outside the memory
        if (error instanceof RangeError) return FAULT
        throw error
      }
    }
  }

  // memory that has grown has another buffer
  get #buffer(): ArrayBuffer {
    return this.#memory?.buffer ?? new ArrayBuffer(0)
  }

  get #view(): DataView {
    return new DataView(this.#buffer)
  }

  #bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.#buffer, address >>> 0, length >>> 0)
  }

  #sleepUntil(time: bigint): void {
    if (time > this.#time) this.#time = time
  }

  #end(shape: string, message: string): never {
    this.#breach ??= lockstepBreach(shape, message)
    throw this.#breach
  }

  readonly #calls = {
    args_sizes_get: (count: number, size: number) => {
      const bytes = this.#arguments.reduce((sum, { length }) => sum + length, 0)
      this.#view.setUint32(count >>> 0, this.#arguments.length, true)
      this.#view.setUint32(size >>> 0, bytes, true)
      return SUCCESS
    },
    args_get: (addresses: number, texts: number) => {
      let to = texts >>> 0
      for (const [at, text] of this.#arguments.entries()) {
        this.#view.setUint32((addresses >>> 0) + at * 4, to, true)
        this.#bytes(to, text.length).set(text)
        to += text.length
      }
      return SUCCESS
    },
    environ_sizes_get: (count: number, size: number) => {
      this.#view.setUint32(count >>> 0, 0, true)
      this.#view.setUint32(size >>> 0, 0, true)
      return SUCCESS
    },
    environ_get: () => SUCCESS,
    clock_res_get: (clock: number, to: number) => {
      if (clock >>> 0 >= CLOCKS) return INVALID
      this.#view.setBigUint64(to >>> 0, BigInt(NANOS), true)
      return SUCCESS
    },
    clock_time_get: (clock: number, _precision: bigint, to: number) => {
      if (clock >>> 0 >= CLOCKS) return INVALID
      this.#view.setBigUint64(to >>> 0, this.#time, true)
      return SUCCESS
    },
    random_get: (address: number, length: number) => {
      const bytes = this.#bytes(address, length)
      for (let at = 0; at < bytes.length; at += 4) {
        const word = this.#word()
        for (let part = 0; part < 4 && at + part < bytes.length; part++)
          bytes[at + part] = word >>> (8 * part)
      }
      return SUCCESS
    },
    fd_write: (descriptor: number, parts: number, count: number, written: number) => {
      if (descriptor !== STANDARD_OUTPUT && descriptor !== STANDARD_ERROR) return BAD_DESCRIPTOR
      const view = this.#view
      let total = 0
      for (let at = 0; at < count >>> 0; at++) {
        const part = (parts >>> 0) + at * 8
        const bytes = this.#bytes(view.getUint32(part, true), view.getUint32(part + 4, true))
        total += bytes.length
        this.#printed += bytes.length
        if (this.#printed > MAX_PRINTED) this.#end('flood', 'printed more than 16 MiB for one line')
        this.#tail.push(Buffer.from(bytes))
      }
      view.setUint32(written >>> 0, total, true)
      return SUCCESS
    },
    // bad descriptors end the search for open folders
    fd_fdstat_get: () => BAD_DESCRIPTOR,
    fd_prestat_get: () => BAD_DESCRIPTOR,
    poll_oneoff: (subscriptions: number, events: number, count: number, written: number) =>
      pollOneoff(this.#view, { now: () => this.#time, sleepUntil: (time) => this.#sleepUntil(time) }, [
        subscriptions >>> 0,
        events >>> 0,
        count >>> 0,
        written >>> 0,
      ]),
    sched_yield: () => SUCCESS,
    proc_exit: (code: number) => this.#end('exit', `the module exited with code ${code}`),
  }
}

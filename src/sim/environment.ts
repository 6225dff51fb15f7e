import type { Json } from '../base/json.ts'
import type { NodeId } from '../base/node-id.ts'
import type { Cancel, Environment, Random } from '../subject/contract.ts'
import type { Micros } from '../base/time.ts'
import type { Agenda } from './agenda.ts'
import type { FloodGate } from './floods.ts'
import type { Process, Timer } from './process.ts'
import { pass, passed, type ValuePassing } from './wire.ts'

/** What of a key stands in a message. */
const MAX_KEY_LENGTH = 80

/** What an incarnation needs of the world around it. */
export interface EnvironmentServices {
  readonly members: readonly NodeId[]
  readonly agenda: Agenda
  readonly values: ValuePassing
  readonly floods: FloodGate
  readonly now: Micros
  /** The step being handled. */
  readonly step: number
  send(process: Process, to: NodeId, message: Json): void
  /** It wrote to its disk. */
  wrote(process: Process): void
  noted(process: Process, event: string, data: Json | undefined): void
}

/** The world as one incarnation of one server sees it. Once the incarnation is over every call does nothing. */
export class IncarnationEnvironment implements Environment {
  readonly id: NodeId
  readonly members: readonly NodeId[]
  readonly random: Random
  readonly clock: Environment['clock']
  readonly transport: Environment['transport']
  readonly storage: Environment['storage']
  readonly #around: EnvironmentServices
  readonly #process: Process
  readonly #incarnation: number

  constructor(around: EnvironmentServices, process: Process) {
    this.#around = around
    this.#process = process
    this.#incarnation = process.incarnation
    this.id = process.id
    this.members = around.members
    this.random = checkedRandom(process.random)
    this.clock = {
      now: () => {
        around.floods.readClock(process.id)
        return Math.floor(process.clock.read(around.now) / 1000)
      },
      after: (delay, fire, name) => this.#after(delay, fire, name ?? 'timer'),
    }
    this.transport = { send: (to, message) => this.#send(to, message) }
    this.storage = {
      load: () => this.#load(),
      write: (key, value) => this.#write(key, value),
      sync: (done) => this.#sync(done),
    }
  }

  get #over(): boolean {
    return this.#process.incarnation !== this.#incarnation || this.#process.status === 'down'
  }

  note(event: string, data?: Json): void {
    this.#around.floods.called(this.id)
    if (this.#over) return
    this.#around.noted(this.#process, event, data)
  }

  #after(delay: number, fire: () => void, name: string): Cancel {
    this.#around.floods.called(this.id)
    if (this.#over) return () => {}
    if (!(delay >= 0 && delay <= 1e9))
      throw new RangeError(`clock.after needs a delay from 0 to 1e9 ms, got ${delay}`)
    assertFunction('clock.after', fire)
    const process = this.#process
    const timer: Timer = {
      node: process.ordinal,
      incarnation: this.#incarnation,
      name,
      due: process.clock.read(this.#around.now) + Math.round(delay * 1000),
      fire,
      setIn: this.#around.step,
      cancelled: false,
    }
    this.#around.agenda.timer(timer)
    return () => {
      timer.cancelled = true
    }
  }

  #send(to: NodeId, message: Json): void {
    this.#around.floods.called(this.id)
    if (!this.#over) this.#around.send(this.#process, to, message)
  }

  #load(): Json | undefined {
    this.#around.floods.called(this.id)
    const { stored } = this.#process.disk
    if (stored === undefined) return undefined
    return pass(stored, this.#around.values, 'what is stored')
  }

  #write(key: string, value: Json): void {
    this.#around.floods.called(this.id)
    if (this.#over) return
    if (typeof key !== 'string') throw new TypeError('storage.write needs a key that is a string')
    const stored = pass(value, this.#around.values, `storage.write("${key.slice(0, MAX_KEY_LENGTH)}")`)
    this.#process.disk.write(key, stored, key.length + passed.length)
    this.#around.wrote(this.#process)
  }

  #sync(done: () => void): void {
    this.#around.floods.called(this.id)
    if (this.#over) return
    assertFunction('storage.sync', done)
    this.#around.agenda.sync(this.#process, this.#process.disk.unsynced, done)
  }
}

/** @throws TypeError here, in the call that is wrong: later it could only be told that something is no function. */
function assertFunction(call: string, given: unknown): void {
  if (typeof given !== 'function')
    throw new TypeError(`${call} needs a function to call, got ${String(given)}`)
}

/** Draws of the implementation's own: asked for none that is a number, it would go on with NaN, and nobody told why. */
const checkedRandom = (random: Random): Random => ({
  int: (low, high) => {
    if (Number.isFinite(low) && Number.isFinite(high)) return random.int(low, high)
    throw new RangeError(`random.int needs two whole numbers, got ${String(low)} and ${String(high)}`)
  },
  chance: (probability) => {
    if (!Number.isNaN(Number(probability))) return random.chance(probability)
    throw new RangeError(`random.chance needs a probability from 0 to 1, got ${String(probability)}`)
  },
})

import { present } from '../base/assert.ts'
import type { InvariantMonitor } from '../../checkers/invariants/monitor.ts'
import { Digest } from '../base/digest.ts'
import type { Json } from '../base/json.ts'
import type { NodeId } from '../base/node-id.ts'
import type { Micros } from '../base/time.ts'
import type { StepKind } from '../record/trace.ts'
import type { Violation } from '../record/verdict.ts'
import type { RaftNode } from '../subject/contract.ts'
import type { Lane, Target } from '../subject/target.ts'
import { ViewState } from '../subject/view-state.ts'
import type { Agenda } from './agenda.ts'
import { answeredOnce, type Done } from './checked-outcome.ts'
import { Breaches } from './breaches.ts'
import type { ClusterOptions } from './cluster-options.ts'
import { notifyDecoded } from './decoded-message.ts'
import { executedIn } from './executed-note.ts'
import { FloodGate } from './floods.ts'
import { followDisk } from './followed-disk.ts'
import { IncarnationEnvironment, type EnvironmentServices } from './environment.ts'
import { startIncarnation, endIncarnation, liveStateOf, lookAgain, mirrorOf } from './incarnation.ts'
import type { Envelope } from './network.ts'
import { callNode } from './node-calls.ts'
import { Refusals } from './refusals.ts'
import { Process, type Timer } from './process.ts'
import type { Recorder, StepDetail } from './recorder.ts'
import { stepCode } from './step-codes.ts'
import { StepOrder } from './step-order.ts'
import { standAt } from './whereabouts.ts'
import type { Where } from './subject-failure.ts'
import { handOver, pass, passed, type ValuePassing } from './wire.ts'

/**
 * The servers of one run and everything that can happen to them, one step at a time. It knows neither
 * time nor chance of its own: a driver decides which step comes next.
 *
 * After each step the digest takes it in and the invariants look at the server it touched.
 */
export class Cluster implements EnvironmentServices {
  readonly target: Target
  readonly members: readonly NodeId[]
  readonly processes: readonly Process[]
  readonly agenda: Agenda
  readonly values: ValuePassing
  readonly monitor: InvariantMonitor
  readonly digest = new Digest()
  readonly breaches: Breaches
  readonly floods = new FloodGate(this)
  readonly refusals = new Refusals()
  readonly recorder: Recorder | undefined
  /** Called at each write to a disk; see the trigger `wrote`. */
  onWrote: ((node: NodeId) => void) | undefined
  now: Micros = 0
  /** Steps so far; the number of the step being handled. */
  step = 0
  messages = 0
  /** The server that handles the step under way, or handled the last one; undefined: it is a step of nobody. */
  handling: Process | undefined
  readonly #lane: Lane | undefined
  readonly #order = new StepOrder()
  readonly #ordinals = new Map<NodeId, number>()

  constructor(options: ClusterOptions) {
    this.target = options.target
    this.members = options.members
    this.agenda = options.agenda
    this.recorder = options.recorder
    this.#lane = options.lane
    this.values = options.strict === true ? 'frozen' : (options.target.values ?? 'copied')
    this.processes = options.members.map(
      (id, ordinal) => new Process(ordinal, id, options.random.fork(`node/${id}`)),
    )
    for (const { id, ordinal } of this.processes) this.#ordinals.set(id, ordinal)
    this.breaches = new Breaches(this, { ...options, strict: this.values === 'frozen' })
    this.monitor = options.monitor((violation) => void this.breaches.found(violation))
  }

  processOf(id: NodeId): Process | undefined {
    const ordinal = this.#ordinals.get(id)
    return ordinal === undefined ? undefined : this.processes[ordinal]
  }

  /** The first breach that counts: it ends the run. */
  get violation(): Violation | undefined {
    return this.breaches.violation
  }

  start(process: Process, kind: 'start' | 'restart' = 'start', fault?: string): void {
    this.begin(kind, process, fault === undefined ? {} : { fault })
    process.incarnation++
    process.status = 'up'
    process.waiting = []
    if (process.incarnation === 1) {
      this.#guarded(process, () => (process.mirror = mirrorOf(this.target)))
      followDisk(this, process)
    }
    this.monitor.reset(process.ordinal)
    const { incarnation } = process
    startIncarnation(this.target, new IncarnationEnvironment(this, process), {
      waits: () => void (process.status = 'starting'),
      begun: (node) => {
        if (process.incarnation === incarnation && process.status !== 'down')
          this.#guarded(process, () => this.#begun(process, node))
      },
      failed: (error) => {
        if (process.incarnation === incarnation && process.status !== 'down') this.#failed(process, error)
      },
    })
    this.#end(process)
  }

  deliver(envelope: Envelope): void {
    const process = present(this.processes[envelope.to], 'the receiver')
    const isRecorded = this.recorder !== undefined
    this.begin('deliver', process, isRecorded ? { envelope, cause: envelope.sentIn } : noDetail)
    this.digest.int(envelope.id)
    const from = present(this.members[envelope.from], 'the sender')
    const message = handOver(envelope, this.values, isRecorded)
    try {
      process.node?.receive(from, message)
    } catch (error) {
      this.#failed(process, error)
    }
    this.#end(process)
  }

  fire(timer: Timer): void {
    const process = present(this.processes[timer.node], 'the server of a timer')
    this.begin('timer', process, this.recorder === undefined ? noDetail : { timer, cause: timer.setIn })
    try {
      timer.fire()
    } catch (error) {
      this.#failed(process, error)
    }
    this.#end(process)
  }

  /** The disk has the oldest `count` unsynced writes of the server, and tells it. */
  synced(process: Process, count: number, done: () => void, cause: number): void {
    this.begin('synced', process, this.recorder === undefined ? noDetail : { cause })
    this.settle(process, count, done)
  }

  /** As {@link synced}, as part of the step that is under way. */
  settle(process: Process, count: number, done: () => void): void {
    const written = process.disk.sync(count)
    try {
      for (const { key, value } of written) process.mirror?.write(key, value)
      if (written.length > 0) followDisk(this, process)
      done()
    } catch (error) {
      this.#failed(process, error)
    }
    this.#end(process)
  }

  /** A client's call reaches a running server; `done` hears of the outcome once, unless the server dies first. */
  submit(process: Process, call: Json, done: Done, detail: StepDetail): void {
    this.begin('submit', process, detail)
    try {
      const { node } = process
      const answered = answeredOnce(this, process, call, detail, done)
      if (node !== undefined) callNode(this.target, node, pass(call, this.values, 'call'), answered)
    } catch (error) {
      this.#failed(process, error)
    }
    this.#end(process)
  }

  /** The server loses its memory, and of its unsynced writes all but those at `kept`. Returns how many are lost. */
  crash(process: Process, kept: readonly number[], fault?: string): number {
    const unsynced = process.disk.unsynced
    this.begin('crash', process, { kept, unsynced, ...(fault === undefined ? {} : { fault }) })
    const { node } = process
    process.status = 'down'
    process.node = undefined
    process.live = undefined
    process.waiting = []
    // a server that fails while it is killed is killed all the same
    endIncarnation(node, (error) => this.#failed(process, error, 'stop()'))
    const lost = process.disk.settle(kept)
    this.digest.int(lost)
    this.monitor.crashed(process.ordinal, this.step, this.now)
    if (kept.length > 0) {
      this.#guarded(process, () => process.mirror?.reload(process.disk.stored))
      followDisk(this, process)
    }
    this.recorder?.end(process)
    return lost
  }

  pause(process: Process, fault?: string): void {
    this.begin('pause', process, fault === undefined ? {} : { fault })
    process.status = 'paused'
    this.recorder?.end(process)
  }

  /** Returns the steps that waited, for the driver to take one by one. */
  resume(process: Process, fault?: string): readonly (() => void)[] {
    this.begin('resume', process, fault === undefined ? {} : { fault })
    process.status = 'up'
    this.recorder?.end(process)
    return process.takeWaiting()
  }

  /** A step that touches no server: what a client does, or the nemesis. */
  mark(kind: StepKind, detail: StepDetail): void {
    this.begin(kind, undefined, detail)
    this.recorder?.end(undefined)
  }

  send(process: Process, to: NodeId, message: Json): void {
    const receiver = this.#ordinals.get(to)
    if (receiver === undefined) throw new RangeError(`transport.send to "${to}", which is not a member`)
    process.sent++
    notifyDecoded(this, this.target.lens, process, to, message)
    const envelope: Envelope = {
      id: this.messages++,
      from: process.ordinal,
      to: receiver,
      message: pass(message, this.values, 'a message'),
      size: passed.length,
      sentIn: this.step,
    }
    this.recorder?.sent(envelope)
    this.agenda.message(envelope)
  }

  wrote(process: Process): void {
    this.floods.stored(process.id, process.disk)
    this.onWrote?.(process.id)
  }

  noted(process: Process, event: string, data: Json | undefined): void {
    const done = executedIn(event, data)
    if (done !== undefined)
      this.monitor.executed(process.ordinal, done.index, done.client, done.sequence, this.step, this.now)
  }

  begin(kind: StepKind, process: Process | undefined, detail: StepDetail): void {
    this.#order.begins(kind, process, this.now)
    this.step++
    this.handling = process
    standAt(this.step, process === undefined ? -1 : process.ordinal, stepCode(kind))
    this.digest.int(this.now)
    this.digest.int((stepCode(kind) << 8) | (process === undefined ? 255 : process.ordinal))
    this.recorder?.begin(this.step, this.now, kind, process, detail)
  }

  /** The server that was asked has its answer, and the step goes on to its end. */
  answered(): void {
    const process = present(this.handling, 'the server that is asked')
    this.#guarded(process, () => this.#lane?.take())
    this.#end(process)
  }

  /** The handler has returned: the digest and the invariants look at the server; `again`, between two steps. */
  #end(process: Process, again = false): void {
    if (this.#lane?.isAsking === true) return
    process.handled++
    const { live } = process
    if (live instanceof ViewState && live.isDue())
      lookAgain(live, process.node, (error) => this.#failed(process, error, 'view()'))
    // the monitor takes note of what changed: then nothing has
    const changedFrom = live?.log.changedFrom
    if (live !== undefined) {
      process.show(live, this.digest, again)
      this.monitor.observe(process.ordinal, this.step, this.now)
    }
    this.recorder?.end(process, changedFrom)
  }

  /** Looks again at a server that may have gone on by itself, through promises, since its last step. */
  look(process: Process): void {
    if (process.status === 'up' && process.live !== undefined) this.#end(process, true)
  }

  /** An incarnation has begun: from now on the server is looked at. */
  #begun(process: Process, node: RaftNode<unknown, unknown>): void {
    process.status = 'up'
    process.node = node
    process.live = liveStateOf(this.target, node)
    this.monitor.started(process.ordinal, process.live, this.step, this.now)
    for (const step of process.takeWaiting()) step()
  }

  #guarded(process: Process, act: () => unknown, where?: Where): void {
    try {
      act()
    } catch (error) {
      this.#failed(process, error, where)
    }
  }

  #failed({ id }: Process, error: unknown, where?: Where): void {
    this.breaches.threw(id, error, where)
  }
}

const noDetail: StepDetail = {}

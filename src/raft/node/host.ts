import { present } from '../../base/assert.ts'
import { canonicalJson, type Json } from '../../base/json.ts'
import type { NodeId } from '../../base/node-id.ts'
import type { NodeView } from '../../record/node-view.ts'
import { textOutcome } from '../../record/coded-outcome.ts'
import type { CodedOutcome, Outcome } from '../../record/operation.ts'
import {
  Raft,
  stateKey,
  type Effect,
  type Entry,
  type HardState,
  type Input,
  type Message,
  type RaftConfig,
  type Rules,
  type TimerName,
} from '../core/index.ts'
import type { Result } from '../services/state-machine.ts'
import type { SessionCommand, Sessions } from '../services/sessions.ts'
import type { Cancel, Environment } from './environment.ts'
import { adminInput } from './admin.ts'
import { abandoned, outcomeOf, refused } from './outcomes.ts'
import { Snapshots } from './snapshots.ts'
import { recover, START_KEY, walKey, type Disk, type WalRecord } from './wal.ts'

type Done = (outcome: CodedOutcome<Json>) => void

/** One of the timers of the core, in an {@link Environment}. */
class HostTimer {
  readonly fire: () => void
  /** Of the time it was set to last. */
  cancel: Cancel = neverSet

  constructor(name: TimerName, fires: (name: TimerName) => void) {
    this.fire = (): void => fires(name)
  }
}

const neverSet = (): void => undefined

/** One incarnation of the built-in Raft: performs the core's effects in an {@link Environment}. */
export class RaftHost {
  readonly raft: Raft
  readonly #environment: Environment<Message>
  readonly #service: Sessions
  readonly #incarnation: number
  #nextRecord: number
  #request: number
  /** Numbers of requests go to other servers, and come back. */
  readonly #asksOthers: boolean
  /** The records do not say what the log begins after: the next one does. */
  #checkpointDue: boolean
  /** The hard state as it was put on disk last. */
  #state: HardState
  readonly #snapshots: Snapshots
  readonly #waiting = new Map<number, Done>()
  /** Result of the entry applied last: what a `reply` effect that follows speaks of. */
  #lastResult: Result | undefined
  readonly #election = new HostTimer('election', (timer) => this.#step({ type: 'timer', timer }))
  readonly #heartbeat = new HostTimer('heartbeat', (timer) => this.#step({ type: 'timer', timer }))
  readonly #transfer = new HostTimer('transfer', (timer) => this.#step({ type: 'timer', timer }))
  /** Inputs that came while the effects of one before were performed, of a client that was answered, say. */
  readonly #inputs: Input[] = []
  #performing = false

  /** `voters`: with how many of the members, the first ones, the cluster begins. */
  constructor(
    environment: Environment<Message>,
    { voters, ...config }: Omit<RaftConfig, 'id' | 'members'> & { readonly voters?: number },
    rules: Rules,
    service: Sessions,
  ) {
    this.#environment = environment
    this.#service = service
    const recovery = recover(environment.storage.load() as Disk | undefined)
    this.#incarnation = recovery.incarnation
    this.#nextRecord = recovery.nextRecord
    this.#checkpointDue = recovery.replaced
    this.#state = recovery.stored
    const incarnation = { life: recovery.incarnation, firstRecord: recovery.nextRecord }
    this.#snapshots = new Snapshots(environment, service, recovery.snapshot, incarnation, (index) =>
      this.raft.server.progress.some(({ snapshot }) => snapshot?.meta.index === index),
    )
    // An answer that another server gave to an earlier incarnation must not be taken for one to this incarnation.
    this.#asksOthers = config.forward || config.reads !== 'log'
    this.#request = this.#asksOthers ? environment.random.int(0, 0x3fff_ffff) * 0x10_0000 : 0
    this.raft = new Raft(
      { ...config, id: environment.id, members: environment.members.slice(0, voters) },
      rules,
      recovery.stored,
    )
    this.#perform(this.raft.start(environment.clock.now()))
  }

  receive(from: NodeId, message: Message): void {
    this.#step({ type: 'message', from, message })
  }

  /** {@link execute} by the contract for adapters: the error is a text. */
  submit(command: SessionCommand, done: (outcome: Outcome<Json>) => void): void {
    this.execute(command, (outcome) => done(textOutcome(outcome)))
  }

  /** A client's or an operator's command; `done` is called at most once, within the call or later. */
  execute(command: SessionCommand, done: Done): void {
    const request = ++this.#request
    const admin = adminInput(command.call, request)
    if (admin === undefined && this.#service.bypassesLog(command)) {
      done(outcomeOf(this.#service.preview(command)))
      return
    }
    this.#waiting.set(request, done)
    if (admin === undefined) {
      const kind = this.#service.isRead(command) ? 'read' : 'write'
      const stamped = this.#service.stamped(command, this.#environment.clock.now()) as Json
      this.#step({ type: 'propose', request, command: stamped, kind })
    } else this.#step(admin)
  }

  view(): NodeView {
    const { log, role, currentTerm, votedFor, commitIndex, lastApplied } = this.raft.server
    const entries = log.from(log.firstIndex)
    return {
      role,
      currentTerm,
      votedFor,
      log: entries.map(({ index, term, digest }) => ({ index, term, digest: String(digest) })),
      firstIndex: log.firstIndex,
      commitIndex,
      lastApplied,
    }
  }

  /**
   * Everything that decides what this incarnation does from now on, but for what its disk holds: two with the same key
   * do the same; see {@link stateKey}.
   */
  stateKey(): string {
    const waiting = [...this.#waiting.keys()]
    const core = stateKey(this.raft, (request) => waiting.indexOf(request))
    const { currentTerm, votedFor } = this.#state
    const own: Json = [
      currentTerm,
      votedFor,
      this.#checkpointDue,
      this.#snapshots.state(),
      this.#service.state(),
      waiting.length,
      this.#asksOthers ? this.#request : 0,
    ]
    return `${core} ${canonicalJson(own)}`
  }

  #step(input: Input): void {
    if (this.#performing) {
      this.#inputs.push(input)
      return
    }
    this.#performing = true
    const { clock } = this.#environment
    try {
      this.#perform(this.raft.step(input, clock.now()))
      while (this.#inputs.length > 0) {
        const next = present(this.#inputs.shift(), 'an input that waits')
        this.#perform(this.raft.step(next, clock.now()))
      }
    } finally {
      this.#performing = false
    }
  }

  #perform(effects: readonly Effect[]): void {
    const { transport } = this.#environment
    for (const effect of effects) {
      switch (effect.do) {
        case 'send':
          transport.send(effect.to, effect.message)
          break
        case 'set-timer':
          this.#setTimer(effect.timer, effect.low, effect.high)
          break
        case 'cancel-timer':
          this.#timer(effect.timer).cancel()
          break
        case 'persist':
          this.#persist(effect)
          break
        case 'take-snapshot': {
          const { index } = effect.snapshot
          this.#snapshots.take(effect.snapshot, () => this.#step({ type: 'snapshot-taken', index }))
          break
        }
        case 'send-chunk':
          this.#snapshots.send(effect)
          break
        case 'keep-chunk':
          this.#snapshots.keep(effect.offset, effect.data)
          break
        case 'install-snapshot':
          this.#snapshots.install(effect.snapshot)
          break
        case 'apply':
          this.#apply(effect.entry)
          break
        case 'reply':
          this.#finish(effect.request, outcomeOf(this.#lastResult))
          break
        case 'answer':
          this.#finish(effect.request, outcomeOf(this.#service.preview(effect.command as SessionCommand)))
          break
        case 'done':
          this.#finish(effect.request, { type: 'ok', value: null })
          break
        case 'refuse':
          this.#finish(effect.request, refused(effect.because, effect.leader))
          break
        case 'abandon':
          this.#finish(effect.request, abandoned)
          break
      }
    }
  }

  #timer(name: TimerName): HostTimer {
    switch (name) {
      case 'election':
        return this.#election
      case 'heartbeat':
        return this.#heartbeat
      case 'transfer':
        return this.#transfer
    }
  }

  #setTimer(name: TimerName, low: number, high: number): void {
    const { clock, random } = this.#environment
    const timer = this.#timer(name)
    timer.cancel()
    const delay = low === high ? low : random.int(low, high)
    timer.cancel = clock.after(delay, timer.fire, name)
  }

  #persist({ token, state, base, from, entries }: Extract<Effect, { do: 'persist' }>): void {
    const { storage } = this.#environment
    if (state !== undefined) this.#state = state
    const number = this.#nextRecord++
    const checkpoint = base !== undefined || this.#checkpointDue
    this.#checkpointDue = false
    const record: WalRecord = checkpoint
      ? this.#checkpoint()
      : { life: this.#incarnation, from, entries, ...(state === undefined ? {} : { state }) }
    storage.write(walKey(number), record as Json)
    storage.sync(() => {
      // Once it is durable, nothing before a checkpoint is needed.
      if (checkpoint) storage.write(START_KEY, number)
      this.#step({ type: 'persisted', token })
    })
  }

  /** A record that says everything: the records before it are not needed. */
  #checkpoint(): WalRecord {
    const { currentTerm, votedFor } = this.#state
    const { log } = this.raft.server
    const { base, firstIndex: from } = log
    return { life: this.#incarnation, state: { currentTerm, votedFor }, base, from, entries: log.from(from) }
  }

  #apply({ index, command: given }: Entry): void {
    if (given === null) return
    const command = given as SessionCommand
    const { result, executed } = this.#service.apply(command, index)
    this.#lastResult = result
    if (executed)
      this.#environment.note('executed', { index, client: command.client, sequence: command.sequence })
  }

  #finish(request: number, outcome: CodedOutcome<Json>): void {
    const done = this.#waiting.get(request)
    this.#waiting.delete(request)
    done?.(outcome)
  }
}

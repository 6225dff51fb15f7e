import type { Json } from '../../base/json.ts'
import type { NodeId } from '../../base/node-id.ts'
import type { NodeView } from '../../history/node-view.ts'
import type { Outcome } from '../../history/operation.ts'
import {
  Raft,
  type Effect,
  type Message,
  type RaftConfig,
  type Rules,
  type TimerName,
} from '../../raft/index.ts'
import type { Result } from '../../services/state-machine.ts'
import type { SessionCommand, Sessions } from '../../services/sessions.ts'
import type { Cancel, Environment, RaftNode } from '../contract.ts'
import { recover, walKey, type Disk, type WalRecord } from './wal.ts'

type Done = (outcome: Outcome<Json>) => void

/** One life of the own Raft: performs the core's effects in an {@link Environment}. */
export class RaftHost implements RaftNode<SessionCommand, Json> {
  readonly raft: Raft
  readonly #environment: Environment
  readonly #service: Sessions
  readonly #life: number
  #nextRecord: number
  #request = 0
  readonly #waiting = new Map<number, Done>()
  /** Result of the entry applied last: what a `reply` effect that follows speaks of. */
  #lastResult: Result | undefined
  readonly #timers = new Map<TimerName, Cancel>()

  constructor(
    environment: Environment,
    config: Omit<RaftConfig, 'id' | 'members'>,
    rules: Rules,
    service: Sessions,
  ) {
    this.#environment = environment
    this.#service = service
    const recovery = recover(environment.storage.load() as Disk | undefined)
    this.#life = recovery.life
    this.#nextRecord = recovery.nextRecord
    this.raft = new Raft(
      { ...config, id: environment.id, members: environment.members },
      rules,
      recovery.stored,
    )
    this.#perform(this.raft.start())
  }

  receive(from: NodeId, message: Json): void {
    this.#perform(this.raft.step({ type: 'message', from, message: message as unknown as Message }))
  }

  submit(command: SessionCommand, done: Done): void {
    if (this.#service.bypassesLog(command)) {
      done(outcomeOf(this.#service.preview(command)))
      return
    }
    const request = ++this.#request
    this.#waiting.set(request, done)
    const kind = this.#service.isRead(command) ? 'read' : 'write'
    this.#perform(this.raft.step({ type: 'propose', request, command: command as unknown as Json, kind }))
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

  #perform(effects: readonly Effect[]): void {
    const { transport, storage } = this.#environment
    for (const effect of effects) {
      switch (effect.do) {
        case 'send':
          transport.send(effect.to, effect.message as unknown as Json)
          break
        case 'set-timer':
          this.#setTimer(effect.timer, effect.low, effect.high)
          break
        case 'cancel-timer':
          this.#timers.get(effect.timer)?.()
          break
        case 'persist': {
          const { token, state, from, entries } = effect
          const record: WalRecord = {
            life: this.#life,
            from,
            entries,
            ...(state === undefined ? {} : { state }),
          }
          storage.write(walKey(this.#nextRecord++), record as unknown as Json)
          storage.sync(() => this.#perform(this.raft.step({ type: 'persisted', token })))
          break
        }
        case 'apply':
          this.#apply(effect.entry.index, effect.entry.command as unknown as SessionCommand | null)
          break
        case 'reply':
          this.#finish(effect.request, outcomeOf(this.#lastResult))
          break
        case 'answer':
          this.#finish(
            effect.request,
            outcomeOf(this.#service.preview(effect.command as unknown as SessionCommand)),
          )
          break
        case 'refuse':
          this.#finish(effect.request, {
            type: 'fail',
            error: `not leader; leader ${effect.leader ?? 'unknown'}`,
          })
          break
        case 'abandon':
          this.#finish(effect.request, { type: 'info', error: 'leadership lost' })
          break
      }
    }
  }

  #setTimer(timer: TimerName, low: number, high: number): void {
    const { clock, random } = this.#environment
    this.#timers.get(timer)?.()
    const delay = low === high ? low : random.int(low, high)
    this.#timers.set(
      timer,
      clock.after(delay, () => this.#perform(this.raft.step({ type: 'timer', timer })), timer),
    )
  }

  #apply(index: number, command: SessionCommand | null): void {
    if (command === null) return
    const { result, executed } = this.#service.apply(command)
    this.#lastResult = result
    if (executed)
      this.#environment.note('executed', { index, client: command.client, sequence: command.sequence })
  }

  #finish(request: number, outcome: Outcome<Json>): void {
    const done = this.#waiting.get(request)
    this.#waiting.delete(request)
    done?.(outcome)
  }
}

function outcomeOf(result: Result | undefined): Outcome<Json> {
  return result ?? { type: 'info', error: 'superseded by a later request of this client' }
}

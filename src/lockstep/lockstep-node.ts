import type { Json } from '../base/json.ts'
import type { NodeId } from '../base/node-id.ts'
import type { NodeView } from '../record/node-view.ts'
import type { Outcome } from '../record/operation.ts'
import type { ContractBreach } from '../subject/contract-breach.ts'
import type { Cancel, Environment, RaftNode } from '../subject/contract.ts'
import { logChangedFrom, type FollowedNode } from '../subject/followed-log.ts'
import { lockstepBreach, parseAnswer } from './answer.ts'
import type { Carrier } from './carrier.ts'
import type { ProgramLane } from './program-lanes.ts'
import { PROTOCOL, type Answer, type Effect, type LockstepEvent, type ShownChange } from './protocol.ts'
import { ShownView } from './shown-view.ts'

type Done = (outcome: Outcome<never>) => void

const MAX_SEED = 0x7fffffff

/** One incarnation of a server that lives in a program: each event goes there as a line, its effects come back. */
export class LockstepNode implements RaftNode<Json, Json>, FollowedNode {
  readonly #environment: Environment
  readonly #carrier: Carrier
  readonly #lane: ProgramLane | undefined
  readonly #broke: () => void
  /** What lines call it, as JSON. */
  readonly #name: string
  readonly #timers = new Map<string, Cancel>()
  readonly #calls = new Map<number, Done>()
  #operations = 0
  /** Of the last line. */
  #step = -1
  #now = 0
  readonly #shown = new ShownView()
  #hasBegun = false
  #isOver = false
  readonly #answered = (answer: Answer): void => this.#take(answer)
  /** Present when the program shows its servers. */
  view?: () => NodeView

  /**
   * `lane`: it answers later than it is asked, except where it begins. `broke` is told of whatever is wrong with an answer.
   * @throws ContractBreach when the program does not begin as the contract says.
   */
  constructor(
    environment: Environment,
    carrier: Carrier,
    options: { readonly [name: string]: Json } = {},
    lane?: ProgramLane,
    broke = (): void => {},
  ) {
    this.#environment = environment
    this.#carrier = carrier
    this.#lane = lane
    this.#broke = broke
    const { id, members, random, storage } = environment
    this.#name = JSON.stringify(lane?.nameOf(id) ?? id)
    const seed = random.int(0, MAX_SEED)
    carrier.begin?.(seed)
    const answer = this.#ask({
      event: 'init',
      id,
      members,
      seed,
      stored: storage.load() ?? null,
      protocol: PROTOCOL,
      ...(Object.keys(options).length === 0 ? {} : { options }),
    })
    this.#take(answer)
    this.#hasBegun = true
    if (this.#shown.isThere) this.view = () => this.#shown.now
  }

  receive(from: NodeId, body: Json): void {
    this.#happens({ event: 'message', from, body })
  }

  submit(call: Json, done: Done): void {
    this.#happens({ event: 'submit', operation: this.#opened(done), call })
  }

  reconfigure(members: readonly NodeId[], done: Done): void {
    this.#happens({ event: 'reconfigure', operation: this.#opened(done), members })
  }

  transfer(to: NodeId, done: Done): void {
    this.#happens({ event: 'transfer', operation: this.#opened(done), to })
  }

  snapshot(done: Done): void {
    this.#happens({ event: 'snapshot', operation: this.#opened(done) })
  }

  get [logChangedFrom](): number {
    return this.#shown.changedFrom
  }

  set [logChangedFrom](index: number) {
    this.#shown.changedFrom = index
  }

  /** The server is killed: the program forgets what is not on its disk. */
  stop(): void {
    if (this.#isOver) return
    this.#isOver = true
    // what begins in a program of its own has nothing to forget
    if (!this.#carrier.isOpen || this.#carrier.begin !== undefined) return
    const crash = { event: 'crash' } as const
    if (this.#lane === undefined) this.#ask(crash)
    else this.#lane.tell(this.#line(crash), this.#step)
  }

  /** The run is over, and nobody hears any more what goes wrong. */
  leave(): void {
    try {
      this.stop()
    } catch {
      // the program was ended: the next run begins with another
    }
  }

  #opened(done: Done): number {
    this.#calls.set(++this.#operations, done)
    return this.#operations
  }

  #happens(event: LockstepEvent): void {
    if (this.#lane === undefined) this.#take(this.#ask(event))
    else this.#lane.ask(this.#line(event), this.#step, this.#answered)
  }

  #take({ effects, view }: Answer): void {
    if (view !== undefined && view !== null) this.#show(view)
    try {
      for (const effect of effects) this.#do(effect)
    } catch (error) {
      this.#broke()
      throw error
    }
  }

  #show(view: ShownChange): void {
    if (!this.#shown.isThere && this.#hasBegun)
      throw this.#breach('view', 'shows itself (view) though it did not in its answer to init')
    try {
      this.#shown.take(view)
    } catch (error) {
      throw this.#ended(error)
    }
  }

  #ask(event: LockstepEvent): Answer {
    const line = this.#line(event)
    try {
      if (this.#lane !== undefined) return this.#lane.exchange(line, this.#step)
      return parseAnswer(this.#carrier.exchange(line, this.#now), this.#step)
    } catch (error) {
      throw this.#ended(error)
    }
  }

  /** Who has answered wrongly once begins anew. */
  #ended<T>(error: T): T {
    this.#carrier.close()
    this.#broke()
    return error
  }

  /** The next line: what every one carries, then the event. */
  #line(event: LockstepEvent): string {
    this.#step++
    // who is killed reads no clock any more
    if (event.event !== 'crash') this.#now = this.#environment.clock.now()
    return `{"step":${this.#step},"node":${this.#name},"now":${this.#now},${JSON.stringify(event).slice(1)}`
  }

  #breach(shape: string, message: string): ContractBreach {
    return this.#ended(lockstepBreach(shape, message))
  }

  #do(effect: Effect): void {
    const { transport, storage, clock } = this.#environment
    switch (effect.do) {
      case 'send':
        return transport.send(effect.to, effect.body)
      case 'set-timer': {
        const { timer, after } = effect
        this.#timers.get(timer)?.()
        const fire = (): void => {
          this.#timers.delete(timer)
          this.#happens({ event: 'timer', timer })
        }
        this.#timers.set(timer, clock.after(after, fire, timer))
        return
      }
      case 'cancel-timer':
        this.#timers.get(effect.timer)?.()
        this.#timers.delete(effect.timer)
        return
      case 'write':
        return storage.write(effect.key, effect.value)
      case 'sync': {
        const { token } = effect
        return storage.sync(() => this.#happens({ event: 'synced', token }))
      }
      case 'reply':
        return this.#reply(effect)
      case 'note':
        return this.#environment.note(effect.event, effect.data)
    }
  }

  #reply({ operation, outcome }: Effect & { readonly do: 'reply' }): void {
    const done = this.#calls.get(operation)
    if (done === undefined)
      throw this.#breach('reply.operation', `replied to operation ${operation}, which it was never given`)
    // whoever is called twice says so itself: a second answer is a breach
    done(outcome as Outcome<never>)
  }
}

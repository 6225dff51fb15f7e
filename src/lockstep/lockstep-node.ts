import type { Json } from '../base/json.ts'
import type { NodeId } from '../base/node-id.ts'
import type { NodeView } from '../record/node-view.ts'
import type { Outcome } from '../record/operation.ts'
import type { ContractBreach } from '../subject/contract-breach.ts'
import type { Cancel, Environment, RaftNode } from '../subject/contract.ts'
import { lockstepBreach, parseAnswer } from './answer.ts'
import type { Carrier } from './carrier.ts'
import type { ProgramLane } from './program-lanes.ts'
import { PROTOCOL, type Answer, type Effect, type LockstepEvent, type ShownChange } from './protocol.ts'
import { ShownView } from './shown-view.ts'

type Done = (outcome: Outcome<never>) => void

const MAX_SEED = 0x7fffffff

/** One incarnation of a server that lives in a program: each event goes there as a line, its effects come back. */
export class LockstepNode implements RaftNode<Json, Json> {
  readonly #environment: Environment
  readonly #carrier: Carrier
  readonly #lane: ProgramLane | undefined
  readonly #timers = new Map<string, Cancel>()
  readonly #calls = new Map<number, Done>()
  #operations = 0
  #steps = 0
  #now = 0
  readonly #shown = new ShownView()
  #isOver = false
  /** Present when the program shows its servers. */
  view?: () => NodeView

  /**
   * `lane`: it answers later than it is asked, except where it begins.
   * @throws ContractBreach when the program does not begin as the contract says.
   */
  constructor(
    environment: Environment,
    carrier: Carrier,
    options: { readonly [name: string]: Json } = {},
    lane?: ProgramLane,
  ) {
    this.#environment = environment
    this.#carrier = carrier
    this.#lane = lane
    const { id, members, random, storage } = environment
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
    this.#take(answer, 'init')
    if (this.#shown.isThere) this.view = () => this.#shown.now
  }

  receive(from: NodeId, body: Json): void {
    this.#step({ event: 'message', from, body })
  }

  submit(call: Json, done: Done): void {
    this.#step({ event: 'submit', operation: this.#opened(done), call })
  }

  reconfigure(members: readonly NodeId[], done: Done): void {
    this.#step({ event: 'reconfigure', operation: this.#opened(done), members })
  }

  transfer(to: NodeId, done: Done): void {
    this.#step({ event: 'transfer', operation: this.#opened(done), to })
  }

  snapshot(done: Done): void {
    this.#step({ event: 'snapshot', operation: this.#opened(done) })
  }

  /** The server is killed: the program forgets what is not on its disk. */
  stop(): void {
    if (this.#isOver) return
    this.#isOver = true
    // what begins in a program of its own has nothing to forget
    if (!this.#carrier.isOpen || this.#carrier.begin !== undefined) return
    const crash = { event: 'crash' } as const
    if (this.#lane === undefined) this.#ask(crash)
    else this.#lane.tell(...this.#line(crash))
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

  #step(event: LockstepEvent): void {
    if (this.#lane === undefined) this.#take(this.#ask(event), event.event)
    else this.#lane.ask(...this.#line(event), (answer) => this.#take(answer, event.event))
  }

  #take({ effects, view }: Answer, event: LockstepEvent['event']): void {
    if (view !== undefined) this.#show(view, event)
    for (const effect of effects) this.#do(effect)
  }

  #show(view: ShownChange, event: LockstepEvent['event']): void {
    if (!this.#shown.isThere && event !== 'init')
      throw this.#breach('view', 'shows itself (view) though it did not in its answer to init')
    try {
      this.#shown.take(view)
    } catch (error) {
      this.#carrier.close()
      throw error
    }
  }

  #ask(event: LockstepEvent): Answer {
    const [line, step] = this.#line(event)
    try {
      if (this.#lane !== undefined) return this.#lane.exchange(line, step)
      return parseAnswer(this.#carrier.exchange(line, this.#now), step)
    } catch (error) {
      // who has answered wrongly once begins anew
      this.#carrier.close()
      throw error
    }
  }

  #line(event: LockstepEvent): [text: string, step: number] {
    const step = this.#steps++
    const { id, clock } = this.#environment
    // who is killed reads no clock any more
    if (event.event !== 'crash') this.#now = clock.now()
    const node = this.#lane === undefined ? id : this.#lane.nameOf(id)
    return [JSON.stringify({ step, node, now: this.#now, ...event }), step]
  }

  #breach(shape: string, message: string): ContractBreach {
    this.#carrier.close()
    return lockstepBreach(shape, message)
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
          this.#step({ event: 'timer', timer })
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
        return storage.sync(() => this.#step({ event: 'synced', token }))
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

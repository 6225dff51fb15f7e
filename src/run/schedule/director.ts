import type { NodeId } from '../../base/node-id.ts'
import type { Millis } from '../../base/time.ts'
import type { FaultRecord } from '../../record/run-record.ts'
import type { FaultSurface, Trigger } from '../../subject/fault-surface.ts'
import type { PlannedFunction } from '../../workload/index.ts'
import { Cast } from './cast.ts'
import type { DirectedClient } from './directed-client.ts'
import { Interference } from './interference.ts'
import { Happenings } from './happenings.ts'
import { linksOf } from './links.ts'
import type { Performance, Wait } from './performance.ts'
import { lead, stand, type Stage } from './standing.ts'
import type { Step } from './step.ts'

/** What a director needs of the run. */
export interface DirectedRun {
  readonly surface: FaultSurface
  /** By its name in the steps; another one each. */
  client(name: string): DirectedClient
  /** How registers are written. */
  readonly change: PlannedFunction
}

/** How often it looks whether what it waits for has come. */
const LOOK_EVERY: Millis = 1
/** How long it waits before it asks again, or another server. */
const ASK_AGAIN: Millis = 10
/** Values of the operations of a schedule are numbered from here: apart from all others of a run. */
const FIRST_NUMBER = 1_000_000

/** Carries out the steps of a schedule, one after the other, as long as each comes about. */
export class Director {
  /** Whether all that comes before `trap` has come about; of a schedule without one, all of it. */
  trapSet = false
  /** Whether there is nothing more to do: it is at the end, or what it waited for did not come. */
  finished = false
  readonly #steps: readonly Step[]
  readonly #run: DirectedRun
  readonly #cast: Cast
  readonly #interference: Interference
  readonly #clients = new Map<string, DirectedClient>()
  readonly #happenings: Happenings
  #number = FIRST_NUMBER
  #over = false

  constructor(steps: readonly Step[], run: DirectedRun) {
    this.#steps = steps
    this.#run = run
    this.#cast = new Cast(run.surface)
    this.#happenings = new Happenings(run.surface, this.#cast)
    this.#interference = new Interference(run.surface)
  }

  start(): void {
    this.#goOn(this.#performAll(), true)
  }

  /** Something of note happened at a server. */
  notify(trigger: Trigger, node: NodeId): void {
    this.#happenings.notify(trigger, node)
  }

  /** Undoes all that is on; nothing is done afterwards. */
  end(): void {
    this.#over = true
    this.finished = true
    this.#interference.undoAll()
    for (const client of this.#clients.values()) client.giveUp()
  }

  /** No event comes from its clients any more. */
  stop(): void {
    for (const client of this.#clients.values()) client.stop()
  }

  get records(): FaultRecord[] {
    return this.#interference.records
  }

  #goOn(performance: Performance, came: boolean): void {
    let next = performance.next(came)
    while (next.done !== true) {
      const { until, within } = next.value
      if (!until()) {
        this.#look(performance, next.value, this.#run.surface.now() + within * 1000)
        return
      }
      next = performance.next(true)
    }
    this.finished = true
  }

  #look(performance: Performance, wait: Wait, deadline: number): void {
    const { surface } = this.#run
    surface.after(LOOK_EVERY, () => {
      if (this.#over) return
      if (wait.until()) this.#goOn(performance, true)
      else if (surface.now() >= deadline) this.#goOn(performance, false)
      else this.#look(performance, wait, deadline)
    })
  }

  *#performAll(): Performance {
    for (const [position, step] of this.#steps.entries()) {
      if (step.do === 'trap') this.trapSet = true
      else if (!(yield* this.#perform(step, position))) return false
    }
    this.trapSet ||= !this.#steps.some((step) => step.do === 'trap')
    return true
  }

  *#perform(step: Step, position: number): Performance {
    const cast = this.#cast
    const done = this.#interference
    switch (step.do) {
      case 'name':
        return yield* this.#name(step)
      case 'write':
      case 'read':
        return yield* this.#operate(step)
      case 'send-again':
        return this.#sendAgain(step)
      case 'await':
        return yield this.#awaited(step)
      case 'wait':
        yield { until: () => false, within: this.#run.surface.random.int(step.least, step.most) }
        return true
      case 'cut':
        done.cut(step, position, linksOf(cast.all(step.who), cast.all(step.from), step.way))
        return true
      case 'join':
        done.undo('cut', [...cast.all(step.who), ...cast.all(step.from)])
        return true
      case 'crash':
        done.crash(step, position, cast.all(step.who), step.unsynced)
        return true
      case 'restart':
        done.undo('outage', cast.all(step.who))
        return true
      case 'pause':
        done.pause(step, position, cast.all(step.who))
        return true
      case 'resume':
        done.undo('pause', cast.all(step.who))
        return true
      case 'stand':
        return yield* stand(step, position, this.#stage)
      case 'lead':
        return yield* lead(step, position, this.#stage)
      case 'delay': {
        const late = { delayLow: step.by, delayHigh: step.by }
        done.disturb(step, position, linksOf(cast.all(step.from), cast.all(step.to), 'from'), late)
        return true
      }
      case 'duplicate': {
        const twice = { duplicate: 1_000_000, duplicateWithin: step.within }
        done.disturb(step, position, linksOf(cast.all(step.from), cast.all(step.to), 'from'), twice)
        return true
      }
      case 'slow-disk':
        done.slowDisk(step, position, cast.all(step.who), step.by)
        return true
      case 'calm':
        done.undo('disturbance')
        return true
      case 'heal':
        done.undoAll()
        return true
      case 'trap':
        return true
    }
  }

  *#name({ as, who, but = [], within }: Extract<Step, { do: 'name' }>): Performance {
    const cast = this.#cast
    const others = (): readonly NodeId[] => cast.all(but)
    if (who === 'leader' && cast.blind && !(yield* this.#askWhoLeads(others(), within))) return false
    if (!(yield { until: () => cast.one(who, others()) !== undefined, within })) return false
    const found = cast.one(who, others())
    if (found === undefined) return false
    cast.name(as, found)
    return true
  }

  /** Servers that show nothing lead if a write succeeds there: asks one after the other. */
  *#askWhoLeads(but: readonly NodeId[], within: Millis): Performance {
    const asker = this.#client('asker')
    const { surface } = this.#run
    const deadline = surface.now() + within * 1000
    while (surface.now() < deadline) {
      for (const node of this.#cast.up.filter((one) => !but.includes(one))) {
        this.#ask(asker, 'write', node, 0)
        yield { until: () => asker.ended !== undefined, within: 10 * ASK_AGAIN }
        if (asker.ended === 'ok') {
          this.#cast.lastAnswered = node
          return true
        }
        yield { until: () => false, within: ASK_AGAIN }
      }
    }
    return false
  }

  *#operate(step: Extract<Step, { do: 'write' | 'read' }>): Performance {
    const client = this.#client(step.client)
    const { surface } = this.#run
    const deadline = surface.now() + step.within * 1000
    for (;;) {
      const [server] = this.#cast.all(step.at)
      if (server === undefined) return false
      this.#ask(client, step.do, server, step.key ?? 0)
      if (step.ends === 'later') return true
      const left = Math.max(0, deadline - surface.now()) / 1000
      yield { until: () => client.ended !== undefined, within: left }
      if (client.ended === 'ok' && step.do === 'write') this.#cast.lastAnswered = server
      if (step.ends === 'any' || client.ended === 'ok') return true
      if (surface.now() >= deadline) return false
      yield { until: () => false, within: ASK_AGAIN }
    }
  }

  #ask(client: DirectedClient, f: 'write' | 'read', node: NodeId, key: number): void {
    const { surface, change } = this.#run
    this.#happenings.remember()
    const asked = { think: 0, f: f === 'read' ? f : change, key }
    client.ask(asked, this.#number++, surface.members.indexOf(node))
  }

  #sendAgain({ client, at }: Extract<Step, { do: 'send-again' }>): boolean {
    const [server] = this.#cast.all(at)
    if (server === undefined) return false
    this.#client(client).askAgain(this.#run.surface.members.indexOf(server))
    return true
  }

  #awaited({ who, that, of, some, within }: Extract<Step, { do: 'await' }>): Wait {
    const has = (node: NodeId): boolean => this.#happenings.does(node, that, of)
    return {
      within,
      until: () => {
        const nodes = this.#cast.all(who)
        if (nodes.length === 0) return false
        return some === true ? nodes.some(has) : nodes.every(has)
      },
    }
  }

  get #stage(): Stage {
    return {
      surface: this.#run.surface,
      cast: this.#cast,
      happenings: this.#happenings,
      interference: this.#interference,
    }
  }

  #client(name: string): DirectedClient {
    const known = this.#clients.get(name)
    if (known !== undefined) return known
    const client = this.#run.client(name)
    this.#clients.set(name, client)
    return client
  }
}

/** How many clients its steps name, and one more that asks who leads. */
export const clientsOf = (steps: readonly Step[]): readonly string[] => [
  'asker',
  ...new Set(steps.flatMap((step) => ('client' in step ? [step.client] : []))),
]

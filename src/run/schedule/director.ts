import type { NodeId } from '../../base/node-id.ts'
import type { Millis } from '../../base/time.ts'
import type { FaultRecord } from '../../record/run-record.ts'
import { Cast } from './cast.ts'
import { Interference } from './interference.ts'
import { Happenings } from './happenings.ts'
import { linksOf } from './links.ts'
import type { Performance, Wait } from './performance.ts'
import { Requests, type DirectedRun } from './requests.ts'
import { lead, stand, type Stage } from './standing.ts'
import type { Step } from './step.ts'

/** How often it looks whether what it waits for has come. */
const LOOK_EVERY: Millis = 1

/** Carries out the steps of schedules, one after the other; those of one as long as each comes about. */
export class Director {
  /** Whether all that comes before `trap` has come about; of a schedule without one, all of it. */
  trapSet = false
  /** Whether there is nothing more to do: it is at the end, or what it waited for did not come. */
  finished = false
  readonly #steps: readonly Step[]
  readonly #run: DirectedRun
  readonly #cast: Cast
  readonly #interference: Interference
  readonly #requests: Requests
  readonly #happenings: Happenings
  #over = false

  constructor(steps: readonly Step[], run: DirectedRun) {
    this.#steps = steps
    this.#run = run
    this.#cast = new Cast(run.surface)
    this.#happenings = new Happenings(run.surface, this.#cast)
    this.#interference = new Interference(run.surface)
    this.#requests = new Requests(run, this.#cast, this.#happenings)
  }

  start(): void {
    this.#run.surface.listen((trigger, node) => this.#happenings.notify(trigger, node))
    this.#goOn(this.#performAll(), true)
  }

  /** Undoes all that is on; nothing is done afterwards. */
  end(): void {
    this.#over = true
    this.finished = true
    this.#interference.undoAll()
    this.#requests.giveUp()
  }

  /** No event comes from its clients any more. */
  stop(): void {
    this.#requests.stop()
  }

  /** Those that stay lost until the others have recovered. */
  get lost(): readonly NodeId[] {
    return this.#interference.lost
  }

  /** Lists of members that were asked for, the last one last. */
  get memberLists(): readonly (readonly NodeId[])[] {
    return this.#requests.memberLists
  }

  returnLost(): void {
    this.#interference.returnLost()
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
    let isOver = false
    for (const [position, step] of this.#steps.entries()) {
      if (!isOver || step.do === 'schedule') isOver = !(yield* this.#perform(step, position))
    }
    this.trapSet ||= !isOver && !this.#steps.some((step) => step.do === 'trap')
    return !isOver
  }

  #beginAnew(): true {
    this.#interference.undoAll()
    this.#requests.giveUp()
    this.#cast.forget()
    this.#happenings.forgetVotes()
    this.#happenings.remember()
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
        return yield* this.#requests.operate(step)
      case 'change':
        return yield* this.#requests.change(step)
      case 'take-snapshot':
        this.#requests.takeSnapshots(cast.all(step.who))
        return true
      case 'send-again':
        return this.#requests.sendAgain(step)
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
      case 'lose':
        done.lose(step, position, cast.all(step.who))
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
        if (step.by === 0) done.undo('disk', cast.all(step.who))
        else done.slowDisk(step, position, cast.all(step.who), step.by)
        return true
      case 'slow-clock':
        if (step.times === 1) done.undo('clock', cast.all(step.who))
        else done.hurry(step, position, cast.all(step.who), 1 / step.times)
        return true
      case 'calm':
        done.undo('disturbance')
        return true
      case 'heal':
        done.undoAll()
        return true
      case 'trap':
        this.trapSet = true
        return true
      case 'schedule':
        return this.#beginAnew()
    }
  }

  *#name({ as, who, but = [], within }: Extract<Step, { do: 'name' }>): Performance {
    const cast = this.#cast
    const others = (): readonly NodeId[] => cast.all(but)
    if (who === 'leader' && cast.blind && !(yield* this.#requests.askWhoLeads(others(), within))) return false
    if (!(yield { until: () => cast.one(who, others()) !== undefined, within })) return false
    const found = cast.one(who, others())
    if (found === undefined) return false
    cast.name(as, found)
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
}

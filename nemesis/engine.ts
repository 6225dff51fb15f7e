import { assert } from '../src/base/assert.ts'
import { InputError } from '../src/base/input-error.ts'
import type { NodeId } from '../src/base/node-id.ts'
import type { FaultRecord } from '../src/record/run-record.ts'
import type { FaultSurface, Trigger } from '../src/subject/fault-surface.ts'
import { FaultStatisticsKeeper } from './fault-statistics.ts'
import type { FaultKind, Activation } from './fault-kind.ts'
import type { FaultPlan } from './fault-plan.ts'
import { describeFault, nemeses } from './nemeses.ts'
import { withOverlaps } from './overlap.ts'
import { ProtocolPhase } from './protocol-phase.ts'
import { isBlind, resolve } from './selector.ts'

/** One fault of the plan as it goes along. */
interface Fault {
  readonly plan: FaultPlan
  readonly kind: FaultKind
  readonly statistics: FaultStatisticsKeeper
  /** It stays when the others are healed. */
  readonly lasting: boolean
  active: Activation | undefined
  /** How many times it hit. */
  activated: number
  /** Triggers seen since it waits. */
  seen: number
}

/** The longest wait, in milliseconds, in the place of one for a trigger that cannot be seen. */
const BLIND_WAIT = 500

/** Carries out the faults of a plan in a world, and keeps the books. */
export class Nemesis {
  readonly #surface: FaultSurface
  readonly #faults: readonly Fault[]
  readonly #phase: ProtocolPhase
  readonly #waiting = new Map<Trigger, Fault[]>()
  #over = false

  /**
   * `lasting`: one fault more, which stays when the others are healed.
   * @throws InputError when a kind is unknown or the world lacks what a fault needs.
   */
  constructor(
    faults: readonly FaultPlan[],
    surface: FaultSurface,
    kinds: ReadonlyMap<string, FaultKind> = nemeses,
    lasting?: FaultPlan,
  ) {
    this.#surface = withOverlaps(surface)
    this.#phase = new ProtocolPhase(surface)
    const all = lasting === undefined ? faults : [...faults, lasting]
    this.#faults = all.map((plan, position) => {
      const kind = kinds.get(plan.kind)
      if (kind === undefined)
        throw new InputError(`there is no fault kind "${plan.kind}"`, { field: `faults[${position}].kind` })
      assertAble(kind, surface, position)
      const statistics = new FaultStatisticsKeeper(`f${position + 1}`, plan.kind, describeFault(plan, kind))
      return { plan, kind, statistics, lasting: plan === lasting, active: undefined, activated: 0, seen: 0 }
    })
  }

  /** Called once, when the world begins. */
  start(): void {
    this.#surface.listen((trigger, node) => this.#onOccasion(trigger, node))
    for (const fault of this.#faults) {
      const { when } = fault.plan
      this.#at('at' in when ? when.at : (when.after ?? 0), () => this.#begin(fault))
    }
  }

  /** The end of the chaos phase: undoes all that is on, but for what is to last; nothing is activated afterwards. */
  healAll(): void {
    this.#over = true
    this.#waiting.clear()
    for (const fault of this.#faults) if (!fault.lasting) this.#heal(fault)
  }

  /** Undoes what was to last. */
  healLasting(): void {
    for (const fault of this.#faults) this.#heal(fault)
  }

  /** What each fault did, in the order of the plan. */
  records(): FaultRecord[] {
    return this.#faults.map(({ statistics }) => statistics.record())
  }

  #at(instant: number, act: () => void): void {
    const delay = instant - this.#surface.now() / 1000
    if (delay > 0) this.#later(delay, act)
    else act()
  }

  #later(delay: number, act: () => void): void {
    this.#surface.after(delay, () => {
      if (!this.#over) act()
    })
  }

  /** Is activated, or begins to wait for the trigger that activates it. */
  #begin(fault: Fault): void {
    const { when } = fault.plan
    if ('at' in when) {
      this.#activate(fault, undefined)
      return
    }
    if (this.#neverComes(when)) {
      // some other time is as good
      const [subject] = resolve('any', this.#surface, undefined)
      this.#later(this.#surface.random.int(0, BLIND_WAIT), () => this.#activate(fault, subject))
      return
    }
    fault.seen = 0
    const waiting = this.#waiting.get(when.on)
    if (waiting === undefined) this.#waiting.set(when.on, [fault])
    else waiting.push(fault)
  }

  /** Whether no server shows what the trigger is about; that it writes to its disk is seen from outside. */
  #neverComes(when: Extract<FaultPlan['when'], { readonly on: Trigger }>): boolean {
    return (when.on !== 'wrote' || when.of === 'leader') && isBlind(this.#surface)
  }

  #onOccasion(trigger: Trigger, node: NodeId): void {
    this.#phase.follow(trigger, node)
    if (trigger === 'candidate')
      for (const { statistics } of this.#faults) statistics.election(this.#surface.now())
    const waiting = this.#waiting.get(trigger)
    if (waiting === undefined) return
    const due = waiting.filter((fault) => this.#isDue(fault, node))
    if (due.length === 0) return
    const rest = waiting.filter((fault) => !due.includes(fault))
    if (rest.length === 0) this.#waiting.delete(trigger)
    else this.#waiting.set(trigger, rest)
    for (const fault of due) {
      // never within the step of the server: it may be in the middle of its work
      this.#later('on' in fault.plan.when ? fault.plan.when.delay : 0, () => this.#activate(fault, node))
    }
  }

  #isDue(fault: Fault, node: NodeId): boolean {
    const { when } = fault.plan
    if (!('on' in when)) return false
    if (when.of === 'leader' && this.#surface.peek(node)?.role !== 'leader') return false
    return fault.seen++ >= when.skip
  }

  #activate(fault: Fault, subject: NodeId | undefined): void {
    const { plan, kind, statistics } = fault
    assert(fault.active === undefined, `fault ${statistics.id} was activated while it was on`)
    fault.activated++
    const now = this.#surface.now()
    const activation = kind.aim(plan, this.#surface, statistics, subject)
    // what hits nobody hits no phase
    statistics.begin(now, activation.nodes, activation.nodes.length === 0 ? [] : this.#phase.now())
    if (activation.nodes.length === 0) {
      statistics.end(now)
    } else {
      fault.active = activation
      this.#mark('fault', fault, activation)
      activation.begin()
      this.#later(plan.for, () => this.#heal(fault, activation))
    }
    if (plan.repeat === undefined || fault.activated >= plan.repeat.times) return
    this.#later(Math.max(plan.repeat.every, plan.for), () => {
      this.#heal(fault)
      this.#begin(fault)
    })
  }

  /** Undoes what is on, or only that activation if it still is. */
  #heal(fault: Fault, activation = fault.active): void {
    if (activation === undefined || fault.active !== activation) return
    fault.active = undefined
    activation.heal()
    fault.statistics.end(this.#surface.now())
    this.#mark('heal', fault, activation)
  }

  #mark(what: 'fault' | 'heal', { kind, plan, statistics }: Fault, { text, nodes }: Activation): void {
    if (kind.shownAs === 'mark') this.#surface.mark(what, statistics, text ?? kind.describe(plan), nodes)
  }
}

function assertAble({ kind, needs }: FaultKind, surface: FaultSurface, position: number): void {
  const missing = needs.filter(
    (need) =>
      (need === 'process' || need === 'network' || need === 'clock' || need === 'disk') &&
      surface[need] === undefined,
  )
  if (missing.length === 0) return
  throw new InputError(`${kind} needs ${missing.join(' and ')}, which this target does not offer`, {
    field: `faults[${position}]`,
  })
}

import { digestText } from '../../base/digest.ts'
import { elementAt } from '../../base/element-at.ts'
import type { NodeId } from '../../base/node-id.ts'
import type { Micros } from '../../base/time.ts'
import type { FaultRecord } from '../../record/run-record.ts'
import type { StepKind } from '../../record/trace.ts'
import { messageKind } from '../../sim/fingerprint.ts'
import type { Process } from '../../sim/process.ts'
import type { Recorder, StepDetail } from '../../sim/recorder.ts'
import type { CoverageMarks } from '../coverage-marks.ts'
import { abstractState } from './abstract-state.ts'
import { featureOf, hashOf, type Feature, type FeatureClass } from './feature.ts'
import { Reigns } from './reigns.ts'
import { ServerLook } from './server-look.ts'

/** What a run reached, in the order in which it did. */
export type Features = ReadonlySet<Feature>

/** More than any run has that is worth keeping; those behind them are not counted. */
export const MAX_FEATURES = 20_000
/** Kinds of messages that are told apart: a subject may send any texts. */
const MAX_KINDS = 10_000

/**
 * Gathers the features of one run. It follows the run as a recorder does, and only looks: no run is another one by it.
 * Runs of servers that show nothing are told apart by the messages they get and the faults that hit them.
 */
export class CoverageMap implements Recorder {
  readonly #features = new Set<Feature>()
  readonly #looks: readonly ServerLook[]
  /** The kind of message that each server got last, a hash. */
  readonly #heard: number[]
  readonly #kinds = new Map<string, number>()
  readonly #reigns = new Reigns<ServerLook>()
  #branches = 0

  constructor(members: readonly NodeId[]) {
    this.#looks = members.map(() => new ServerLook(members))
    this.#heard = members.map(() => 0)
  }

  get features(): Features {
    return this.#features
  }

  begin(_: number, __: Micros, kind: StepKind, process: Process | undefined, detail: StepDetail): void {
    if (detail.fault !== undefined) this.#add('fault', hashOf(digestText(kind), this.#branches))
    const { envelope } = detail
    if (process === undefined || envelope === undefined) return
    const { ordinal } = process
    const heard = this.#kindOf(messageKind(envelope.message))
    const from = elementAt(this.#looks, envelope.from)
    const to = elementAt(this.#looks, ordinal)
    this.#add('messages', hashOf(elementAt(this.#heard, ordinal), heard, from.roleCode, to.roleCode))
    this.#heard[ordinal] = heard
  }

  end(process: Process | undefined): void {
    if (process === undefined) return
    const look = elementAt(this.#looks, process.ordinal)
    if (!look.changed(process)) return
    const { state, branches, exposures } = abstractState(this.#looks)
    this.#add('state', state)
    this.#add('branches', branches)
    for (const exposure of exposures) this.#add('exposure', exposure)
    const reigns = this.#reigns.follow(look, this.#looks)
    if (reigns !== undefined) this.#add('reigns', reigns)
    this.#branches = branches
  }

  sent(): void {
    // what counts is what arrives
  }

  lost(): void {
    // what counts is what arrives
  }

  violated(): void {
    // a run that breaks something is no example to follow
  }

  /** The run is over: what its books say of it. */
  conclude(faults: readonly FaultRecord[], marks: CoverageMarks): void {
    for (const { kind, phases = {}, effects } of faults)
      for (const name of [...Object.keys(phases), ...Object.keys(effects)])
        this.#add('phase', digestText(`${kind} ${name}`))
    for (const [name, count] of Object.entries(marks))
      if (count > 0) this.#add('mark', digestText(`${name} ${31 - Math.clz32(count)}`))
  }

  #kindOf(text: string): number {
    const known = this.#kinds.get(text)
    if (known !== undefined) return known
    if (this.#kinds.size >= MAX_KINDS) return 0
    const hash = digestText(text)
    this.#kinds.set(text, hash)
    return hash
  }

  #add(kind: FeatureClass, hash: number): void {
    if (this.#features.size < MAX_FEATURES) this.#features.add(featureOf(kind, hash))
  }
}

import { elementAt } from '../base/element-at.ts'
import { callText } from '../record/call-text.ts'
import type { Json } from '../base/json.ts'
import type { NodeId } from '../base/node-id.ts'
import type { Micros } from '../base/time.ts'
import type { LiveLog, MembershipView } from '../record/live-state.ts'
import { mergedPatch } from '../record/state-patch.ts'
import type { StatePatch, StepKind, Trace, TraceEntry, TraceMessage, TraceStep } from '../record/trace.ts'
import type { Violation } from '../record/verdict.ts'
import type { Envelope } from '../sim/network.ts'
import type { Process } from '../sim/process.ts'
import type { Recorder, StepDetail } from '../sim/recorder.ts'
import { lensText } from '../subject/lens-text.ts'
import type { Target } from '../subject/target.ts'

const MAX_TEXT_LENGTH = 400

type Building<T> = { -readonly [Field in keyof T]: T[Field] }

interface KnownState {
  patch: Building<StatePatch>
  /** Its log: after a restart it is another one. */
  log: LiveLog | undefined
  /** Of each entry of its log, from `firstIndex` on: two words that tell it from another. */
  entries: number[]
  firstIndex: number
}

/** Most texts of which equal ones are kept once. */
const MAX_SHARED_TEXTS = 100_000

/** Keeps everything that happens in a traced run: each step in words, with what it changed. */
export class TraceRecorder implements Recorder {
  readonly #target: Target
  readonly #members: readonly NodeId[]
  readonly #steps: Building<TraceStep>[] = []
  readonly #messages: Building<TraceMessage>[] = []
  readonly #known = new Map<number, KnownState>()
  readonly #texts = new Map<string, string>()
  /** The newest step of each server. */
  readonly #newest = new Map<number, Building<TraceStep>>()

  constructor(target: Target, members: readonly NodeId[]) {
    this.#target = target
    this.#members = members
  }

  get trace(): Trace {
    return { steps: this.#steps, messages: this.#messages }
  }

  begin(step: number, time: Micros, kind: StepKind, process: Process | undefined, detail: StepDetail): void {
    const { envelope, client, operation, cause, fault } = detail
    const begun: Building<TraceStep> = {
      step,
      time,
      kind,
      ...(process === undefined ? {} : { node: process.id }),
      ...(client === undefined ? {} : { client }),
      ...(operation === undefined ? {} : { operation }),
      ...(envelope === undefined ? {} : { message: envelope.id }),
      ...(cause === undefined ? {} : { cause }),
      ...(fault === undefined ? {} : { fault }),
      text: this.#shared(this.#words(kind, process, detail)),
    }
    this.#steps.push(begun)
    if (process !== undefined) this.#newest.set(process.ordinal, begun)
    if (envelope !== undefined) {
      // a new object, as one from which a field is deleted takes three times the memory
      const { lost: _, ...message } = elementAt(this.#messages, envelope.id)
      const arrivals = message.arrivals.length === 0 ? [step] : [...message.arrivals, step]
      this.#messages[envelope.id] = { ...message, arrivals }
    }
  }

  /** A server that goes on by itself, through promises, may come here while another one has the newest step of all. */
  end(process: Process | undefined, logChangedFrom = 0): void {
    const step = process && this.#newest.get(process.ordinal)
    if (process === undefined || step === undefined) return
    const patch = this.#changes(process, logChangedFrom)
    if (patch !== undefined) step.state = step.state === undefined ? patch : mergedPatch(step.state, patch)
  }

  sent(envelope: Envelope): void {
    this.#messages[envelope.id] = {
      id: envelope.id,
      from: elementAt(this.#members, envelope.from),
      to: elementAt(this.#members, envelope.to),
      text: this.#shared(this.#describe(envelope.message)),
      body: envelope.message,
      sentIn: envelope.sentIn,
      arrivals: none,
      lost: 'in flight',
    }
  }

  lost(envelope: Envelope, reason: string, fault: string | undefined): void {
    const message = elementAt(this.#messages, envelope.id)
    if (message.arrivals.length === 0) message.lost = reason
    if (fault !== undefined) message.fault = fault
  }

  violated(violation: Violation): void {
    const last = this.#steps.at(-1)
    const node = violation.facts[0]?.node
    this.#steps.push({
      step: (last?.step ?? 0) + 1,
      time: violation.time,
      kind: 'violation',
      ...(node === undefined ? {} : { node }),
      cause: violation.step,
      text: violation.headline,
    })
  }

  #describe(message: Json): string {
    return this.#target.describe?.(message) ?? lensText(this.#target.lens, message) ?? JSON.stringify(message)
  }

  #words(kind: StepKind, process: Process | undefined, detail: StepDetail): string {
    if (detail.text !== undefined) return detail.text
    const id = process?.id ?? ''
    switch (kind) {
      case 'start':
        return `${id} starts`
      case 'deliver': {
        const { envelope } = detail
        if (envelope === undefined) return `${id} gets a message`
        const again = (this.#messages[envelope.id]?.arrivals.length ?? 0) > 0 ? ' once more' : ''
        return `${id} gets${again} from ${this.#members[envelope.from]}: ${this.#describe(envelope.message)}`
      }
      case 'timer':
        return `${id}: ${detail.timer?.name ?? ''} timer fires`
      case 'synced':
        return `${id}: its disk has everything written before`
      case 'submit':
        return `${id} gets ${callText(detail.call ?? null)} of client ${detail.client}`
      case 'crash': {
        const lost = (detail.unsynced ?? 0) - (detail.kept?.length ?? 0)
        return lost > 0
          ? `${id} crashes and loses ${lost} unsynced write${lost === 1 ? '' : 's'}`
          : `${id} crashes`
      }
      case 'restart':
        return `${id} restarts from its disk`
      case 'pause':
        return `${id} is paused`
      case 'resume':
        return `${id} goes on`
      default:
        return kind
    }
  }

  /** What is different from what was recorded of the server before; undefined when nothing is. */
  #changes(process: Process, logChangedFrom: number): StatePatch | undefined {
    const known = this.#known.get(process.ordinal) ?? {
      ...{ patch: {}, log: undefined, entries: [], firstIndex: 1 },
    }
    this.#known.set(process.ordinal, known)
    const patch: Building<StatePatch> = {}
    const status = process.status === 'down' ? 'down' : process.status === 'paused' ? 'paused' : 'up'
    const { live, mirror } = process
    set(patch, known.patch, 'status', status)
    if (live !== undefined) {
      for (const field of ['role', 'currentTerm', 'votedFor', 'commitIndex', 'lastApplied'] as const) {
        set(patch, known.patch, field, live[field])
      }
      set(patch, known.patch, 'firstIndex', live.log.firstIndex)
      this.#logChanges(process, known, patch, logChangedFrom)
      if (live.role === 'leader' && live.matchIndexOf !== undefined) {
        const matchIndex: { [peer: NodeId]: number } = {}
        for (const peer of this.#members) if (peer !== process.id) matchIndex[peer] = live.matchIndexOf(peer)
        // a view that does not say it has none of any
        if (Object.values(matchIndex).some((index) => index >= 0))
          set(patch, known.patch, 'matchIndex', matchIndex)
      } else if (known.patch.matchIndex) set(patch, known.patch, 'matchIndex', null)
      for (const field of ['leader', 'snapshotIndex', 'stateDigest', 'nextIndex', 'timers'] as const) {
        const value = live.shown?.[field]
        // what was shown once and is no more
        if (value !== undefined || known.patch[field] !== undefined)
          set(patch, known.patch, field, copyOf(value))
      }
    }
    if (live?.membership !== undefined) this.#memberChanges(live.membership, known, patch)
    if (mirror !== undefined) {
      const { currentTerm, votedFor, log } = mirror
      set(patch, known.patch, 'durable', { currentTerm, votedFor, lastIndex: log.lastIndex })
    }
    return Object.keys(patch).length === 0 ? undefined : patch
  }

  /** That all servers decide goes without saying, until others did. */
  #memberChanges({ voters, outgoing }: MembershipView, known: KnownState, patch: Building<StatePatch>): void {
    const all = voters.length === this.#members.length && outgoing.length === 0
    if (all && known.patch.members === undefined) return
    set(patch, known.patch, 'members', {
      voters: [...voters],
      ...(outgoing.length === 0 ? {} : { outgoing: [...outgoing] }),
    })
  }

  /** It costs as much as the change, not as the log: a long run has a long log. */
  #logChanges(process: Process, known: KnownState, patch: Building<StatePatch>, changedFrom: number): void {
    const { live, node } = process
    if (live === undefined || node === undefined) return
    const { log } = live
    const { firstIndex, lastIndex } = log
    const { entries } = known
    const isSame = known.firstIndex === firstIndex
    const end = known.firstIndex + entries.length / 2
    let from = firstIndex
    if (isSame) {
      if (known.log === log) from = Math.max(from, Math.min(changedFrom, lastIndex + 1, end))
      while (from <= lastIndex && from < end && isKnown(entries, 2 * (from - firstIndex), log, from)) from++
    }
    if (from <= lastIndex || entries.length !== 2 * (lastIndex - firstIndex + 1)) {
      const changed: TraceEntry[] = []
      for (let index = from; index <= lastIndex; index++) {
        const command = this.#target.describeEntry?.(node, index) ?? log.digestAt(index).toString(16)
        changed.push({ index, term: log.termAt(index), command: this.#shared(command) })
      }
      patch.log = { from, entries: changed }
    }
    entries.length = 2 * (from - firstIndex)
    for (let index = from; index <= lastIndex; index++) entries.push(log.termAt(index), log.digestAt(index))
    known.log = log
    known.firstIndex = firstIndex
  }

  /** Shortened; and the same text once, however often it is told: a run has few that differ. */
  #shared(whole: string): string {
    const text = shorten(whole)
    const known = this.#texts.get(text)
    if (known !== undefined) return known
    if (this.#texts.size >= MAX_SHARED_TEXTS) this.#texts.clear()
    this.#texts.set(text, text)
    return text
  }
}

/** An entry is the same where term and content are: a broken Raft may put another one of the same term in its place. */
const isKnown = (before: readonly number[], place: number, log: LiveLog, index: number): boolean =>
  before[place] === log.termAt(index) && before[place + 1] === log.digestAt(index)

const none: readonly number[] = []

/** A subject may go on writing to what it has shown. */
const copyOf = <T>(value: T | undefined): T | null =>
  typeof value === 'object' && value !== null ? { ...value } : (value ?? null)

function set<Field extends keyof StatePatch>(
  patch: Building<StatePatch>,
  known: Building<StatePatch>,
  field: Field,
  value: Building<StatePatch>[Field],
): void {
  if (JSON.stringify(known[field]) === JSON.stringify(value)) return
  known[field] = value
  patch[field] = value
}

function shorten(text: string): string {
  return text.length > MAX_TEXT_LENGTH ? `${text.slice(0, MAX_TEXT_LENGTH)}...` : text
}

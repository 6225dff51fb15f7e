import type { NodeId } from '../../src/base/node-id.ts'
import type { HistoryEvent } from '../../src/record/history-event.ts'
import type { TraceStep } from '../../src/record/trace.ts'
import type { Violation } from '../../src/record/verdict.ts'
import type { LogEnd } from './server-timeline.ts'
import type { Timeline } from './timeline.ts'

/** One operation of a client: what it asked, where its request went, and what it learned. */
export interface Operation {
  /** Its number in the trace: the position of its invocation among the invocations of the history. */
  readonly number: number
  readonly invoked: HistoryEvent
  readonly completed: HistoryEvent | undefined
  /** Each step in which its request reached a server, in order. */
  readonly submits: readonly { readonly step: number; readonly node: NodeId }[]
  /** The step at which its client began it. */
  readonly invokedAt: number | undefined
  /** The step at which the client learned its outcome. */
  readonly returned: number | undefined
  /** Its text, such as `read k1`. */
  readonly text: string
}

/** An entry, and where and when its leader appended it. */
export interface MadeEntry extends LogEnd {
  readonly node: NodeId
  readonly step: number
}

/** What a submit says of its call: `write k1 1` of `n1 gets write k1 1 of client 0`. */
const callIn = (text: string): string | undefined => / gets (.*) of client /.exec(text)?.[1]

/** A digest in place of words: the target does not describe its entries. */
const isDigest = (command: string): boolean => /^[0-9a-f]+$/.test(command)

/** The operations of a run, and the entries that their requests made. */
export class Operations {
  readonly all: readonly Operation[]
  readonly #timeline: Timeline
  readonly #byCommand = new Map<string, MadeEntry[]>()
  /** Entries without words, by the step in which they were appended. */
  readonly #byStep = new Map<number, MadeEntry[]>()

  constructor(timeline: Timeline, history: readonly HistoryEvent[]) {
    this.#timeline = timeline
    this.all = operationsIn(timeline, history)
    for (const server of timeline.servers) {
      for (const step of server.lastIndex.steps) {
        if (server.role.at(step) !== 'leader') continue
        const last = server.lastIndex.at(step) ?? 0
        for (let index = (server.lastIndex.at(step - 1) ?? 0) + 1; index <= last; index++) {
          const entry = server.entryAt(index, step)
          if (entry === undefined || entry.term !== (server.currentTerm.at(step) ?? entry.term)) continue
          const made = { index, term: entry.term, node: server.id, step }
          if (isDigest(entry.command)) put(this.#byStep, step, made)
          else put(this.#byCommand, entry.command, made)
        }
      }
    }
  }

  /**
   * The entries that a request made, in order: where a leader appended its call, in the step in which the request arrived
   * or, where it was handed on, later. A request that was asked again may have made more than one. A read of the same key is
   * as good as another, so that of a read only what was appended as it arrived counts.
   */
  entriesOf({ submits, completed, returned, invoked }: Operation): readonly MadeEntry[] {
    const [first] = submits
    const call = callIn(this.#timeline.step(first?.step ?? 0)?.text ?? '')
    if (first === undefined || call === undefined) return []
    const arrives = (made: MadeEntry): boolean =>
      submits.some(({ step, node }) => step === made.step && node === made.node)
    // what was never answered for certain may be appended at any time
    const until = completed === undefined || completed.type === 'info' ? Infinity : (returned ?? Infinity)
    const worded = (this.#byCommand.get(call) ?? []).filter(
      (made) => made.step >= first.step && made.step <= until && (invoked.f !== 'read' || arrives(made)),
    )
    const unworded = submits.flatMap(({ step }) => this.#byStep.get(step) ?? []).filter(arrives)
    return [...worded, ...unworded].sort((one, other) => one.step - other.step)
  }

  /** The operations that ask for what an entry says, whoever's entry it is. */
  ofCommand(command: string): readonly Operation[] {
    return this.all.filter(
      ({ submits: [first] }) => callIn(this.#timeline.step(first?.step ?? 0)?.text ?? '') === command,
    )
  }

  entryOf(operation: Operation): MadeEntry | undefined {
    return this.entriesOf(operation)[0]
  }

  /** The operations that a verdict names, the one that contradicts first. */
  named({ facts, proof }: Violation): readonly Operation[] {
    const steps = [...proof.map(({ step }) => step), ...facts.map(({ step }) => step)]
    const numbers = steps.flatMap((step) => {
      const named = step === undefined ? undefined : this.#timeline.step(step)
      return named?.kind === 'return' && named.operation !== undefined ? [named.operation] : []
    })
    return [...new Set(numbers.toReversed())].flatMap((number) => this.all[number] ?? [])
  }
}

function put<Key>(map: Map<Key, MadeEntry[]>, key: Key, made: MadeEntry): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [made])
  else list.push(made)
}

function operationsIn(timeline: Timeline, history: readonly HistoryEvent[]): readonly Operation[] {
  const steps = new Map<number, TraceStep[]>()
  for (const step of timeline.steps) {
    if (step.operation === undefined || step.kind === 'violation') continue
    const own = steps.get(step.operation)
    if (own === undefined) steps.set(step.operation, [step])
    else own.push(step)
  }
  const begun: { invoked: HistoryEvent; completed?: HistoryEvent }[] = []
  const open = new Map<number, { invoked: HistoryEvent; completed?: HistoryEvent }>()
  for (const event of history) {
    const operation = open.get(event.process)
    if (event.type === 'invoke') {
      const invoked = { invoked: event }
      begun.push(invoked)
      open.set(event.process, invoked)
    } else if (operation !== undefined) {
      operation.completed = event
      open.delete(event.process)
    }
  }
  return begun.map(({ invoked, completed }, number) => {
    const own = steps.get(number) ?? []
    return {
      ...{ number, invoked, completed },
      submits: own.flatMap(({ kind, step, node }) =>
        kind === 'submit' && node !== undefined ? [{ step, node }] : [],
      ),
      invokedAt: own.find(({ kind }) => kind === 'invoke')?.step,
      returned: own.find(({ kind }) => kind === 'return')?.step,
      text: `${invoked.f}${invoked.key === undefined ? '' : ` ${invoked.key}`}`,
    }
  })
}

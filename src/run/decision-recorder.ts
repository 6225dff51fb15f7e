import { elementAt } from '../base/element-at.ts'
import { BegunOperations } from './begun-operations.ts'
import type { Decision, Script } from '../record/decision.ts'
import type { Json } from '../base/json.ts'
import type { NodeId } from '../base/node-id.ts'
import type { StepKind } from '../record/trace.ts'
import { fingerprint } from '../sim/fingerprint.ts'
import type { Target } from '../subject/target.ts'
import type { Process } from '../sim/process.ts'
import type { StepDetail } from '../sim/recorder.ts'

/**
 * Writes a timed run down as the decisions that repeat it: the steps in the order they were taken, without
 * their times. Pauses, partitions, delays and losses need no decision: what they keep from happening is
 * not written down.
 */
export class DecisionRecorder {
  readonly #target: Target
  readonly #members: readonly NodeId[]
  readonly #arrived = new Set<number>()
  readonly #begun = new Map<number, BegunOperations>()
  readonly #script: Decision[] = []

  constructor(target: Target, members: readonly NodeId[]) {
    this.#target = target
    this.#members = members
  }

  get script(): Script {
    return this.#script
  }

  begin(kind: StepKind, process: Process | undefined, detail: StepDetail): void {
    if (process === undefined) return
    const node = process.id
    switch (kind) {
      case 'deliver': {
        const { envelope } = detail
        if (envelope === undefined) return
        const from = elementAt(this.#members, envelope.from)
        const again = this.#arrived.has(envelope.id) ? { again: true as const } : {}
        this.#arrived.add(envelope.id)
        this.#script.push({
          do: 'deliver',
          from,
          to: node,
          message: fingerprint(this.#target.canonicalForm?.(envelope.message) ?? envelope.message),
          ...again,
          hold: true,
        })
        break
      }
      case 'timer':
        this.#script.push({ do: 'fire', node, timer: detail.timer?.name ?? 'timer', hold: true })
        break
      case 'synced':
        this.#script.push({ do: 'sync', node, hold: true })
        break
      case 'crash':
        this.#script.push({ do: 'crash', node, ...(detail.kept?.length ? { kept: detail.kept } : {}) })
        break
      case 'restart':
        this.#script.push({ do: 'restart', node, hold: true })
        break
      case 'submit':
        this.#submit(node, detail)
        break
      default:
    }
  }

  /** The first submission of an operation begins it, the next ones retry it: by its call where its client has begun others since. */
  #submit(
    node: NodeId,
    { client = 0, operation = 0, call: asked = null, sequence, shared, again }: StepDetail,
  ): void {
    const call = sequence === undefined ? asked : relative(asked, sequence)
    const begun = this.#begunBy(client)
    if (again === true || (begun.has(operation) && begun.latest !== operation)) {
      this.#script.push({ do: 'retry', client, node, call, hold: true })
      return
    }
    if (begun.latest === operation) {
      const acknowledged = shared?.acknowledged
      const told = acknowledged === undefined ? {} : { acknowledged }
      this.#script.push({ do: 'retry', client, node, ...told, hold: true })
      return
    }
    const numbered = begun.begin(operation, shared === undefined ? sequence : undefined)
    this.#script.push({ do: 'submit', client, node, call, ...numbered, ...shared, hold: true })
  }

  #begunBy(client: number): BegunOperations {
    const known = this.#begun.get(client)
    if (known !== undefined) return known
    const begun = new BegunOperations()
    this.#begun.set(client, begun)
    return begun
  }
}

/** A status query by how many requests lie between: it then means the same one when others before are left out. */
function relative(call: Json, sequence: number): Json {
  const { f, value } = (call ?? {}) as { readonly f?: Json; readonly value?: Json }
  return f === 'status' && typeof value === 'number' ? { f, value: value - sequence } : call
}

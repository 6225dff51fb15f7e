import type { Breach, ObservedCluster } from './observed-cluster.ts'
import type { Invariant } from './invariant.ts'
import type { ObservedServer } from './observed-server.ts'
import { however, letBe, thenMust } from './proof.ts'

interface Execution {
  readonly index: number
  readonly node: number
  readonly step: number
}

/** First executions, by client and its sequence number. */
type Executions = Map<string | number, Map<number, Execution>>

/** The earlier execution of a request; when there is none, records this one. */
function recall(
  executions: Executions,
  client: string | number,
  sequence: number,
  now: Execution,
): Execution | undefined {
  const ofClient = executions.get(client)
  if (ofClient === undefined) {
    executions.set(client, new Map([[sequence, now]]))
    return undefined
  }
  const earlier = ofClient.get(sequence)
  if (earlier === undefined) ofClient.set(sequence, now)
  return earlier
}

/**
 * Each request of a client session is executed exactly once (§8).
 *
 * A retried command may stand in the log twice; the state machine has to recognise the second one. Since all
 * state machines run through the same log, the request belongs to one index for ever: a server that forgot
 * its sessions in a restart or a snapshot executes it at another index, and shows itself by that, too.
 */
export class ExactlyOnce implements Invariant {
  readonly property = 'exactly-once'
  readonly #cluster: ObservedCluster
  /** What each server executed since its state machine began from scratch. */
  readonly #own: readonly Executions[]
  /** What any server ever executed. */
  readonly #ever: Executions = new Map()
  /** Found, but not said before the event is over, by server. */
  readonly #waiting: Breach[][]

  constructor(cluster: ObservedCluster) {
    this.#cluster = cluster
    this.#own = cluster.members.map((): Executions => new Map())
    this.#waiting = cluster.members.map((): Breach[] => [])
  }

  onIndexes(server: ObservedServer): void {
    if (!server.awaitsLook) return
    server.awaitsLook = false
    for (const breach of this.#waiting[server.node]?.splice(0) ?? []) this.#cluster.violated(breach)
  }

  onReset(server: ObservedServer): void {
    this.#own[server.node]?.clear()
  }

  onExecuted(server: ObservedServer, index: number, client: string | number, sequence: number): void {
    const now: Execution = { index, node: server.node, step: this.#cluster.step }
    const own = this.#own[server.node]
    const twice = own === undefined ? undefined : recall(own, client, sequence, now)
    const ever = recall(this.#ever, client, sequence, now)
    if (twice !== undefined) {
      this.#cluster.violated(this.#breach(server, 'twice', twice, index, client, sequence))
    } else if (ever !== undefined && ever.index !== index) {
      this.#wait(server, this.#breach(server, 'forgotten', ever, index, client, sequence))
    }
  }

  /** Another log executes other requests, too; the look at the end of the event can tell that apart. */
  #wait(server: ObservedServer, breach: Breach): void {
    if (server.live === undefined) return this.#cluster.violated(breach)
    server.awaitsLook = true
    this.#waiting[server.node]?.push(breach)
  }

  #breach(
    server: ObservedServer,
    shape: 'twice' | 'forgotten',
    earlier: Execution,
    index: number,
    client: string | number,
    sequence: number,
  ): Breach {
    const { step } = this.#cluster
    const { id } = server
    const other = this.#cluster.nameOf(earlier.node)
    const request = `request ${sequence} of session ${client}`
    return {
      property: this.property,
      shape,
      headline:
        shape === 'twice'
          ? `${id} executed ${request} twice: at index ${earlier.index} and at index ${index}`
          : `${id} executed ${request} at index ${index}, though it was executed at index ${earlier.index} before`,
      proof: [
        letBe(`${other} executes ${request} at index ${earlier.index}`, earlier.step),
        thenMust(
          `a state machine that has passed index ${earlier.index} does not execute it again (§8: serial numbers)`,
        ),
        however(`${id} executes it at index ${index}`, step),
      ],
      facts: [
        { step: earlier.step, node: other, field: 'lastApplied', index: earlier.index },
        { step, node: id, field: 'lastApplied', index },
      ],
    }
  }
}

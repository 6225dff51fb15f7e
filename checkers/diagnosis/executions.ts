import type { HistoryEvent } from '../../src/record/history-event.ts'
import { requestIdOf } from '../../src/record/request-id.ts'
import type { Violation } from '../../src/record/verdict.ts'
import { reason, type Found } from './diagnosis.ts'
import { imageOf, RULE_OF_SESSIONS } from './images.ts'
import { Operations, type Operation } from './operations.ts'
import type { ServerTimeline } from './server-timeline.ts'
import type { Timeline } from './timeline.ts'

const RULE =
  'a state machine knows each request it has executed by its session and number, and does not execute it again (§8; thesis §6.3)'

/** Why a request could be executed at two indexes: what the second execution did not know. */
export function executedTwice(
  timeline: Timeline,
  violation: Violation,
  history: readonly HistoryEvent[],
): Found {
  const [first, second] = violation.facts
  const server = timeline.server(second?.node)
  if (first?.index === undefined || second?.index === undefined || server === undefined) return undefined
  const named = /request (\d+) of session (\S+)/.exec(violation.headline)
  const request = named?.[0] ?? 'the request'
  const id = [named?.[2] ?? '', Number(named?.[1])] as const
  const operations = new Operations(timeline, history)
  const executed = [
    reason(`${first.node} executes ${request} at index ${first.index}`, first.step),
    reason(`${server.id} executes it at index ${second.index}`, second.step),
  ] as const
  const { index } = first
  // what it had executed itself went with the state that the snapshot replaced
  const since = first.node === server.id ? first.step : 0
  const image = imageOf(timeline, server, index, since, second.step)
  const later = laterBetween(operations, id, first.index, second.index)
  if (image !== undefined) {
    const wiser = timeline.servers.find(
      (other) =>
        other !== server &&
        imageOf(timeline, other, index, 0, second.step) === undefined &&
        (other.lastApplied.at(second.step) ?? 0) >= (second.index ?? 0),
    )
    // with a later request between the two a server may have forgotten the first without any snapshot
    if (wiser === undefined && later !== undefined) return undefined
    return {
      cause: 'sessions-not-in-snapshot',
      rule: RULE_OF_SESSIONS,
      headline: `${server.id} began from a snapshot that covers index ${first.index}, and did not know that ${request} had been executed there`,
      because: [
        executed[0],
        reason(`${server.id} goes on from a snapshot up to index ${image.last}`, image.step),
        executed[1],
        ...(wiser === undefined
          ? []
          : [
              reason(
                `${wiser.id}, which executed index ${first.index} itself, has passed index ${second.index} without that`,
              ),
            ]),
      ],
      quorums: [],
    }
  }
  // another server's knowledge it can only lack by a snapshot; and whose requests the entries are must be known
  const operation =
    operationOf(operations, id, [index, second.index]) ??
    operationBeside(operations, id, server, { first: index, second: second.index, step: second.step })
  if (violation.shape !== 'twice' || server.firstIndex.isEmpty || operation === undefined) return undefined
  if (later !== undefined)
    return {
      cause: 'retry-executed-after-a-later-request',
      rule: RULE,
      headline: `${server.id} executed ${request}, ${operation.text}, again at index ${second.index}, behind request ${later.sequence} of its session at index ${later.index}: the last number alone does not tell it`,
      because: [
        executed[0],
        reason(
          `request ${later.sequence} of the same session stands at index ${later.index}, between the two`,
          later.step,
        ),
        executed[1],
      ],
      quorums: [],
    }
  const retry = operation.submits[1]
  const again = retry === undefined ? [] : [reason(`its client asks ${retry.node} again`, retry.step)]
  return {
    cause: 'retry-executed-again',
    rule: RULE,
    headline: `${server.id} executed ${request}, ${operation.text}, at index ${second.index} although it had executed the same request at index ${first.index}`,
    because: [executed[0], ...again, executed[1]],
    quorums: [],
  }
}

/** A request of the same session with a higher number that stands between the two. */
function laterBetween(
  operations: Operations,
  [client, sequence]: readonly [string, number],
  first: number,
  second: number,
): { readonly sequence: number; readonly index: number; readonly step: number } | undefined {
  for (const operation of operations.all) {
    const id = requestIdOf(operation.invoked.request)
    if (typeof id !== 'object' || String(id.client) !== client || id.sequence <= sequence) continue
    const entry = operations.entriesOf(operation).find(({ index }) => index > first && index < second)
    if (entry !== undefined) return { sequence: id.sequence, index: entry.index, step: entry.step }
  }
  return undefined
}

/** The operation of a request, where its entries are known to be the two. */
function operationOf(
  operations: Operations,
  [client, sequence]: readonly [string, number],
  indexes: readonly number[],
): Operation | undefined {
  return operations.all.find((operation) => {
    const id = requestIdOf(operation.invoked.request)
    if (typeof id !== 'object' || String(id.client) !== client || id.sequence !== sequence) return false
    const made = operations.entriesOf(operation)
    return indexes.every((index) => made.some((entry) => entry.index === index))
  })
}

/**
 * The operation of a request of which an entry was appended after its client had its answer, where all that stands between its
 * entries is known: requests of others, or earlier ones.
 */
function operationBeside(
  operations: Operations,
  [client, sequence]: readonly [string, number],
  server: ServerTimeline,
  { first, second, step }: { readonly first: number; readonly second: number; readonly step: number },
): Operation | undefined {
  for (let index = first + 1; index < second; index++) {
    const command = server.entryAt(index, step)?.command
    const asked = command === undefined ? [] : operations.ofCommand(command)
    if (asked.length === 0) return undefined
    for (const { invoked } of asked) {
      const id = requestIdOf(invoked.request)
      if (typeof id !== 'object' || (String(id.client) === client && id.sequence > sequence)) return undefined
    }
  }
  return operations.all.find(({ invoked }) => {
    const id = requestIdOf(invoked.request)
    return typeof id === 'object' && String(id.client) === client && id.sequence === sequence
  })
}

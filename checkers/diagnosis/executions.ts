import type { HistoryEvent } from '../../src/record/history-event.ts'
import { requestIdOf } from '../../src/record/request-id.ts'
import type { Violation } from '../../src/record/verdict.ts'
import { reason, type Found } from './diagnosis.ts'
import { entryOf, operationsOf } from './operations.ts'
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
  const request = /request .+? of client \S+/.exec(violation.headline)?.[0] ?? 'the request'
  const executed = [
    reason(`${first.node} executes ${request} at index ${first.index}`, first.step),
    reason(`${server.id} executes it at index ${second.index}`, second.step),
  ] as const
  const image = startsBehind(server, first.index, second.step)
  if (image !== undefined && violation.shape !== 'twice') {
    const wiser = timeline.servers.find(
      (other) =>
        other !== server &&
        startsBehind(other, first.index ?? 0, second.step) === undefined &&
        (other.lastApplied.at(second.step) ?? 0) >= (second.index ?? 0),
    )
    return {
      cause: 'sessions-not-in-snapshot',
      rule: `a snapshot holds the sessions too: which requests were executed is part of the state (§7, §8)`,
      headline: `${server.id} began from a snapshot that covers index ${first.index}, and did not know that ${request} had been executed there`,
      because: [
        executed[0],
        reason(
          `${server.id} goes on from a snapshot up to index ${(server.firstIndex.at(image) ?? 1) - 1}`,
          image,
        ),
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
  const later = laterBetween(timeline, history, first.index, second.index, request)
  if (later !== undefined)
    return {
      cause: 'retry-executed-after-a-later-request',
      rule: RULE,
      headline: `${server.id} executed ${request} again at index ${second.index}, behind request ${later.sequence} of its session at index ${later.index}: the last number alone does not tell it`,
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
  return {
    cause: 'retry-executed-again',
    rule: RULE,
    headline: `${server.id} executed ${request} at index ${second.index} although index ${first.index} was the same request: nothing was looked up`,
    because: [executed[0], ...retries(timeline, history, request), executed[1]],
    quorums: [],
  }
}

/** The step at which a server last went on from a snapshot that covers an index; undefined: it applied that index itself. */
function startsBehind(server: ServerTimeline, index: number, until: number): number | undefined {
  const came = server.starts.findLast((step) => step <= until && step > (server.starts[0] ?? 0))
  if (came !== undefined && (server.firstIndex.at(came) ?? 1) > index) return came
  // installed: the log began behind it before it was applied
  return server.firstIndex.steps.find(
    (step) =>
      step <= until &&
      (server.firstIndex.at(step) ?? 1) > index &&
      (server.lastApplied.at(step - 1) ?? 0) < index &&
      (server.lastIndex.at(step - 1) ?? 0) < index,
  )
}

/** A request of the same session with a higher number that stands between the two. */
function laterBetween(
  timeline: Timeline,
  history: readonly HistoryEvent[],
  first: number,
  second: number,
  request: string,
): { readonly sequence: number; readonly index: number; readonly step: number } | undefined {
  const named = /request (\d+) of client (\S+)/.exec(request)
  if (named === null) return undefined
  for (const operation of operationsOf(timeline, history).values()) {
    const id = requestIdOf(operation.invoked.request)
    if (typeof id !== 'object' || String(id.client) !== named[2] || id.sequence <= Number(named[1])) continue
    const entry = entryOf(timeline, operation)
    if (entry !== undefined && entry.index > first && entry.index < second)
      return { sequence: id.sequence, index: entry.index, step: entry.step }
  }
  return undefined
}

/** Each arrival of the request after its first. */
function retries(
  timeline: Timeline,
  history: readonly HistoryEvent[],
  request: string,
): ReturnType<typeof reason>[] {
  const named = /request (\d+) of client (\S+)/.exec(request)
  if (named === null) return []
  const again = [...operationsOf(timeline, history).values()].find(({ invoked }) => {
    const id = requestIdOf(invoked.request)
    return typeof id === 'object' && String(id.client) === named[2] && id.sequence === Number(named[1])
  })
  const retry = again?.submits[1]
  return retry === undefined ? [] : [reason(`its client asks ${retry.node} again`, retry.step)]
}

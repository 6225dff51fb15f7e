import { greatest, least } from '../../src/base/extremes.ts'
import type { NodeId } from '../../src/base/node-id.ts'
import type { TraceMessage } from '../../src/record/trace.ts'
import { reason, type Reason } from './diagnosis.ts'
import type { Asked } from './raft-message.ts'
import { saidOf, termSaid } from './said.ts'
import type { Stretch } from './stretch.ts'
import type { Timeline } from './timeline.ts'

/** A request that reached a server, and what that answered. */
export interface Exchange {
  readonly asker: NodeId
  readonly asked: NodeId
  readonly what: Asked
  readonly request: TraceMessage
  /** The term it was asked in. */
  readonly term: number | undefined
  /** The step in which it arrived. */
  readonly at: number
  /** What was answered, and in which step; absent: nothing. */
  answer?: { readonly granted: boolean; readonly step: number; readonly term: number | undefined }
}

/** Who asked whom for what in a stretch, and was refused or not, in the order of arrival. */
export function exchangesIn(timeline: Timeline, { from, until }: Stretch): readonly Exchange[] {
  const exchanges: Exchange[] = []
  const open = new Map<string, Exchange[]>()
  const events = timeline.messages.flatMap((message) => {
    const said = saidOf(message)
    if (said === undefined) return []
    const at = said.granted === undefined ? message.arrivals[0] : message.sentIn
    return at === undefined || at < from || at > until ? [] : [{ message, said, at }]
  })
  // of one step what arrives in it comes before what it answers
  events.sort(
    (one, other) =>
      one.at - other.at || Number(one.said.granted !== undefined) - Number(other.said.granted !== undefined),
  )
  for (const { message, said, at } of events) {
    const { granted } = said
    const kind = said.what === 'append' ? 'append' : 'vote'
    if (granted === undefined) {
      const asked = {
        asker: message.from,
        asked: message.to,
        request: message,
        at,
        term: termSaid(message),
      }
      const exchange: Exchange = { ...asked, what: meant(timeline, message, said.what) }
      exchanges.push(exchange)
      const key = `${asked.asker} ${asked.asked} ${kind}`
      const waiting = open.get(key)
      if (waiting === undefined) open.set(key, [exchange])
      else waiting.push(exchange)
      continue
    }
    const waiting = open.get(`${message.to} ${message.from} ${kind}`) ?? []
    const answered = waiting.find((one) => one.at === at) ?? waiting[0]
    if (answered === undefined) continue
    answered.answer = { granted, step: at, term: termSaid(message) }
    waiting.splice(waiting.indexOf(answered), 1)
  }
  return exchanges
}

/** A vote asked for in a term that the candidate has not begun is a pre-vote, whatever its name (thesis §9.6). */
function meant(timeline: Timeline, message: TraceMessage, what: Asked): Asked {
  if (what !== 'vote') return what
  const own = timeline.server(message.from)?.currentTerm.at(message.sentIn)
  const term = termSaid(message)
  return term !== undefined && own !== undefined && term > own ? 'pre-vote' : 'vote'
}

/**
 * Whether a server may have answered in words that are not known: something it sent is no request, and no answer to what is
 * known to be asked.
 */
export const mayHaveAnswered = (
  { messages }: Timeline,
  { from: since, until }: Stretch,
  { asker, asked }: Pick<Exchange, 'asker' | 'asked'>,
): boolean =>
  messages.some(
    (message) =>
      message.from === asked &&
      message.to === asker &&
      message.sentIn >= since &&
      message.sentIn <= until &&
      saidOf(message) === undefined,
  )

/** So often something must happen to be a loop. */
export const LOOP = 3

/** `15 times, every 150 ms`; `3 times` where the times between differ much. */
export function oftenText(timeline: Timeline, steps: readonly number[]): string {
  const times = steps.map((step) => timeline.step(step)?.time ?? 0)
  const gaps = times.slice(1).map((time, position) => time - (times[position] ?? 0))
  const middle = Math.round((gaps.toSorted((one, other) => one - other)[gaps.length >> 1] ?? 0) / 1000)
  return `${steps.length} times${middle > 0 ? `, about every ${middle} ms` : ''}`
}

/** `term 5`, `terms 5 to 19`; nothing where they are not known. */
export function termsText(exchanges: readonly Exchange[]): string {
  const terms = exchanges.flatMap(({ term }) => term ?? [])
  if (terms.length === 0) return ''
  const [first, last] = [least(terms), greatest(terms)]
  return first === last ? ` in term ${first}` : ` in terms ${first} to ${last}`
}

/** By who asked whom, in the order in which they first did. */
export function byPair(exchanges: readonly Exchange[]): readonly (readonly Exchange[])[] {
  const pairs = new Map<string, Exchange[]>()
  for (const exchange of exchanges) {
    const key = `${exchange.asker} ${exchange.asked}`
    const pair = pairs.get(key)
    if (pair === undefined) pairs.set(key, [exchange])
    else pair.push(exchange)
  }
  return [...pairs.values()]
}

/** One row of the loop: who asks whom, how often, and what comes of it. */
export function loopOf(timeline: Timeline, pair: readonly Exchange[], outcome: string): Reason {
  const last = pair.at(-1)
  const often = oftenText(
    timeline,
    pair.map(({ at }) => at),
  )
  const what = pair.some(({ what }) => what === 'vote') ? 'its vote' : 'a pre-vote'
  return reason(
    `${last?.asker ?? ''} asks ${last?.asked ?? ''} for ${what}${termsText(pair)}, ${often}: ${outcome}`,
    last?.answer?.step ?? last?.at,
  )
}

/** Who asks whom again and again. */
export const loopsIn = (exchanges: readonly Exchange[]) =>
  byPair(exchanges).filter(({ length }) => length >= LOOP)

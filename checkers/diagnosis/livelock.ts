import type { Violation } from '../../src/record/verdict.ts'
import { listed, reason, withoutQuorums, type Found, type Reason } from './diagnosis.ts'
import { exchangesIn, oftenText } from './exchanges.ts'
import { stallIn } from './stall.ts'
import { lastStretch, stretchOf, type Stretch } from './stretch.ts'
import type { Timeline } from './timeline.ts'

/** So often one and the same thing happens at least in a loop that is told, and so many things at most are told of one. */
const OFTEN = 10
const TOLD = 6
/** A loop is told where this share of all that happened belongs to it. */
const BULK = 0.5
/** So many events, and so many in a millisecond, are at no pace of heartbeats. */
const BUSY = 5000
const BUSY_A_MILLISECOND = 4
/** What stands in a row of a message without words. */
const LONGEST_TEXT = 160

/** The same thing, and each step in which it happened. */
interface Repeated {
  readonly node: string
  readonly text: string
  readonly steps: number[]
}

/** One thing that happened; what has the same `key` at the same server is the same. */
interface Happening {
  readonly node: string
  readonly key: string
  readonly text: string
  readonly step: number
}

/**
 * Why events do not end, of a run in which more happened than time allowed for: what is repeated. Where it is asked and refused it is told as
 * of a stall; else by the messages that are sent again and again, or the timers that fire.
 *
 * n1 asks n2 to append behind entry 57, for example, and n2, whose log ends at 56, refuses, 12,000 times in 2 s: a leader has to go
 * back, by the rule of §5.3.
 */
export function livelockOf(timeline: Timeline, { facts: [first], step }: Violation): Found {
  if (first === undefined || first.step >= step) return undefined
  // of a long one the trace has the beginning
  const last = timeline.steps.findLast(({ kind }) => kind !== 'violation')?.step ?? 0
  // and of one that was cut before it began, nothing
  if (first.step >= last) return undefined
  const stretch = stretchOf(timeline, first.step, Math.min(step, last))
  return refusals(timeline, stretch) ?? messagesAgain(timeline, stretch) ?? timersAgain(timeline, stretch)
}

/** As {@link livelockOf}, of a cluster that stands still: what is repeated, where that is at no pace of timers. */
export function busyStallOf(timeline: Timeline): Found {
  const stretch = lastStretch(timeline)
  if (stretch === undefined) return undefined
  const events = stretch.until - stretch.from
  const isBusy = events >= Math.max(BUSY, BUSY_A_MILLISECOND * stretch.millis)
  return isBusy ? (messagesAgain(timeline, stretch) ?? timersAgain(timeline, stretch)) : undefined
}

/** What asks and refuses is the loop only where it is most of what happens. */
function refusals(timeline: Timeline, stretch: Stretch): Found {
  const refused = exchangesIn(timeline, stretch).filter(({ answer }) => answer?.granted === false)
  const isBulk = 2 * refused.length >= BULK * (stretch.until - stretch.from)
  return isBulk ? stallIn(timeline, stretch) : undefined
}

function messagesAgain(timeline: Timeline, stretch: Stretch): Found {
  const arrivals = timeline.messages.flatMap(({ from, to, text, body, arrivals }) =>
    arrivals.filter(within(stretch)).map((step) => ({ from, to, text, body, step })),
  )
  const same = repeated(
    arrivals.map(({ from, to, text, body, step }) => ({
      node: from,
      key: `${to} ${text} ${JSON.stringify(body)}`,
      text: `${from} sends ${to} ${shortened(text)}`,
      step,
    })),
    stretch,
  )
  const loop =
    same ??
    repeated(
      arrivals.map(({ from, to, step }) => ({
        node: from,
        key: to,
        text: `${from} sends ${to} messages`,
        step,
      })),
      stretch,
    )
  if (loop === undefined) return undefined
  const senders = [...new Set(loop.map(({ node }) => node))].toSorted()
  const what = same === undefined ? 'messages' : 'the same messages'
  return withoutQuorums(
    'messages-without-end',
    'a request is sent again when its answer is late, and entries when there are some: what changes nothing is not answered at once with the same again (§5.1, §5.3)',
    `${listed(senders)} ${senders.length > 1 ? 'send' : 'sends'} ${what} again and again: ${shareText(loop, stretch)}`,
    told(timeline, loop),
  )
}

function timersAgain(timeline: Timeline, stretch: Stretch): Found {
  const fired = timeline.steps.filter(({ kind, step }) => kind === 'timer' && within(stretch)(step))
  const loop = repeated(
    fired.map(({ node = '', text, step }) => ({
      node,
      key: text,
      text: `${node}: ${shortened(text)}`,
      step,
    })),
    stretch,
  )
  if (loop === undefined) return undefined
  const servers = [...new Set(loop.map(({ node }) => node))].toSorted()
  return withoutQuorums(
    'timers-without-end',
    'a timer is set to a time in which something can happen: heartbeats by their interval, elections by a timeout of many round trips (§5.2, §5.6)',
    `timers of ${listed(servers)} fire again and again: ${shareText(loop, stretch)}`,
    told(timeline, loop),
  )
}

const within =
  ({ from, until }: Stretch) =>
  (step: number): boolean =>
    step >= from && step <= until

/** What happens again and again, the most frequent first; undefined where that is not most of what happens. */
function repeated(events: readonly Happening[], stretch: Stretch): readonly Repeated[] | undefined {
  const all = new Map<string, Repeated>()
  for (const { node, key, text, step } of events) {
    const one = all.get(`${node} ${key}`)
    if (one === undefined) all.set(`${node} ${key}`, { node, text, steps: [step] })
    else one.steps.push(step)
  }
  const loop = [...all.values()]
    .filter(({ steps }) => steps.length >= OFTEN)
    .toSorted((one, other) => other.steps.length - one.steps.length)
    .slice(0, TOLD)
  return total(loop) >= BULK * (stretch.until - stretch.from) ? loop : undefined
}

const total = (loop: readonly Repeated[]): number => loop.reduce((sum, { steps }) => sum + steps.length, 0)

const shareText = (loop: readonly Repeated[], { from, until, millis }: Stretch): string =>
  `${total(loop)} of the ${until - from} events of ${Math.round(millis)} ms`

const told = (timeline: Timeline, loop: readonly Repeated[]): readonly Reason[] =>
  loop.map(({ text, steps }) => reason(`${text}, ${oftenText(timeline, steps)}`, steps.at(-1)))

const shortened = (text: string): string =>
  text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT - 1)}…`

import { entryText, reason, type Diagnosis, type Found, type Reason } from './diagnosis.ts'
import { appendOf } from './raft-message.ts'
import { saidOf } from './said.ts'
import type { ServerTimeline } from './server-timeline.ts'
import type { Timeline } from './timeline.ts'

/** How an entry went from a log. */
export interface Loss {
  readonly step: number
  readonly because: readonly Reason[]
  /** The rule that was broken by it; undefined: none, its leader had another entry there. */
  readonly found: Found
}

/** How a server lost an entry that it had at `from`, before `until`; undefined when it kept it. */
export function lossOf(
  timeline: Timeline,
  server: ServerTimeline,
  index: number,
  term: number,
  from: number,
  until: number,
): Loss | undefined {
  const step = server.lostAt(index, term, from)
  if (step === undefined || step > until) return undefined
  const kind = timeline.step(step)?.kind
  if (kind === 'restart' || kind === 'start' || kind === 'crash')
    return lostInCrash(server, index, term, from, step)
  return cut(timeline, server, index, term, step)
}

function lostInCrash(server: ServerTimeline, index: number, term: number, from: number, step: number): Loss {
  const { id } = server
  const entry = entryText(index, term)
  const crash = server.crashBetween(from - 1, step + 1) ?? step
  const lostIt = reason(`${id} comes back without ${entry}`, step)
  const durable = server.durable.at(crash - 1)?.lastIndex
  if (durable === undefined) {
    const found: Diagnosis = {
      cause: 'acknowledged-entry-lost-in-a-crash',
      rule: 'a server has its log on stable storage before it responds (Figure 2)',
      headline: `${id} lost ${entry} in a crash, after it had been counted for it`,
      because: [reason(`${id} crashes`, crash), lostIt],
      quorums: [],
    }
    return { step, because: found.because, found }
  }
  const onDisk = durable >= index
  const found: Diagnosis = onDisk
    ? {
        cause: 'disk-lost-what-it-held',
        rule: 'what is on stable storage outlives a crash (Figure 2)',
        headline: `${id} lost ${entry} in a crash, although its disk held the log up to index ${durable}`,
        because: [
          reason(`the disk of ${id} holds the log up to index ${durable} when it crashes`, crash),
          lostIt,
        ],
        quorums: [],
      }
    : notOnDisk(id, entry, durable, [
        reason(`${id} crashes; its disk holds the log up to index ${durable} only`, crash),
        lostIt,
      ])
  return { step, because: found.because, found }
}

/** It was counted for an entry that its disk did not have. */
export function notOnDisk(id: string, entry: string, durable: number, because: readonly Reason[]): Diagnosis {
  return {
    cause: 'acknowledged-before-it-was-on-disk',
    rule: 'a server has entries on stable storage before it acknowledges them (Figure 2)',
    headline: `${id} was counted for ${entry} while its disk held the log up to index ${durable} only`,
    because,
    quorums: [],
  }
}

/** A message made it cut the entry off, or put another in its place. */
function cut(timeline: Timeline, server: ServerTimeline, index: number, term: number, step: number): Loss {
  const { id } = server
  const entry = entryText(index, term)
  const message = timeline.delivered(step)
  const instead = server.termAt(index, step)
  const how =
    instead === undefined
      ? `${id} cuts its log before index ${index}`
      : `${id} puts ${entryText(index, instead)} in the place of ${entry}`
  if (message === undefined) return { step, because: [reason(how, step)], found: undefined }
  const { from, sentIn } = message
  const because: Reason[] = [reason(`${how} when it gets from ${from}: ${message.text}`, step)]
  const append = appendOf(message.body)
  // the first entry that went: what comes after it goes with it
  let first = index
  while (first > 1 && isCut(server, first - 1, step)) first--
  if (append !== undefined && append.term < (server.currentTerm.at(step - 1) ?? 0))
    return { step, because, found: ofOlderTerm(server, append.term, from, because, step) }
  const had = server.termAt(first, step - 1)
  const sent = append?.entries.find((one) => one.index === first)?.term
  const sender = timeline.server(from)
  const saysOther =
    (sent !== undefined && sent !== had) || (append?.previous.index === first && append.previous.term !== had)
  if (saysOther || had === undefined) return { step, because, found: undefined }
  // neither a vote nor an answer says anything of entries
  const said = saidOf(message)
  const isOther =
    append === undefined && said !== undefined && (said.what !== 'append' || said.granted !== undefined)
  const silent = isOther || (append !== undefined && append.entries.every((one) => one.index < first))
  const senderHas = sender?.holds(first, had, sentIn) === true
  if (!silent && !senderHas) return { step, because, found: undefined }
  if (senderHas)
    because.push(reason(`${from} itself has ${entryText(first, had)}: nothing conflicts`, sentIn))
  else because.push(reason(`the message says nothing of index ${first}: nothing conflicts`, sentIn))
  const found: Diagnosis = {
    cause: 'truncated-without-a-conflict',
    rule: 'a follower cuts its log only where an entry conflicts with a new one: same index, another term (Figure 2, AppendEntries 3; §5.3)',
    headline: `${id} cut ${entryText(first, had)}${first === index ? '' : ` and all behind it`} off its log, though nothing that ${from} sent conflicts with it`,
    because,
    quorums: [],
  }
  return { step, because, found }
}

const isCut = (server: ServerTimeline, index: number, step: number): boolean => {
  const before = server.termAt(index, step - 1)
  return before !== undefined && server.termAt(index, step) !== before && !server.isCompacted(index, step)
}

/** It took entries of a leader whose term was over, as it knew. */
export function ofOlderTerm(
  server: ServerTimeline,
  term: number,
  from: string,
  because: readonly Reason[],
  step: number,
): Diagnosis {
  const own = server.currentTerm.at(step - 1) ?? 0
  return {
    cause: 'append-of-an-older-term-accepted',
    rule: 'a server refuses AppendEntries of a term lower than its own (§5.1; Figure 2, AppendEntries 1)',
    headline: `${server.id}, in term ${own}, took entries that ${from} sent as leader of term ${term}`,
    because: [reason(`${server.id} is in term ${own}`, step - 1), ...because],
    quorums: [],
  }
}

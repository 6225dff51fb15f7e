import type { TraceMessage } from '../../src/record/trace.ts'
import { claimOf, saidIn, termOf, type Said } from './raft-message.ts'
import type { LogEnd } from './server-timeline.ts'

/*
 * What a message says: by its body, where that is in words of Figure 2, or as the target's lens tells it, whose usual words a
 * trace has: `request-vote, term 5, log ends at 3 of term 2`, `no vote for n1, term 5`.
 */

type Words = Pick<TraceMessage, 'body' | 'text'>

const asks = /^request-vote, term (\d{1,15})(?:, log ends at (\d{1,15}) of term (\d{1,15}))?$/
const answers = /^(no )?vote(?: for \S+)?, term (\d{1,15})$/

/** What it asks for or answers; undefined where that is not known. */
export function saidOf({ body, text }: Words): Said | undefined {
  const said = saidIn(body)
  if (said !== undefined) return said
  if (asks.test(text)) return { what: 'vote' }
  const answer = answers.exec(text)
  return answer === null ? undefined : { what: 'vote', granted: answer[1] === undefined }
}

/** The term it is of. */
export function termSaid({ body, text }: Words): number | undefined {
  const term = asks.exec(text)?.[1] ?? answers.exec(text)?.[2]
  return term === undefined ? termOf(body) : Number(term)
}

/** Where the log of a candidate ends, as its request for votes says. */
export function claimSaid({ body, text }: Words): LogEnd | undefined {
  const [, , index, term] = asks.exec(text) ?? []
  return index === undefined || term === undefined
    ? claimOf(body)
    : { index: Number(index), term: Number(term) }
}

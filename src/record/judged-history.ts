import { errorOfText } from '../base/error-of-text.ts'
import type { HistoryEvent } from './history-event.ts'
import type { Operation, Outcome } from './operation.ts'
import { pairEvents } from './pair-events.ts'
import type { FailedOperation, PairedHistory } from './pairing.ts'

/**
 * What clients do beside working on the object: open a session, ask what became of a request, change the
 * members, move the leadership, have a snapshot taken. By itself it says nothing of the object.
 */
export const housekeeping: ReadonlySet<string> = new Set([
  'open-session',
  'status',
  'reconfigure',
  'transfer-leadership',
  'take-snapshot',
])

/** The functions whose failures a history must keep for {@link judgedHistory}. */
export const knownByFailures: ReadonlySet<string> = new Set(['status'])

/** Registers answer these with nothing; a history has the value there. */
const silent: readonly string[] = ['write', 'cas']

/** What a client learned, by a status query, of the request it had given up. */
interface KnownOutcome {
  readonly query: Operation
  readonly answer: Outcome
}

/**
 * What a history says to a checker. A `status` query asks what became of the request that its client gives up
 * in the very moment before: the answer becomes that of the request, "no" makes it one that failed. The query
 * is left out, as all {@link housekeeping} is; what was not executed stands among the failed.
 */
export function judgedHistory(history: PairedHistory): PairedHistory {
  if (![...history.functions.keys()].some((f) => housekeeping.has(f))) return history
  const told = knownByQueries(history)
  const judged = history.operations.flatMap((operation): Operation[] => {
    if (housekeeping.has(operation.f)) return []
    const known = told.get(operation.id)
    if (known === undefined) return [operation]
    return known.answer.type === 'fail' && !observes(operation, known.answer)
      ? []
      : [withAnswer(operation, known)]
  })
  const refused = history.operations.flatMap((operation): Operation[] => {
    const known = told.get(operation.id)
    if (known?.answer.type !== 'fail' || observes(operation, known.answer)) return []
    return [withAnswer(operation, known)]
  })
  return {
    ...history,
    failed: [...history.failed, ...refused.map((operation, at) => leftOut(history, operation, at))],
    operations: judged.map((operation, id) => ({ ...operation, id })),
    places: history.places.of(judged.map(({ id }) => id)),
    functions: new Map([...history.functions].filter(([f]) => !housekeeping.has(f))),
    succeeded: judged.filter(({ outcome }) => outcome.type === 'ok').length,
  }
}

/** What checkers judge of a recorded run; see {@link judgedHistory}. `maxFailed` as in {@link pairEvents}. */
export function judgedEvents(events: readonly HistoryEvent[], maxFailed = 0): PairedHistory {
  return judgedHistory(pairEvents(events, { keepFailedOf: knownByFailures, maxFailed }))
}

/** A cas that failed says what it met: it stays as a read of that. */
function observes({ f }: Operation, answer: Outcome): boolean {
  return f === 'cas' && answer.type === 'fail' && answer.observed !== undefined
}

function withAnswer(operation: Operation, { query, answer }: KnownOutcome): Operation {
  const { f, value } = operation
  const outcome: Outcome = answer.type === 'ok' && silent.includes(f) ? { type: 'ok', value } : answer
  const { returned, returnedAt } = query
  return { ...operation, outcome, returned, ...(returnedAt !== undefined && { returnedAt }) }
}

function leftOut({ failed, places }: PairedHistory, operation: Operation, at: number): FailedOperation {
  const lines = { invoked: places.invokedLine(operation.id), returned: places.returnedLine(operation.id) }
  return { operation: { ...operation, id: -1 - failed.length - at }, lines }
}

/** By the id of the request asked about. */
function knownByQueries({ operations, places }: PairedHistory): ReadonlyMap<number, KnownOutcome> {
  const givenUp = new Map<number, number>()
  for (const { id, outcome } of operations) {
    if (outcome.type === 'info') givenUp.set(places.ended(id), id)
  }
  const told = new Map<number, KnownOutcome>()
  for (const query of operations) {
    const request = query.f === 'status' ? givenUp.get(query.invoked - 1) : undefined
    const answer = answerOf(query.outcome)
    if (request !== undefined && answer !== undefined) told.set(request, { query, answer })
  }
  return told
}

/** Undefined when the query was not answered, or its answer is not recorded. */
function answerOf(outcome: Outcome): Outcome | undefined {
  // the answer "no"; any other failure is about the question itself
  if (outcome.type === 'fail')
    return errorOfText(outcome.error, true).code === 'not-executed' ? outcome : undefined
  if (outcome.type !== 'ok' || typeof outcome.value !== 'object' || outcome.value === null) return undefined
  const { executed } = outcome.value as { readonly executed?: unknown }
  return isOutcome(executed) ? executed : undefined
}

/** A file may hold anything there. */
function isOutcome(value: unknown): value is Outcome {
  if (typeof value !== 'object' || value === null) return false
  const { type, error } = value as { readonly type?: unknown; readonly error?: unknown }
  return type === 'ok' || (type === 'fail' && typeof error === 'string')
}

import type { Json } from '../base/json.ts'
import type { HistoryEvent } from '../history/history-event.ts'
import type { Operation } from '../history/operation.ts'
import { pairEvents } from '../history/pairing.ts'
import { notExecuted } from '../services/sessions.ts'
import type { Result } from '../services/state-machine.ts'
import { plannedFunctions } from './plan.ts'

const registers: readonly string[] = plannedFunctions.kv

/** What a client learned, by a status query, of the request it had given up. */
type Answers = ReadonlyMap<number, { readonly query: Operation; readonly answer: Operation['outcome'] }>

/**
 * What a history says to a checker. `status` asks what became of the request that its client has just given
 * up: the answer becomes that of the request, "no" makes it one that failed, and the query is left out.
 */
export function judgedOperations(history: readonly HistoryEvent[]): readonly Operation[] {
  const answers = answersOf(history)
  return pairEvents(history, { keepFailedOf: new Set(['status']) })
    .operations.filter(({ f, invoked }) => f !== 'status' && answers.get(invoked)?.answer.type !== 'fail')
    .map((operation, id) => ({ ...operation, id }))
    .map((operation) => answered(operation, answers))
}

function answered(operation: Operation, answers: Answers): Operation {
  const known = answers.get(operation.invoked)
  if (known === undefined) return operation
  const { f, value } = operation
  const { query, answer } = known
  // registers answer a write with nothing
  const outcome: Operation['outcome'] =
    answer.type === 'ok' && registers.includes(f) && f !== 'read' ? { type: 'ok', value } : answer
  const { returned, returnedAt } = query
  return { ...operation, outcome, returned, ...(returnedAt !== undefined && { returnedAt }) }
}

/** By the position at which the request began. */
function answersOf(history: readonly HistoryEvent[]): Answers {
  const answers = new Map<number, { query: Operation; answer: Operation['outcome'] }>()
  if (!history.some(({ f }) => f === 'status')) return answers
  const began = new Map<number, number>()
  history.forEach(({ process, type }, position) => {
    if (type === 'invoke') began.set(process, position)
  })
  const { operations } = pairEvents(history, { keepFailedOf: new Set(['status']) })
  for (const query of operations) {
    // the client gives up its request in the very moment in which it asks
    const given = query.f === 'status' ? history[query.invoked - 1] : undefined
    const request = given?.type === 'info' ? began.get(given.process) : undefined
    const answer = answerOf(query.outcome)
    if (request !== undefined && answer !== undefined) answers.set(request, { query, answer })
  }
  return answers
}

/** Undefined when the query was not answered, or its answer is not recorded. */
function answerOf(outcome: Operation['outcome']): Operation['outcome'] | undefined {
  if (outcome.type === 'fail') return outcome.error === notExecuted ? outcome : undefined
  const executed = outcome.type === 'ok' ? (outcome.value as { executed?: Json } | null)?.executed : undefined
  return executed === undefined ? undefined : (executed as unknown as Result)
}

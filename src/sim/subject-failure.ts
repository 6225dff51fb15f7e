import { HarnessError } from '../base/assert.ts'
import type { NodeId } from '../base/node-id.ts'
import type { Micros } from '../base/time.ts'
import type { Violation } from '../history/verdict.ts'
import { LimitReached } from './limits.ts'

const LONGEST_MESSAGE = 500

/** The breach of a subject that threw an exception, or ran into a limit. A harness error is no breach and is thrown on. */
export function subjectFailure(node: NodeId, error: unknown, step: number, time: Micros): Violation {
  if (error instanceof HarnessError) throw error
  if (error instanceof LimitReached) return limitFailure(error, step, time)
  const name = error instanceof Error ? error.name : typeof error
  const message = (error instanceof Error ? error.message : String(error)).slice(0, LONGEST_MESSAGE)
  const where = error instanceof Error ? (error.stack ?? '').split('\n')[1]?.trim() : undefined
  return {
    property: 'no-exception',
    shape: name,
    step,
    time,
    headline: `${node} threw ${name}: ${message}`,
    proof: [
      { kind: 'let', text: `${node} handle the event of step ${step}.`, step },
      {
        kind: 'however',
        text: `It threw ${name}: ${message}${where === undefined ? '' : ` (${where.split('/').at(-1)})`}.`,
        step,
      },
    ],
    facts: [{ step, node }],
  }
}

/** The breach of a subject that floods or spins. */
export function limitFailure(reached: LimitReached, step: number, time: Micros): Violation {
  return {
    property: reached.kind,
    shape: reached.kind,
    step,
    time,
    headline: reached.message,
    proof: [{ kind: 'let', text: reached.message, step }],
    facts: [{ step }],
  }
}

import { HarnessError } from '../base/assert.ts'
import type { NodeId } from '../base/node-id.ts'
import type { Micros } from '../base/time.ts'
import type { Violation } from '../history/verdict.ts'
import { LimitReached } from './limits.ts'
import { inspectThrown, isOurs } from './thrown.ts'

/** The breach of a subject that threw an exception, or ran into a limit. A harness error is no breach and is thrown on. */
export function subjectFailure(node: NodeId, error: unknown, step: number, time: Micros): Violation {
  if (isOurs(error, HarnessError)) throw error
  if (isOurs(error, LimitReached)) return limitFailure(error, step, time)
  const { name, message, where } = inspectThrown(error)
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

/** The breach of a subject that tried to end the process it runs in. */
export function exitFailure(node: NodeId, call: string, step: number, time: Micros): Violation {
  const headline = `${node} called ${call} at step ${step}`
  return {
    property: 'no-exit',
    shape: call.replace(/\(.*/, ''),
    step,
    time,
    headline,
    proof: [
      { kind: 'let', text: `${node} handle the event of step ${step}.`, step },
      { kind: 'then', text: 'The process is not its own: a server that stops does so by itself.' },
      { kind: 'however', text: `${headline}; the call was refused.`, step },
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

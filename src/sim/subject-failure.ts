import { HarnessError } from '../base/assert.ts'
import type { NodeId } from '../base/node-id.ts'
import type { Micros } from '../base/time.ts'
import type { Violation } from '../history/verdict.ts'
import { ContractBreach, contractProperties } from '../target/contract-breach.ts'
import { LimitReached } from './limits.ts'
import { inspectThrown, isOurs } from './thrown.ts'

/** What of a subject's code may run beside the handlers of events. */
export type Where = 'stop()' | 'view()' | 'lens.message()'

/**
 * The breach of a subject that threw an exception, ran into a limit, or handed over what is not in the contract.
 * `within`: what of its code threw, if it is not the handler of the step's event. A harness error is no breach and is
 * thrown on.
 */
export function subjectFailure(
  node: NodeId,
  error: unknown,
  step: number,
  time: Micros,
  within?: Where,
): Violation {
  if (isOurs(error, HarnessError)) throw error
  if (isOurs(error, LimitReached)) return limitFailure(error, step, time)
  if (isOurs(error, ContractBreach)) return breachOf(node, error, step, time)
  const { name, message, where } = inspectThrown(error)
  const inMethod = within === undefined ? '' : ` in ${within}`
  return {
    property: 'no-exception',
    shape: `${name}${inMethod}`,
    step,
    time,
    headline: `${node} threw ${name}${inMethod}: ${message}`,
    proof: [
      {
        kind: 'let',
        text: `${node} ${within === undefined ? 'handle' : `be asked for ${within} in`} the event of step ${step}.`,
        step,
      },
      {
        kind: 'however',
        text: `It threw ${name}: ${message}${where === undefined ? '' : ` (${where.split('/').at(-1)})`}.`,
        step,
      },
    ],
    facts: [{ step, node }],
  }
}

/** The breach of a subject that handed over what is not in the contract. */
export function breachOf(node: NodeId, breach: ContractBreach, step: number, time: Micros): Violation {
  const { property, shape, message } = breach
  return {
    property,
    shape,
    step,
    time,
    headline: `${node}: ${message}`,
    proof: [
      { kind: 'let', text: contractProperties[property] },
      { kind: 'however', text: `${node}: ${message}.`, step },
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

/** How V8 words a write to what is frozen. */
const WRITES_TO_FROZEN = /read only property|object is not extensible|Cannot (delete|(re)?define) property/

/** A breach under `--strict`, with why a write throws there: the exception alone says only that something is read only. */
export function withFrozenHint(violation: Violation, node: NodeId): Violation {
  if (violation.property !== 'no-exception' || !WRITES_TO_FROZEN.test(violation.headline)) return violation
  const text = `What has changed hands is frozen (--strict): ${node} wrote to a message, a call or a stored value that it had sent, written or been given.`
  return { ...violation, proof: [...violation.proof, { kind: 'then', text }] }
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

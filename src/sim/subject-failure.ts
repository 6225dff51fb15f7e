import { withoutGraphMarks } from '../base/graph-mark.ts'
import { HarnessError } from '../base/assert.ts'
import type { NodeId } from '../base/node-id.ts'
import type { Micros } from '../base/time.ts'
import { valueText } from '../base/value-text.ts'
import type { Violation } from '../record/verdict.ts'
import { ContractBreach, contractProperties } from '../subject/contract-breach.ts'
import { LimitReached } from './limits.ts'

const MAX_MESSAGE_LENGTH = 500
const MAX_NAME_LENGTH = 80

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
  if (isA(error, HarnessError)) throw error
  if (isA(error, LimitReached)) return limitFailure(error, step, time)
  if (isA(error, ContractBreach)) return breachOf(node, error, step, time)
  const { name, message, where } = thrownParts(error)
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
        text: `It threw ${name}: ${message}${where === undefined ? '' : ` (${where})`}.`,
        step,
      },
    ],
    facts: [{ step, node }],
  }
}

/** Breaches that end a run even where they are known: who floods or spins has not finished its step, and a program is gone. */
const last: ReadonlySet<string> = new Set(['storm', 'livelock', 'lockstep'])

/** Whether nothing can come after a breach. */
export const isLast = ({ property }: Violation): boolean => last.has(property)

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

/** How V8 words a write to what is frozen. */
const writesToFrozen = /read only property|object is not extensible|Cannot (delete|(re)?define) property/

/** A breach under `--strict`, with why a write throws there: the exception alone says only that something is read only. */
export function withFrozenHint(violation: Violation, node: NodeId): Violation {
  if (violation.property !== 'no-exception' || !writesToFrozen.test(violation.headline)) return violation
  const text = `What has changed hands is frozen (--strict): ${node} wrote to a message, a call or a stored value that it had sent, written or been given.`
  return { ...violation, proof: [...violation.proof, { kind: 'then', text }] }
}

export interface Thrown {
  readonly name: string
  readonly message: string
  readonly where?: string
}

/** As `instanceof`; a proxy may throw when it is asked for its prototype. */
export function isA<T>(value: unknown, kind: abstract new (...given: never[]) => T): value is T {
  try {
    return value instanceof kind
  } catch {
    return false
  }
}

/** What was thrown may be anything, also something that throws when it is read. */
export function thrownParts(error: unknown): Thrown {
  try {
    if (!(error instanceof Error))
      return { name: typeof error, message: valueText(error, MAX_MESSAGE_LENGTH) }
    const where = withoutGraphMarks(String(error.stack ?? ''))
      .split('\n')
      .find((line) => /^ +at /.test(line))
      ?.trim()
      .split('/')
      .at(-1)
    const name = String(error.name).slice(0, MAX_NAME_LENGTH)
    const message = String(error.message).slice(0, MAX_MESSAGE_LENGTH)
    return { name, message, ...(where === undefined ? {} : { where }) }
  } catch {
    return { name: 'exception', message: 'a value that throws when it is read' }
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
  const { kind, message, since = step } = reached
  const isOne = since >= step
  return {
    property: kind,
    shape: kind,
    step,
    time,
    headline: message,
    proof: [
      ...(isOne
        ? []
        : [
            {
              kind: 'let' as const,
              text: `The run be at step ${since}, from which on more happens than the time that passes allows for.`,
              step: since,
            },
          ]),
      { kind: isOne ? 'let' : 'however', text: message, step },
    ],
    facts: isOne ? [{ step }] : [{ step: since }, { step }],
  }
}

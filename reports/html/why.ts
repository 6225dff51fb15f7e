import { defined } from '../../src/base/defined.ts'
import type { Trace, TraceStep } from '../../src/record/trace.ts'
import { causalPast } from '../causal-past.ts'
import { visibleText } from '../visible-text.ts'
import type { ChainStep } from '../why-chain.ts'
import type { MissingMessage } from '../why-missing.ts'
import type { Report } from './schema.ts'
import type { WhyRole } from './why-schema.ts'

const disruptive = new Set(['crash', 'restart', 'pause', 'fault'])

export interface WhyOptions {
  readonly trace: Trace
  /** The steps that are drawn, in order. */
  readonly steps: readonly TraceStep[]
  /** The steps that the verdict and its diagnosis name. */
  readonly named: ReadonlySet<number>
  readonly prefix: 'm' | 'o'
  /** Faults that were taken away with the same result. */
  readonly unneeded: ReadonlySet<string>
  /** Whether it was proved that nothing of what is left can be left out. */
  readonly isMinimal: boolean
  readonly chain: readonly ChainStep[]
  /** What happens without each step of a fault that is needed, in words. */
  readonly needed: ReadonlyMap<number, string>
  readonly missing: readonly MissingMessage[]
}

/**
 * The drawn steps that explain the verdict: the ones it and its diagnosis name, what led to each of them, and the steps of faults that
 * are needed. Faults act by absence, so they stand in no causal past; the minimizer's proof that they are needed is what
 * brings them in, and without that proof none is said to be.
 */
export function whySet(options: WhyOptions): Report['why'] {
  const { trace, steps, named, prefix, unneeded, isMinimal, chain, needed: proved, missing } = options
  const id = (step: number): string => `${prefix}${step}`
  const drawn = new Map(steps.map((step) => [step.step, step]))
  const facts = [...named].filter((step) => drawn.has(step)).sort((a, b) => a - b)
  const past = causalPast(trace, facts)
  const faultOf = new Map(trace.messages.map((message) => [message.id, message.fault]))
  const isNeeded = ({ kind, fault, message }: TraceStep): boolean => {
    const of = fault ?? (message === undefined ? undefined : faultOf.get(message))
    return of === undefined ? disruptive.has(kind) : !unneeded.has(of)
  }
  const members = steps.flatMap((step): Report['why']['members'] => {
    const causes = past.get(step.step)
    const needed = proved.has(step.step) || (isMinimal && isNeeded(step))
    if (causes === undefined && !needed) return []
    const role: WhyRole = named.has(step.step) ? 'fact' : needed ? 'needed-fault' : 'cause'
    return [{ e: id(step.step), role, from: (causes ?? []).filter((cause) => drawn.has(cause)).map(id) }]
  })
  return {
    facts: facts.map(id),
    members,
    truncated: [...past.keys()].some((step) => !drawn.has(step)),
    chain: chain.map(({ step, role, from }) => ({
      ...{ e: id(step), role, from: from.map(id) },
      ...defined({ without: proved.get(step) }),
    })),
    ...(missing.length === 0
      ? {}
      : {
          missing: missing.map(({ message, brings, prevents }) => ({
            ...{ m: message.id, e: id(message.sentIn), ...defined({ brings, prevents }) },
            text: visibleText(`${message.from} → ${message.to} ${message.text}`, 200),
          })),
        }),
  }
}

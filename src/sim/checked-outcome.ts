import { errorOfText } from '../base/error-of-text.ts'
import type { Json } from '../base/json.ts'
import { valueText } from '../base/value-text.ts'
import { callText } from '../record/call-text.ts'
import type { CodedOutcome, Outcome } from '../record/operation.ts'
import type { Violation } from '../record/verdict.ts'
import { ContractBreach, type ContractProperty } from '../subject/contract-breach.ts'
import type { Process } from './process.ts'
import type { StepDetail } from './recorder.ts'
import type { Refusals } from './refusals.ts'
import { breachOf } from './subject-failure.ts'
import { pass, type ValuePassing } from './wire.ts'

/** Hears the outcome of a call. */
export type Done = (outcome: CodedOutcome<Json>) => void

/** What of the run an answer needs. */
interface Answering {
  readonly step: number
  readonly now: number
  readonly values: ValuePassing
  readonly breaches: { found(violation: Violation): void }
  readonly refusals: Refusals
}

/**
 * Hears of the first outcome only, and only while the incarnation that was asked goes on. A second answer is a breach,
 * also an equal one: whoever takes answers off a wire in order takes it for that of the next call.
 */
export function answeredOnce(
  run: Answering,
  process: Process,
  call: Json,
  detail: StepDetail,
  done: Done,
): (outcome: Outcome<unknown>) => void {
  const { incarnation } = process
  let first: { readonly outcome: unknown; readonly step: number } | undefined
  const breach = (property: ContractProperty, shape: string, message: string): void =>
    run.breaches.found(breachOf(process.id, new ContractBreach(property, shape, message), run.step, run.now))
  return (outcome) => {
    if (process.incarnation !== incarnation || process.status === 'down') return
    if (first === undefined) {
      first = { outcome, step: run.step }
      const taken = checkedOutcome(outcome, run.values)
      if ('fault' in taken) {
        breach('well-formed-outcome', taken.fault, `answered ${asked(call, detail)} with ${taken.message}`)
      } else {
        run.refusals.answered(process, taken.outcome, run.step)
        done(taken.outcome)
      }
      return
    }
    const [one, two] = [outcomeText(first.outcome), outcomeText(outcome)]
    breach(
      'answered-once',
      one === two ? 'same-answer' : 'other-answer',
      `answered ${asked(call, detail)} twice: first ${one} in step ${first.step}, then ${one === two ? 'the same' : two}`,
    )
  }
}

type Checked = { readonly outcome: CodedOutcome<Json> } | { readonly fault: string; readonly message: string }

/**
 * The outcome a subject hands over, if it is one, with the code that its error's text stands for. What the client gets
 * is its own: the subject may go on changing its value.
 */
function checkedOutcome(outcome: unknown, values: ValuePassing): Checked {
  try {
    const { type, value, error } = (outcome ?? {}) as { type?: unknown; value?: unknown; error?: unknown }
    if (type === 'ok') {
      if (value === undefined || values === 'shared') return { outcome: outcome as CodedOutcome<Json> }
      return { outcome: { type, value: pass(value as Json, values, 'the value of an outcome') } }
    }
    if (type !== 'fail' && type !== 'info') {
      const message = `${valueText(outcome)}; done needs { type: "ok", value }, { type: "fail", error } or { type: "info", error }`
      return { fault: 'type', message }
    }
    if (error !== undefined && typeof error !== 'string') {
      return { fault: 'error', message: `${valueText(outcome)}; done needs an error that is a text` }
    }
    const coded = errorOfText(error ?? 'no reason given', type === 'fail')
    const { observed } = outcome as { readonly observed?: Json }
    if (type === 'info' || observed === undefined) return { outcome: { type, error: coded } }
    return { outcome: { type, error: coded, observed } }
  } catch (error) {
    return {
      fault: 'value',
      message: `${valueText(outcome)}; done needs a value that is JSON (${error instanceof Error ? error.message : 'it throws when it is read'})`,
    }
  }
}

/** The call as its client and the history know it; the words of the command where it is neither's. */
function asked(sent: Json, { call, operation, client }: StepDetail): string {
  const words = callText(call ?? sent)
  if (operation === undefined) return words
  return `operation ${operation} (${words}${client === undefined ? '' : ` of client ${client}`})`
}

function outcomeText(outcome: unknown): string {
  try {
    const { type, value, error } = (outcome ?? {}) as { type?: unknown; value?: unknown; error?: unknown }
    if (type === 'ok') return `ok ${valueText(value, 100)}`
    if (type === 'fail' || type === 'info') return `${type} ${valueText(error, 100)}`
  } catch {
    // falls through: whatever it is, it has words
  }
  return valueText(outcome, 100)
}

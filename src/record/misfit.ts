import { nameText, quoted } from '../base/name-text.ts'
import { canonicalJson } from '../base/json.ts'
import { completes } from './completion-value.ts'
import type { HistoryEvent } from './history-event.ts'
import type { ProcessId } from './operation.ts'

/** An event that stands in the file. */
export interface Located {
  readonly event: HistoryEvent<ProcessId>
  readonly line: number
}

const processText = (process: ProcessId): string =>
  `process ${typeof process === 'number' ? process : nameText(process)}`

/** Why an event does not fit those before it, and which of its fields does not. */
export interface Misfit {
  readonly field: 'process' | 'type' | 'f' | 'key' | 'value'
  readonly reason: string
}

export const misfit = (field: Misfit['field'], what: string): Misfit => ({
  field,
  reason: `field "${field}": ${what}`,
})

/** What is wrong with an invocation while another of its process is open. */
export function openMisfit({ process, f }: HistoryEvent<ProcessId>, open: Located): Misfit {
  return misfit(
    'process',
    `${processText(process)} invokes ${nameText(f)} while its ${nameText(open.event.f)} of line ${open.line} is open; ` +
      'complete that one first (info when its outcome is unknown), or give the new operation another process number',
  )
}

/**
 * What is wrong with a completion of the operation that its process has open; `undefined` where it fits.
 * `repeatsValue`: the functions whose completion must not have another value than the invocation.
 */
export function misfitOf(
  { process, type, f, key, value }: HistoryEvent<ProcessId>,
  open: Located | undefined,
  repeatsValue: ReadonlySet<string> | undefined,
): Misfit | undefined {
  if (open === undefined) {
    return misfit(
      'type',
      `${type} of ${nameText(f)} by ${processText(process)}, which has no operation open; add its invoke before this line, or remove the line`,
    )
  }
  const { event, line } = open
  const whose = `${processText(process)}'s`
  if (event.f !== f) {
    return misfit(
      'f',
      `${nameText(f)} completes ${whose} ${nameText(event.f)} of line ${line}; both must have the same f`,
    )
  }
  if (event.key !== undefined && key !== undefined && event.key !== key) {
    return misfit(
      'key',
      `key ${quoted(key)} completes ${whose} operation on ${quoted(event.key)} of line ${line}; both must have the same key`,
    )
  }
  // what certainly did not happen may say what it met instead
  if (type === 'fail' || repeatsValue?.has(f) !== true || completes(event.value, value, f)) return undefined
  return misfit(
    'value',
    `${shown(value)} completes ${whose} ${f} of ${shown(event.value)} in line ${line}; both must have the same value, or the completion none`,
  )
}

function shown(value: unknown): string {
  const text = canonicalJson(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

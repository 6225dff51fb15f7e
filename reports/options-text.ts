import type { RunRecord } from '../src/record/run-record.ts'
import { parseShippedName } from '../src/subject/shipped-targets.ts'
import { visibleText } from './visible-text.ts'

/** The longest text for the settings of a subject on one line. */
const MAX_LENGTH = 120

/**
 * What was drawn of the subject's own options, such as `batch 8, noop true`; undefined where there is none. The
 * settings of the Raft that comes with Whitewater are many, and left to the plan.
 */
export function optionsText({ plan, target }: Pick<RunRecord, 'plan' | 'target'>): string | undefined {
  if (parseShippedName(target) !== undefined) return undefined
  const { settings } = (plan ?? {}) as { readonly settings?: unknown }
  if (typeof settings !== 'object' || settings === null) return undefined
  const parts = Object.entries(settings).map(
    ([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  return parts.length === 0 ? undefined : visibleText(parts.join(', '), MAX_LENGTH)
}

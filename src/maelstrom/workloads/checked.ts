import { checkHistory } from '../../check/check-file.ts'
import type { CheckOptions } from '../../check/options.ts'
import type { CheckResult } from '../workload.ts'
import { isClientEvent, type MaelstromEvent } from '../event.ts'

/** What `whitewater check` says of the history. */
export async function checked(
  history: readonly MaelstromEvent[],
  options: CheckOptions,
): Promise<CheckResult> {
  const events = history.filter(isClientEvent).map(({ key, final: _, ...event }) => ({
    ...event,
    ...(key !== undefined && { key: String(key) }),
  }))
  const { verdict, text, page } = await checkHistory(events, { ...options, name: 'history.jsonl' })
  const { valid } = verdict
  const details = {
    checker: verdict.model ?? 'none',
    operations: verdict.operations ?? 0,
    ...(verdict.failure?.anomalies !== undefined && { 'anomaly-types': verdict.failure.anomalies }),
  }
  return { valid, details, page, ...(valid !== true && { because: text.trimEnd() }) }
}

import { checkHistory } from '../../check/check-file.ts'
import type { CheckOptions } from '../../check/options.ts'
import type { CheckResult } from '../workload.ts'
import type { HistoryEvent } from '../../record/history-event.ts'
import type { ProcessId } from '../../record/operation.ts'
import { isClientEvent, type MaelstromEvent } from '../event.ts'

/** What `whitewater check` says of the history. */
export async function checked(
  history: readonly MaelstromEvent[],
  options: CheckOptions,
): Promise<CheckResult> {
  // what the nemesis did is passed over, but it has lines of its own in the file that the answer speaks of
  const events = history.map((event): HistoryEvent<ProcessId> => {
    if (!isClientEvent(event)) return event
    const { key, final: _, ...rest } = event
    return { ...rest, ...(key !== undefined && { key: String(key) }) }
  })
  const { verdict, text, page } = await checkHistory(events, {
    ...options,
    name: 'history.jsonl',
    wholeHistory: true,
  })
  const { valid } = verdict
  const details = {
    checker: verdict.model ?? 'none',
    operations: verdict.operations ?? 0,
    ...(verdict.failure?.anomalies !== undefined && { 'anomaly-types': verdict.failure.anomalies }),
  }
  return { valid, details, page, ...(valid !== true && { because: text.trimEnd() }) }
}

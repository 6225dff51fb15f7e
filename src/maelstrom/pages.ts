import type { CheckedHistory } from '../../reports/html/check/check-page.ts'
import { defined } from '../base/defined.ts'
import type { MaelstromEvent } from './event.ts'
import type { MaelstromReport } from './results.ts'
import { wholeHistory } from './whole-history.ts'

/** What the report shows: the verdict of all, then what the checker of the history has to say; once the whole history. */
export function pagesOf(
  { valid, because, workload, seed, parts }: MaelstromReport,
  page: CheckedHistory | undefined,
  history: readonly MaelstromEvent[],
): CheckedHistory[] {
  const { stats, net } = parts
  const all: CheckedHistory = {
    file: workload,
    standing: valid === 'unknown' ? 'unknown' : valid ? 'valid' : 'invalid',
    badge: valid === 'unknown' ? 'undecided' : valid ? 'valid' : 'INVALID',
    about: `${String(stats?.count ?? 0)} operations, ${String(stats?.['ok-count'] ?? 0)} ok · seed ${seed} · ${JSON.stringify(net?.servers ?? {})}`,
    ...(because.length > 0 && { because: because.join('\n') }),
  }
  if (page?.whole !== undefined) return [all, page]
  const whole = wholeHistory(history)
  return [{ ...all, ...defined({ whole }) }, ...(page === undefined ? [] : [page])]
}

import type { CheckedHistory } from '../../reports/html/check/check-page.ts'
import type { MaelstromReport } from './results.ts'

/** What the report shows: the verdict of all, then what the checker of the history has to say. */
export function pagesOf(
  { valid, because, workload, seed, parts }: MaelstromReport,
  page: CheckedHistory | undefined,
): CheckedHistory[] {
  const { stats, net } = parts
  const all: CheckedHistory = {
    file: workload,
    standing: valid === 'unknown' ? 'unknown' : valid ? 'valid' : 'invalid',
    badge: valid === 'unknown' ? 'undecided' : valid ? 'valid' : 'INVALID',
    about: `${String(stats?.count ?? 0)} operations, ${String(stats?.['ok-count'] ?? 0)} ok · seed ${seed} · ${JSON.stringify(net?.servers ?? {})}`,
    ...(because.length > 0 && { because: because.join('\n') }),
  }
  return page === undefined ? [all] : [all, page]
}

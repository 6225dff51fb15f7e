import { checkDocument } from '../../reports/html/check/check-document.ts'
import type { CheckedHistory } from '../../reports/html/check/check-page.ts'

/**
 * The page of checked histories, as `check --html` writes it: one file that loads nothing and runs nothing. Of each report
 * its `page` is drawn.
 *
 * @example
 * const report = await checkFile('store/latest/history.edn')
 * await writeFile('history.html', checkPage([report]))
 */
export function checkPage(reports: readonly { readonly page: CheckedHistory }[]): string {
  return checkDocument(reports.map(({ page }) => page))
}

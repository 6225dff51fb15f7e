import { counted } from '../../quantities.ts'
import { el } from '../markup.ts'
import type { Element } from '../markup.ts'
import type { Report } from '../schema.ts'
import { objectView } from './history-view.ts'

/** What clients saw, under the trace: open where the verdict is about it. Without script: the object of the verdict. */
export function historySection(report: Report): Element | false {
  const [history] = report.histories ?? []
  if (history === undefined) return false
  const isVerdict = report.verdict.invariant === 'linearizability'
  const [object] = history.objects
  const name = object === undefined || object.key === null ? '' : `, key ${object.key}`
  return el(
    'details',
    { class: 'card history', id: 'history', open: isVerdict },
    el(
      'summary',
      {},
      el(
        'h2',
        {},
        'History',
        el('span', {}, `what clients saw${name}, ${counted(object?.total ?? 0, 'operation')}`),
      ),
    ),
    el('div', { id: 'history-choices', class: 'script-only' }),
    el(
      'p',
      { class: 'readout script-only', id: 'readout', 'aria-live': 'polite' },
      report.min === null
        ? 'A bar tells all about its operation.'
        : 'A bar leads to the step that called its operation, a second time to the one that answered it.',
    ),
    el(
      'div',
      { id: 'history-view' },
      objectView(history, { run: 0, object: 0, order: 0, whole: false }, report.min),
    ),
  )
}

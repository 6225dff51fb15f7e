import { visibleText } from '../../visible-text.ts'
import { CHECK_STYLE } from '../build/template.ts'
import { el, type Element } from '../markup.ts'
import { pageDocument } from '../page-document.ts'
import type { CheckedHistory } from './check-page.ts'
import { failureParts } from './failure-parts.ts'

/** How long the name of a file is shown. */
const MAX_FILE = 200

/** What was found in histories, as one page that loads nothing and runs nothing. */
export function checkDocument(histories: readonly CheckedHistory[]): string {
  const title = histories.length === 1 ? 'Checked history' : 'Checked histories'
  const main = el(
    'main',
    {},
    el('h1', {}, title),
    histories.length > 1 && contents(histories),
    ...histories.map(section),
  )
  return pageDocument({ title: 'Whitewater: checked histories', style: CHECK_STYLE, body: [main] })
}

/** Where there are several files: each with its verdict, as a link to its section. */
function contents(histories: readonly CheckedHistory[]): Element {
  return el(
    'nav',
    { 'aria-label': 'Files' },
    el(
      'ul',
      {},
      ...histories.map((history, index) =>
        el(
          'li',
          {},
          badge(history),
          ' ',
          el('a', { href: `#file-${index + 1}` }, visibleText(history.file, MAX_FILE)),
        ),
      ),
    ),
  )
}

function section(history: CheckedHistory, index: number): Element {
  const id = `file-${index + 1}`
  const { file, because, key, about, more, failure } = history
  return el(
    'section',
    { id },
    el('h2', {}, badge(history), ' ', el('span', { class: 'file' }, visibleText(file, MAX_FILE))),
    because !== undefined && el('p', { class: 'because' }, visibleText(because)),
    about !== undefined &&
      el(
        'p',
        { class: 'about' },
        ...(key === undefined ? [] : ['Key ', el('code', {}, visibleText(key, 120)), ' · ']),
        visibleText(about),
      ),
    more !== undefined && el('p', {}, visibleText(more)),
    failure !== undefined && failureParts(failure, id),
  )
}

const badge = ({ standing, badge: words }: CheckedHistory): Element =>
  el('span', { class: `badge ${standing}` }, visibleText(words, 120))

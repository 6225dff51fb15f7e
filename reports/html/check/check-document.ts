import { visibleText } from '../../visible-text.ts'
import { CHECK_SCRIPT, CHECK_STYLE } from '../build/template.ts'
import { el, type Element } from '../markup.ts'
import { pageDocument } from '../page-document.ts'
import { wholeSections } from '../whole/whole-section.ts'
import type { WholeSection } from '../whole/whole-section.ts'
import type { CheckedHistory } from './check-page.ts'
import { failureParts } from './failure-parts.ts'

/** How long the name of a file is shown. */
const MAX_FILE = 200

/** What was found in histories, as one page that loads nothing; its script draws the whole histories. */
export function checkDocument(histories: readonly CheckedHistory[]): string {
  const title = histories.length === 1 ? 'Checked history' : 'Checked histories'
  const wholes = wholeSections(histories.map(({ whole }, index) => ({ whole, page: idOf(index) })))
  const inert = wholes.flatMap((one) => one?.inert ?? [])
  const main = el(
    'main',
    {},
    el('h1', {}, title),
    histories.length > 1 && contents(histories),
    ...histories.map((history, index) => section(history, idOf(index), wholes[index])),
  )
  return pageDocument({
    title: 'Whitewater: checked histories',
    style: CHECK_STYLE,
    ...(inert.length > 0 && { script: CHECK_SCRIPT, inert }),
    body: [main],
  })
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
          el('a', { href: `#${idOf(index)}` }, visibleText(history.file, MAX_FILE)),
        ),
      ),
    ),
  )
}

const idOf = (index: number): string => `file-${index + 1}`

function section(history: CheckedHistory, id: string, whole: WholeSection | undefined): Element {
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
    whole?.element,
  )
}

const badge = ({ standing, badge: words }: CheckedHistory): Element =>
  el('span', { class: `badge ${standing}` }, visibleText(words, 120))

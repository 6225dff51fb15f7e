import { replayLine } from '../../../src/base/shell-word.ts'
import { countOfResult, rowTitle, type Matrix, type MatrixRow, type MatrixSchedule } from '../../matrix.ts'
import { counted, grouped } from '../../quantities.ts'
import { visibleText } from '../../visible-text.ts'
import { MATRIX_STYLE } from '../build/template.ts'
import { el, type Element } from '../markup.ts'
import { pageDocument } from '../page-document.ts'

const words: { readonly [result in MatrixSchedule['result']]: string } = {
  passed: 'passed',
  failed: 'FAILED',
  'not-offered': 'not offered',
  'not-reached': 'not reached',
  undecided: 'undecided',
}

/** A matrix as one page that loads nothing and runs nothing. */
export function matrixPage(matrix: Matrix): string {
  const { implementations, schedules, runs, seed } = matrix
  return pageDocument({
    title: 'Whitewater: conformance matrix',
    style: MATRIX_STYLE,
    body: [
      el(
        'main',
        {},
        el('h1', {}, 'Conformance matrix'),
        el(
          'p',
          {},
          `${counted(implementations.length, 'implementation')}, ${counted(schedules.length, 'schedule')}, ${counted(runs, 'run')} of each from seed ${visibleText(seed, 70)}.`,
        ),
        summary(implementations),
        ...implementations.flatMap((row) => (row.notRun === undefined ? [] : [notRun(row)])),
        el('h2', {}, 'Schedule by schedule'),
        bySchedule(matrix),
        ...implementations.flatMap((row) =>
          row.ran === undefined || row.ran.signatures.length === 0 ? [] : [found(row)],
        ),
      ),
    ],
  })
}

const title = (row: MatrixRow): string => visibleText(rowTitle(row), 200)

const head = (names: readonly string[]): Element =>
  el('thead', {}, el('tr', {}, ...names.map((name) => el('th', { scope: 'col' }, name))))

function summary(rows: readonly MatrixRow[]): Element {
  const names = [
    'implementation',
    'offers',
    'passed',
    'failed',
    'not reached',
    'not offered',
    'signatures',
    'runs',
    'seconds',
  ]
  return el(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Implementations' },
    el('table', {}, head(names), el('tbody', {}, ...rows.map(summaryRow))),
  )
}

function summaryRow(row: MatrixRow): Element {
  const { ran, about } = row
  const first = el(
    'th',
    { scope: 'row' },
    title(row),
    about !== undefined && el('span', { class: 'about' }, visibleText(about, 500)),
  )
  if (ran === undefined) return el('tr', {}, first, el('td', { colspan: 8, class: 'undecided' }, 'NOT RUN'))
  const number = (value: number, isBad = false): Element =>
    el('td', { class: isBad && value > 0 ? 'number failed' : 'number' }, grouped(value))
  return el(
    'tr',
    {},
    first,
    el('td', {}, visibleText(ran.offers, 400)),
    number(countOfResult(ran, 'passed')),
    number(countOfResult(ran, 'failed'), true),
    number(countOfResult(ran, 'not-reached')),
    number(countOfResult(ran, 'not-offered')),
    number(ran.signatures.length, true),
    number(ran.runs),
    el('td', { class: 'number' }, ran.seconds.toFixed(1)),
  )
}

function notRun(row: MatrixRow): Element {
  const { because = '', build } = row.notRun ?? {}
  return el(
    'p',
    { class: 'not-run' },
    el('strong', {}, `Not run: ${title(row)}. `),
    visibleText(because, 2000),
    build !== undefined && ['. To have it: ', el('code', {}, visibleText(build, 2000))],
  )
}

function bySchedule({ schedules, implementations }: Matrix): Element {
  const ran = implementations.filter((row) => row.ran !== undefined)
  return el(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Schedules' },
    el(
      'table',
      {},
      head(['schedule', ...ran.map(title)]),
      el(
        'tbody',
        {},
        ...schedules.map(({ name, about }) =>
          el(
            'tr',
            {},
            el('th', { scope: 'row' }, visibleText(name), el('span', { class: 'about' }, visibleText(about))),
            ...ran.map((row) => cell(row.ran?.schedules.find((one) => one.name === name))),
          ),
        ),
      ),
    ),
  )
}

function cell(result: MatrixSchedule | undefined): Element {
  if (result === undefined) return el('td', {})
  const { runs, trapped, failed, because } = result
  const more =
    result.result === 'failed'
      ? `${grouped(failed)} of ${counted(runs, 'run')}`
      : result.result === 'passed'
        ? `trap set in ${grouped(trapped)} of ${grouped(runs)}`
        : because
  return el(
    'td',
    { class: result.result },
    words[result.result],
    more !== undefined && el('span', { class: 'about' }, visibleText(more, 500)),
  )
}

function found(row: MatrixRow): Element {
  return el(
    'section',
    {},
    el('h2', {}, `What ${title(row)} showed`),
    ...(row.ran?.signatures ?? []).flatMap(({ signature, runs, scenario, seed, token }) => [
      el(
        'p',
        {},
        el('strong', {}, visibleText(signature, 300)),
        ` in ${counted(runs, 'run')}, first ${visibleText(scenario, 80)} seed ${visibleText(seed, 70)}`,
      ),
      el('pre', {}, replayLine(visibleText(token, 4000))),
    ]),
  )
}

import { el } from '../markup.ts'
import type { Child, Element } from '../markup.ts'
import { sample, timelineFigure } from '../timeline/draw.ts'
import { layoutOf } from '../timeline/layout.ts'
import { MAX_SHOWN_LENGTH } from '../timeline/words.ts'
import { counted, grouped } from '../../quantities.ts'
import { safeLines } from '../../safe-lines.ts'
import { visibleText } from '../../visible-text.ts'
import type { LocatedOperation } from '../../../src/record/located-operation.ts'
import type { CheckedFailure } from './check-page.ts'
import { windowOf } from './window.ts'
import type { Window } from './window.ts'

/** Rows of a table; the rest is counted. */
const MAX_ROWS = 12

/** What a failure rests on: the picture first, then the same as tables, then all of it as text. */
export function failureParts(failure: CheckedFailure, id: string): Element[] {
  const parts =
    failure.proof === undefined
      ? [picture(failure, id), conflictTable(failure), happenedTable(failure), candidateTable(failure)]
      : [proofList(failure.proof)]
  const text = visibleLines(failure.explanation)
  return [
    ...parts,
    el('details', {}, el('summary', {}, 'The whole explanation as text'), el('pre', { tabindex: 0 }, text)),
  ].filter((part) => part !== undefined)
}

function picture(failure: CheckedFailure, id: string): Element {
  const window = windowOf(failure)
  return el(
    'div',
    {},
    el('h3', {}, 'What happened'),
    legend(failure, window),
    timelineFigure(window.operations, layoutOf(window.operations), `${id}-words`, caption(failure, window)),
  )
}

function legend(failure: CheckedFailure, { operations }: Window): Element {
  const entries: [Parameters<typeof sample>[0], string, boolean][] = [
    ['blocking', 'no order explains it', true],
    [
      'core',
      'one of the fewest operations that contradict each other',
      operations.some(({ role }) => role === 'core'),
    ],
    ['other', 'other operations', operations.some(({ role }) => role === 'other')],
    [
      'open',
      'outcome unknown: it may take effect at any later time, or never',
      operations.some(({ operation }) => !Number.isFinite(operation.returned)),
    ],
    [
      'effect',
      'an order that works, up to there: 1, 2, 3 …, each where it may have taken effect',
      operations.some(({ place }) => place !== undefined),
    ],
  ]
  return el(
    'ul',
    { class: 'legend' },
    ...entries.flatMap(([kind, text, applies]) => (applies ? [el('li', {}, sample(kind), text)] : [])),
  )
}

function caption(failure: CheckedFailure, { operations, hidden }: Window): Element[] {
  const { longestPrefix, state, located } = failure
  const numbered = operations.filter(({ place }) => place !== undefined).length
  const all = longestPrefix.length
  const code = (text: string): Element => el('code', {}, visibleText(text, MAX_SHOWN_LENGTH))
  const lines: (readonly Child[])[] =
    all === 0
      ? [['Nothing can come before ', code(located.text), ': no operation may even be the first.']]
      : [
          [
            `The longest order that works has ${counted(all, 'operation')}`,
            numbered < all
              ? `. The numbers count the ${grouped(numbered)} of them that are drawn. `
              : ', numbered in the picture. ',
            ...(state === undefined ? [] : ['It leads to the state ', code(state), '.']),
          ],
        ]
  lines.push([
    'Time runs from left to right. Only the order of calls and returns is to scale, not how long they took.',
    hidden > 0 &&
      ` ${counted(hidden, 'more operation')} of this stretch ${hidden === 1 ? 'is' : 'are'} not drawn.`,
  ])
  return lines.map((line, index) => el('p', { class: index === 0 ? 'state' : undefined }, ...line))
}

function conflictTable({ core, located }: CheckedFailure): Element {
  const title = el('h3', {}, 'The fewest operations that contradict each other')
  if (core === undefined) return el('div', {}, title, el('p', {}, 'Finding them would have cost too much.'))
  const blocking = located.operation.id
  return el(
    'div',
    {},
    title,
    el(
      'p',
      {},
      `Without ${core.length === 1 ? 'its result' : 'the result of any one of them'}, the others can be explained.`,
    ),
    table(
      'Contradiction',
      ['Operation', 'Process', 'Line', 'Called at event', 'Returned at event'],
      core.map((one) => [
        [operationCode(one), one.operation.id === blocking && el('strong', {}, ' cannot be explained')],
        ...place(one),
        grouped(one.operation.invoked),
        Number.isFinite(one.operation.returned) ? grouped(one.operation.returned) : 'never: outcome unknown',
      ]),
    ),
  )
}

function happenedTable({ mustHaveHappened }: CheckedFailure): Element | undefined {
  if (mustHaveHappened === undefined) return undefined
  return el(
    'div',
    {},
    el('h3', {}, 'Of unknown outcome, but they must have taken effect'),
    el('p', {}, 'Without any one of them nothing explains what returned before.'),
    table(
      'Effects',
      ['Operation', 'Process', 'Line', 'Called at event'],
      mustHaveHappened.map((one) => [[operationCode(one)], ...place(one), grouped(one.operation.invoked)]),
    ),
  )
}

function candidateTable({ next, state }: CheckedFailure): Element | undefined {
  if (next.length === 0) return undefined
  return el(
    'div',
    {},
    el('h3', {}, 'What could come next in that order, and why it cannot'),
    state !== undefined &&
      el(
        'p',
        {},
        'After the order that works the state is ',
        el('code', {}, visibleText(state, MAX_SHOWN_LENGTH)),
        '.',
      ),
    table(
      'Candidates',
      ['Operation', 'Process', 'Line', 'Why it cannot'],
      next.map((one) => [[operationCode(one)], ...place(one), visibleText(one.why, 2 * MAX_SHOWN_LENGTH)]),
    ),
  )
}

function operationCode({ text }: LocatedOperation): Element {
  return el('code', {}, visibleText(text, MAX_SHOWN_LENGTH))
}

function place({ operation, line }: LocatedOperation): string[] {
  return [String(operation.process), grouped(line)]
}

/** The first column names the row. */
function table(name: string, heads: readonly string[], rows: readonly (readonly Child[])[]): Element {
  return el(
    'div',
    { class: 'table', tabindex: 0, role: 'group', 'aria-label': `${name}, scrolls sideways` },
    el(
      'table',
      {},
      el('thead', {}, el('tr', {}, ...heads.map((head) => el('th', { scope: 'col' }, head)))),
      el(
        'tbody',
        {},
        ...rows
          .slice(0, MAX_ROWS)
          .map(([first, ...rest]) =>
            el(
              'tr',
              {},
              el('th', { scope: 'row' }, first),
              ...rest.map((cell) => el('td', { class: isNumber(cell) ? 'number' : undefined }, cell)),
            ),
          ),
      ),
    ),
    rows.length > MAX_ROWS && el('p', {}, `And ${grouped(rows.length - MAX_ROWS)} more, see --json.`),
  )
}

const isNumber = (cell: Child): boolean => typeof cell === 'string' && /^[\d,]+$/.test(cell)

function proofList(proof: NonNullable<CheckedFailure['proof']>): Element {
  const words = { let: 'Let', then: 'Then', however: 'However' }
  return el(
    'dl',
    { class: 'proof' },
    ...proof.flatMap(({ kind, text }, index) => [
      el('dt', {}, proof[index - 1]?.kind === kind ? 'and' : words[kind]),
      el('dd', {}, visibleText(text)),
    ]),
  )
}

/** Long lines are cut, as everywhere on the page. */
function visibleLines(lines: readonly string[]): string {
  return safeLines(
    lines
      .flatMap((line) => line.split('\n'))
      .map((line) => indented(line))
      .join('\n'),
  )
}

function indented(line: string): string {
  const text = line.trimStart()
  return line.slice(0, Math.min(8, line.length - text.length)) + visibleText(text, 2000)
}

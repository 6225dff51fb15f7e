import { grouped } from '../../quantities.ts'
import { visibleText } from '../../visible-text.ts'
import { el } from '../markup.ts'
import type { Child, Element } from '../markup.ts'
import type { PlacedOperation } from '../timeline/timeline.ts'
import { MAX_SHOWN_LENGTH } from '../timeline/words.ts'
import { statesOf } from './explained.ts'
import type { ExplainedFailure } from './explained.ts'
import type { Places } from './places.ts'

/** Rows of a table; the rest is counted. */
const MAX_ROWS = 12
/** The end of an order, with the states between. */
const MAX_ORDER = 60

/** The same as the picture, as tables: the contradiction, then what the longest order leads to and where it ends. */
export function failureTables(failure: ExplainedFailure, places: Places): Element[] {
  return [
    conflictTable(failure, places),
    happenedTable(failure, places),
    candidateTable(failure, places),
    orderTable(failure, places),
  ].filter((part) => part !== undefined)
}

function conflictTable({ core, located }: ExplainedFailure, places: Places): Element {
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
      ['Operation', ...places.heads, ...places.timeHeads],
      core.map((one) => [
        [operationCode(one), one.operation.id === blocking && el('strong', {}, ' cannot be explained')],
        ...places.cells(one),
        ...places.times(one),
      ]),
      places.rest,
    ),
  )
}

function happenedTable({ mustHaveHappened }: ExplainedFailure, places: Places): Element | undefined {
  if (mustHaveHappened === undefined) return undefined
  return el(
    'div',
    {},
    el('h3', {}, 'Of unknown outcome, but they must have taken effect'),
    el('p', {}, 'Without any one of them nothing explains what returned before.'),
    table(
      'Effects',
      ['Operation', ...places.heads, ...places.timeHeads.slice(0, 1)],
      mustHaveHappened.map((one) => [
        [operationCode(one)],
        ...places.cells(one),
        ...places.times(one).slice(0, 1),
      ]),
      places.rest,
    ),
  )
}

function candidateTable({ next, state }: ExplainedFailure, places: Places): Element | undefined {
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
      ['Operation', ...places.heads, 'Why it cannot'],
      next.map((one) => [
        [operationCode(one)],
        ...places.cells(one),
        visibleText(one.why, 2 * MAX_SHOWN_LENGTH),
      ]),
      places.rest,
    ),
  )
}

/** The order step by step, with the state after each; undefined where the states are not known. */
export function orderTable(
  failure: Pick<ExplainedFailure, 'longestPrefix' | 'earlier' | 'states'>,
  places: Places,
): Element | undefined {
  const { longestPrefix, earlier = 0 } = failure
  const states = statesOf(failure)
  const shown = Math.min(longestPrefix.length, states.length, MAX_ORDER)
  if (shown === 0) return undefined
  const before = earlier + longestPrefix.length - shown
  const rows = longestPrefix
    .slice(-shown)
    .map((one, index) => [
      grouped(before + index + 1),
      [operationCode(one)],
      ...places.cells(one),
      el('code', {}, visibleText(states[states.length - shown + index] ?? '', MAX_SHOWN_LENGTH)),
    ])
  return el(
    'details',
    { class: 'order' },
    el(
      'summary',
      {},
      `The order that works${before > 0 ? `, its last ${shown}` : ''}, and the state after each`,
    ),
    table('Order', ['#', 'Operation', ...places.heads, 'State after it'], rows, places.rest, MAX_ORDER),
  )
}

function operationCode({ text }: PlacedOperation): Element {
  return el('code', {}, visibleText(text, MAX_SHOWN_LENGTH))
}

/** The first column names the row. */
function table(
  name: string,
  heads: readonly string[],
  rows: readonly (readonly Child[])[],
  rest: string,
  most = MAX_ROWS,
): Element {
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
          .slice(0, most)
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
    rows.length > most && el('p', {}, `And ${grouped(rows.length - most)} more, ${rest}.`),
  )
}

const isNumber = (cell: Child): boolean => typeof cell === 'string' && /^[\d,]+$/.test(cell)

import { counted, grouped } from '../../quantities.ts'
import { visibleText } from '../../visible-text.ts'
import { el } from '../markup.ts'
import type { Child, Element } from '../markup.ts'
import { sample, timelineFigure } from '../timeline/draw.ts'
import { layoutOf } from '../timeline/layout.ts'
import { MAX_SHOWN_LENGTH } from '../timeline/words.ts'
import type { ExplainedFailure } from './explained.ts'
import type { Window } from './window.ts'

/** What of a failure the picture says. */
type Captioned = Pick<ExplainedFailure, 'longestPrefix' | 'isFirst' | 'earlier' | 'state'> &
  Partial<Pick<ExplainedFailure, 'located'>>

/** The bars with their legend and what they mean. Without a blocking operation the order explains all. */
export function historyPicture(window: Window, failure: Captioned, id: string): Element[] {
  return [
    legend(failure, window),
    timelineFigure(
      window.operations,
      layoutOf(window.operations, window.labelLength),
      `${id}-words`,
      caption(failure, window),
    ),
  ]
}

function legend({ located }: Captioned, { operations }: Window): Element {
  const entries: [Parameters<typeof sample>[0], string, boolean][] = [
    ['blocking', 'no order explains it', located !== undefined],
    [
      'core',
      'one of the fewest operations that contradict each other',
      operations.some(({ role }) => role === 'core'),
    ],
    ['other', 'other operations', located !== undefined && operations.some(({ role }) => role === 'other')],
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
    { class: 'legend samples' },
    ...entries.flatMap(([kind, text, applies]) => (applies ? [el('li', {}, sample(kind), text)] : [])),
  )
}

function caption(failure: Captioned, { operations, hidden }: Window): Element[] {
  const { longestPrefix, isFirst = true, earlier = 0, state, located } = failure
  const numbered = operations.filter(({ place }) => place !== undefined).length
  const all = earlier + longestPrefix.length
  const code = (text: string): Element => el('code', {}, visibleText(text, MAX_SHOWN_LENGTH))
  const lines: (readonly Child[])[] = []
  if (all > 0) {
    lines.push([
      `${nameOfOrder(located !== undefined, isFirst)} has ${counted(all, 'operation')}`,
      numbered < all
        ? `. The numbers count the ${grouped(numbered)} of them that are drawn. `
        : ', numbered in the picture. ',
      ...(state === undefined ? [] : ['It leads to the state ', code(state), '.']),
    ])
  } else if (located !== undefined) {
    lines.push(['Nothing can come before ', code(located.text), ': no operation may even be the first.'])
  }
  lines.push([
    'Time runs from left to right. Only the order of calls and returns is to scale, not how long they took.',
    hidden > 0 &&
      ` ${counted(hidden, 'more operation')} of this stretch ${hidden === 1 ? 'is' : 'are'} not drawn.`,
  ])
  return lines.map((line, index) =>
    el('p', { class: index === 0 && lines.length > 1 ? 'leads-to' : undefined }, ...line),
  )
}

function nameOfOrder(isBroken: boolean, isFirst: boolean): string {
  if (!isBroken) return 'An order that explains all'
  return isFirst ? 'The longest order that works' : 'Another order that works'
}

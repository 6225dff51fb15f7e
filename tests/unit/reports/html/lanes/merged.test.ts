import { expect, test } from 'vitest'
import { merged } from '../../../../../reports/html/lanes/merged.ts'
import { el } from '../../../../../reports/html/markup.ts'

const path = (kind: string, d: string) => el('path', { class: kind, d })

test('paths that look alike are one path, texts one group, and what comes first lies below', () => {
  const rect = el('rect', { class: 'a', width: 1 })
  const text = (word: string, x: number) => el('text', { class: 'label', x }, word)
  expect(
    merged([
      path('a', 'M1 1h0'),
      rect,
      path('b', 'M2 2h0'),
      text('one', 1),
      path('a', 'M3 3h0'),
      rect,
      text('two', 2),
    ]),
  ).toEqual([
    path('a', 'M1 1h0M3 3h0'),
    rect,
    rect,
    path('b', 'M2 2h0'),
    el('g', { class: 'label' }, el('text', { x: 1 }, 'one'), el('text', { x: 2 }, 'two')),
  ])
})

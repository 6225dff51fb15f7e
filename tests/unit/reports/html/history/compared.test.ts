import { describe, expect, test } from 'vitest'
import { comparedValues } from '../../../../../reports/html/history/compared.ts'
import { toHtml } from '../../../../../reports/html/markup.ts'

const list = (count: number, but?: number): string =>
  JSON.stringify(Array.from({ length: count }, (_, index) => (index === but ? 'other' : 1000 + index)))

function marks(observed: string, expected: string): string[] {
  const view = comparedValues({ observed, expected })
  return [...(view === undefined ? '' : toHtml(view)).matchAll(/<mark>(.*?)<\/mark>/g)].map(
    ([, text = '']) => text,
  )
}

describe('compared values', () => {
  test('short ones are not compared', () => {
    expect(comparedValues({ observed: '[1,2]', expected: '[1,2,3]' })).toBeUndefined()
  })

  test('marks the one element that differs, and what is missing', () => {
    expect(marks(list(40, 17), list(40))).toEqual(['"other"', '1017'])
    expect(marks(list(39), list(40))).toEqual(['(nothing)', ',1039'])
  })

  test('marks the characters that differ in a text', () => {
    const text = 'x'.repeat(100)
    expect(marks(`${text}a${text}`, `${text}b${text}`)).toEqual(['a', 'b'])
  })

  test('cuts what both have in common', () => {
    const view = comparedValues({ observed: list(4000, 3999), expected: list(4000) })
    expect(toHtml(view ?? '').length).toBeLessThan(1500)
  })
})

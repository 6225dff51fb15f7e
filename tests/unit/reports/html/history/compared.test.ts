import { describe, expect, test } from 'vitest'
import { comparedValues } from '../../../../../reports/html/history/compared.ts'
import { comparedTexts } from '../../../../../src/record/compared-values.ts'
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

  test('says what each is, and finds a difference far behind', () => {
    const view = comparedValues(comparedTexts(list(9000, 8000), list(9000), ['T1 read', 'T2 read']))
    const html = toHtml(view ?? '')
    expect(html).toContain('<dt>T1 read</dt>')
    expect(html).toContain('<mark>9000</mark>')
    const same = list(9000).indexOf('9000,')
    expect(html).toContain(`Both begin with the same ${same.toLocaleString('en-US')} characters`)
  })
})

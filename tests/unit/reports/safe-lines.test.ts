import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { safeLines } from '../../../reports/index.ts'

describe('safe lines', () => {
  test.each([
    ['colours and titles', '\u001b[31mred\u001b]0;title\u0007', '\\u001b[31mred\\u001b]0;title\\u0007'],
    ['a line that is written over', 'real\rfake', 'real\\u000dfake'],
    ['C1 controls', '\u009b2J', '\\u009b2J'],
    ['bidirectional marks', '\u202eabc\u2066\u061c', '\\u202eabc\\u2066\\u061c'],
    ['invisible letters', 'a\u200bb\u{e0041}', 'a\\u200bb\\udb40\\udc41'],
    ['half a character', '\ud800', '\\ud800'],
    [
      'a workflow command',
      '::error::x\n \t\u00a0::set-output name=a::b',
      '\\u003a:error::x\n \t\u00a0\\u003a:set-output name=a::b',
    ],
    ['one behind an invisible letter', '\ufeff::error::x', '\\ufeff::error::x'],
    ['the old form, anywhere', 'x ##[error]y ###vso[task.x]z', 'x #\\u0023[error]y ##\\u0023vso[task.x]z'],
  ])('%s stand there in letters', (_, text, shown) => {
    expect(safeLines(text)).toBe(shown)
    expect(safeLines(safeLines(text))).toBe(shown)
  })

  test('what is harmless stays: line breaks, tabs, any language, colons and hashes', () => {
    const text = 'été 選挙 🗳 § → …\n\t a::b ## x [1]\n# [2]'
    expect(safeLines(text)).toBe(text)
  })

  test('of a coloured stream the colours of this project pass, and no other sequence', () => {
    expect(safeLines('\u001b[1;31mFAIL\u001b[0m \u001b[2J\u001b[5m', { color: true })).toBe(
      '\u001b[1;31mFAIL\u001b[0m \\u001b[2J\\u001b[5m',
    )
  })

  test('JSON stays the same JSON', () => {
    const text = fc.string({
      unit: fc.oneof(
        fc.constantFrom('##[', '::', '\u0085', '\u202e', '\n', '\u001b[0m', '\ud800'),
        fc.string(),
      ),
    })
    fc.assert(
      fc.property(fc.dictionary(text, text), (value) => {
        expect(JSON.parse(safeLines(JSON.stringify(value)))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })
})

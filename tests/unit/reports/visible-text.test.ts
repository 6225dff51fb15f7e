import { describe, expect, test } from 'vitest'
import { asciiText, visibleText } from '../../../reports/index.ts'

describe('visible text', () => {
  test('shows what cannot be seen', () => {
    expect(visibleText('a\u0000b\u001b[31mc')).toBe('a\\u{0}b\\u{1b}[31mc')
    expect(visibleText('one\r\ntwo\tthree')).toBe('one two three')
    expect(visibleText('\u202eabc\u2028')).toBe('\\u{202e}abc\\u{2028}')
    expect(visibleText('x\ud800y\udc00')).toBe('x\\u{d800}y\\u{dc00}')
    expect(visibleText('été 選挙 🗳')).toBe('été 選挙 🗳')
  })

  test('cuts what is too long, says how much, and no character in two', () => {
    expect(visibleText('x'.repeat(20), 5)).toBe('xxxxx… (15 more characters)')
    expect(visibleText('xxxx🗳', 5)).toBe('xxxx… (2 more characters)')
    expect(visibleText('xxxxx', 5)).toBe('xxxxx')
  })

  test('has a plain twin for the signs of the house', () => {
    expect(asciiText('n1 → n2 … ‖ é')).toBe('n1 -> n2 ... \\u{2016} \\u{e9}')
  })
})

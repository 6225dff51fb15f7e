import fc from 'fast-check'
import { expect, test } from 'vitest'
import { literal, textLiteral } from '../../../src/export/literal.ts'
import type { Json } from '../../../src/base/json.ts'

/** What an engine reads in the text. */
const read = (text: string): unknown => (0, eval)(`(${text})`)

test('an engine reads the very value, on one line or on many', () => {
  const json = fc.jsonValue({ noUnicodeString: false, maxDepth: 2 }) as fc.Arbitrary<Json>
  fc.assert(
    fc.property(json, fc.nat({ max: 60 }), (value, indent) => {
      const stored = JSON.parse(JSON.stringify(value)) as Json
      expect(read(literal(stored, indent))).toEqual(stored)
    }),
    { numRuns: 100 },
  )
})

test('no text ends its literal, hides or names a prototype', () => {
  for (const text of [
    `'); process.exit() //`,
    `\\'`,
    '`${1}`',
    '\u2028\u202e\u0000\n',
    '</script>',
    '##[error]',
  ]) {
    expect(read(textLiteral(text))).toBe(text)
    // eslint-disable-next-line no-control-regex -- controls are what is looked for
    expect(textLiteral(text)).not.toMatch(/[\u0000\n\u2028\u202e]/)
  }
  const value = JSON.parse('{"__proto__": {"a": 1}}') as Json
  expect(Object.getOwnPropertyNames(read(literal(value)))).toEqual(['__proto__'])
})

test('is written as by hand', () => {
  expect(literal({ do: 'fire', node: 'n1', 'odd name': null })).toBe(
    `{ do: 'fire', node: 'n1', 'odd name': null }`,
  )
  expect(literal({ list: ['x'.repeat(60), 'y'.repeat(60)] }, 2)).toBe(
    `{\n    list: [\n      '${'x'.repeat(60)}',\n      '${'y'.repeat(60)}',\n    ],\n  }`,
  )
})

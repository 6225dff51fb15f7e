import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NameInterner, detachedString } from '../../../../../src/record/formats/readers/detached-string.ts'

test('a text of its own is the same text, lone surrogates too', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      expect(detachedString(text)).toBe(text)
      expect(new NameInterner().of(text)).toBe(text)
    }),
  )
  expect(detachedString('a lone \ud800 in a long text')).toBe('a lone \ud800 in a long text')
})

test('names stay right when there are more than are remembered', () => {
  const names = new NameInterner()
  for (let i = 0; i < 70_000; i++) {
    const name = `key number ${i}`
    if (names.of(name) !== name) expect.unreachable(name)
  }
  expect(names.of('key number 3')).toBe('key number 3')
})

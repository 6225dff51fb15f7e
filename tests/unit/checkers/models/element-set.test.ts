import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  elementTexts,
  emptySet,
  hasElement,
  hasExactly,
  setKey,
  withElement,
  withoutElement,
} from '../../../../checkers/models/collections/element-set.ts'

const changes = fc.array(fc.tuple(fc.boolean(), fc.nat(140)), { maxLength: 300 })

test('a set has what was added and not removed, and equal sets have one key', () => {
  fc.assert(
    fc.property(changes, (all) => {
      const keys = new Map<string, string>()
      const plain = new Set<number>()
      let set = emptySet()
      for (const [isAdd, element] of all) {
        if (isAdd) plain.add(element)
        else plain.delete(element)
        set = isAdd ? withElement(set, element) : withoutElement(set, element)
        const text = [...plain].sort((a, b) => a - b).join()
        expect(keys.get(text) ?? setKey(set)).toBe(setKey(set))
        keys.set(text, setKey(set))
      }
      expect(new Set(keys.values()).size).toBe(keys.size)
      expect(elementTexts(set)).toEqual([...plain].map(String).sort())
      expect([...plain].every((element) => hasElement(set, element))).toBe(true)
      expect(hasExactly(set, [...plain])).toBe(true)
      expect(hasExactly(set, [...plain, 141])).toBe(false)
    }),
  )
})

test('a list with an element twice is no set of as many', () => {
  const set = withElement(withElement(emptySet(), 'a'), 'b')
  expect(hasExactly(set, ['b', 'a'])).toBe(true)
  expect(hasExactly(set, ['a', 'a'])).toBe(false)
})

test('a set stays as it is when others grow out of it', () => {
  const one = withElement(emptySet(), 1)
  withElement(one, 2)
  withoutElement(one, 1)
  expect(elementTexts(one)).toEqual(['1'])
})

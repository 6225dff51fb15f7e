import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Visited } from '../../../src/explore/visited.ts'

const wordsOf = (list: readonly number[]): Int32Array => Int32Array.from(list)

test('adds each state once, as a set of texts does, however it grows', () => {
  const lists = fc.array(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 8 }), { maxLength: 300 })
  fc.assert(
    fc.property(lists, (all) => {
      const [visited, texts] = [new Visited(2), new Set<string>()]
      for (const list of all) {
        expect(visited.add(wordsOf(list), list.length)).toBe(!texts.has(list.join(' ')))
        texts.add(list.join(' '))
      }
      expect(visited.size).toBe(texts.size)
    }),
  )
})

test('looks at the words of a state only, and at how many they are', () => {
  const visited = new Visited()
  expect(visited.add(wordsOf([1, 2, 3]), 2)).toBe(true)
  expect(visited.add(wordsOf([1, 2, 9]), 2)).toBe(false)
  expect(visited.add(wordsOf([1, 2, 0]), 3)).toBe(true)
})

test('tells a million states apart', () => {
  const visited = new Visited()
  const words = new Int32Array(3)
  for (let at = 0; at < 1_000_000; at++) {
    words[0] = at % 100
    words[1] = Math.floor(at / 100) % 100
    words[2] = Math.floor(at / 10_000)
    visited.add(words, 3)
  }
  expect(visited.size).toBe(1_000_000)
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson, deepFreeze, jsonKey, sameJson } from '../../../src/base/json.ts'

/** The same value with the keys of every object in another order. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, turned(member)]),
  )
}

const json = fc.jsonValue({ maxDepth: 3 })

test('canonical JSON reads back as the same value, whatever the order of keys', () => {
  fc.assert(
    fc.property(json, (value) => {
      const plain = JSON.parse(JSON.stringify(value)) as unknown
      expect(JSON.parse(canonicalJson(plain))).toEqual(plain)
      expect(canonicalJson(turned(plain))).toBe(canonicalJson(plain))
    }),
  )
})

test('equal values have equal text, different ones have not', () => {
  fc.assert(
    fc.property(json, json, (a, b) => {
      const [left, right] = [
        JSON.parse(JSON.stringify(a)) as unknown,
        JSON.parse(JSON.stringify(b)) as unknown,
      ]
      let equal = true
      try {
        expect(left).toEqual(right)
      } catch {
        equal = false
      }
      expect(sameJson(left, right)).toBe(equal)
      expect(sameJson(left, turned(left))).toBe(true)
    }),
  )
})

test('undefined members are left out, as JSON.stringify does; alone it is null', () => {
  expect(canonicalJson({ b: 1, a: undefined })).toBe('{"b":1}')
  expect(canonicalJson([undefined])).toBe('[null]')
  expect(canonicalJson(undefined)).toBe('null')
})

test('frozen all the way down, and nothing else about it changes', () => {
  const value = deepFreeze({ a: [{ b: 1 }], c: null })
  expect(value).toEqual({ a: [{ b: 1 }], c: null })
  expect(() => {
    value.a[0]!.b = 2
  }).toThrow(TypeError)
  expect(() => value.a.push({ b: 2 })).toThrow(TypeError)
})

test('deepFreeze goes on below what is frozen at the top already, and ends in what contains itself', () => {
  const value = Object.freeze({ entries: [1] })
  deepFreeze(value)
  expect(() => value.entries.push(2)).toThrow(TypeError)
  const cyclic: { self?: unknown; list: number[] } = { list: [] }
  cyclic.self = cyclic
  expect(() => deepFreeze(cyclic).list.push(1)).toThrow(TypeError)
})

test('a key is shared by equal values only, and by a text and what looks like it never', () => {
  const value = fc.oneof(
    json,
    fc.constantFrom<unknown>('null', null, '1', 1, '"', '', '"a"', 'a', [], '[]', true, 'true'),
  )
  fc.assert(
    fc.property(value, value, (a, b) => {
      const plain = (each: unknown): unknown => JSON.parse(JSON.stringify(each))
      expect(jsonKey(plain(a)) === jsonKey(plain(b))).toBe(sameJson(plain(a), plain(b)))
      expect(jsonKey(plain(turned(a)))).toBe(jsonKey(plain(a)))
    }),
  )
})

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

/** The oracle: text made piece by piece, whatever the value looks like. */
function piecewise(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${Array.from(value, piecewise).join(',')}]`
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  const inOrder = members.toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${inOrder.map(([key, member]) => `${JSON.stringify(key)}:${piecewise(member)}`).join(',')}}`
}

test('plain values in order and all others have the text that is made piece by piece', () => {
  const key = fc.oneof(fc.string(), fc.constantFrom('', '__proto__', 'toJSON', '10', '9', 'a', 'b'))
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constantFrom(null, undefined, -0)),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(key, tie('value'), { maxKeys: 4 }),
      fc
        .uniqueArray(key, { maxLength: 4 })
        .chain((keys) =>
          fc
            .tuple(...keys.toSorted().map(() => tie('value')))
            .map((values) => Object.fromEntries(keys.toSorted().map((name, at) => [name, values[at]]))),
        ),
      fc.constantFrom(new Date(0), Object.create(null) as object, [, 1]),
    ),
  }))
  fc.assert(
    fc.property(value, (one) => {
      expect(canonicalJson(one)).toBe(piecewise(one))
    }),
    { numRuns: 2000 },
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

import { same } from './spec.ts'
import type { Moment, Spec, SpecCall } from './spec.ts'

const values = [null, 1, 2, 3]
const call = (f: string, value: unknown, results: readonly unknown[] = [null], key?: string): SpecCall =>
  key === undefined ? { f, value, results } : { f, value, results, key }

type Json = unknown
const isMap = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/** What a map of keys, or one value for all, says of a key. */
export const ofKey = (initial: unknown, key: string, otherwise: unknown): unknown =>
  isMap(initial) ? (initial[key] ?? initial['*'] ?? otherwise) : (initial ?? otherwise)

function applyRegister(state: Json, { f, value, result }: Moment): Json[] {
  if (f === 'read') return result === undefined || same(result, state) ? [state] : []
  if (f === 'write') return [value]
  const [from, to] = value as [unknown, unknown]
  return same(from, state) ? [to] : []
}

const registerCalls = (key?: string): SpecCall[] => [
  call('read', null, values, key),
  call('read', null, values, key),
  call('write', 1, [null], key),
  call('write', 2, [null], key),
  call('cas', [1, 2], [null], key),
  call('cas', [2, 3], [null], key),
  call('cas', [null, 1], [null], key),
]

const uniqueCalls = (fresh: number): SpecCall[] => [
  call('read', null, [null, 0, 1, 2, 3, 4, 5, 6]),
  call('read', null, [null, 0, 1, 2, 3, 4, 5, 6]),
  call('write', fresh),
  call('cas', [fresh - 1, fresh]),
]

const text = (value: unknown): string =>
  typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value)

function applyText(state: Json, moment: Moment): Json[] {
  const { f, value, result } = moment
  if (f === 'get') return result === undefined || text(result) === text(state) ? [state] : []
  if (f === 'put') return [value]
  if (f === 'append') return [text(state) + text(value)]
  return f === 'delete' ? [null] : applyRegister(state, moment)
}

const texts = ['', 'a', 'b', 'ab', 'ba', 'aa', 'aab', 'bb']

type Registers = Record<string, unknown>

const pairs = [null, 1, 2].flatMap((x) => [null, 1, 2].map((y) => [x, y] as const))

type Pair = readonly [version: number, value: unknown]

export const registers: readonly Spec[] = [
  {
    name: 'register, values that repeat',
    model: 'register',
    initials: [1, 0, [1]],
    init: (initial) => initial ?? null,
    apply: applyRegister,
    calls: () => [...registerCalls(), call('read', null, [0, [1]])],
  },
  {
    name: 'cas-register, values that come once',
    model: 'cas-register',
    initials: [0, 3],
    init: (initial) => initial ?? null,
    apply: applyRegister,
    calls: uniqueCalls,
  },
  {
    name: 'cas-register of two keys',
    model: 'cas-register',
    initials: [2],
    init: (initial) => initial ?? null,
    apply: applyRegister,
    calls: () => [...registerCalls('x'), ...registerCalls('y')],
  },
  {
    name: 'kv of two keys',
    model: 'kv',
    initials: [3, { x: 1 }, { '*': 2, y: 1 }],
    init: (initial, key) => ofKey(initial, key, null),
    apply: applyText,
    calls: () => [...registerCalls('x'), ...registerCalls('y'), call('delete', null, [null], 'x')],
  },
  {
    name: 'kv of texts',
    model: 'kv',
    initials: ['a', 'b'],
    init: (initial, key) => ofKey(initial, key, null),
    apply: applyText,
    calls: (_, random) => [
      call('get', null, texts),
      call('get', null, texts),
      call('put', 'a'),
      call('append', 'a'),
      call('append', 'b'),
      ...(random() < 0.3 ? [call('delete', null)] : []),
    ],
  },
  {
    name: 'multi-register',
    model: 'multi-register',
    initials: [1, { x: 2 }, { x: 1, y: 1 }],
    init: (initial) => Object.fromEntries(['x', 'y', 'z'].map((name) => [name, ofKey(initial, name, null)])),
    apply(state, { f, value, result }) {
      const held: Registers = { ...(state as Registers) }
      if (f === 'read') {
        const found = Object.entries((result ?? {}) as Registers)
        return found.every(([name, one]) => same(held[name], one)) ? [state] : []
      }
      if (f === 'write') return [{ ...held, ...(value as Registers) }]
      const steps = (result ?? value) as [string, string, unknown][]
      for (const [kind, name, one] of steps) {
        if (kind === 'w') held[name] = one
        else if (result !== undefined && !same(held[name], one)) return []
      }
      return [held]
    },
    calls: (fresh) => {
      const write = 1 + (fresh % 2)
      const read = (name: string, value: unknown = null): unknown[] => ['r', name, value]
      const both = [read('x'), read('y')]
      const set = (name: string): unknown[] => ['w', name, write]
      return [
        call(
          'txn',
          both,
          pairs.map(([x, y]) => [read('x', x), read('y', y)]),
        ),
        call('txn', [set('x'), set('y')], [[set('x'), set('y')]]),
        call(
          'txn',
          [read('x'), set('y')],
          [null, 1, 2].map((x) => [read('x', x), set('y')]),
        ),
        call(
          'txn',
          [['w', 'x', null], read('x')],
          [null, 1].map((x) => [['w', 'x', null], read('x', x)]),
        ),
        call('txn', [set('z')], [[set('z')]]),
        call(
          'read',
          null,
          [null, 1, 2].map((z) => ({ z })),
        ),
        call('write', { y: write }),
      ]
    },
  },
  {
    name: 'versioned-register',
    model: 'versioned-register',
    initials: [
      [2, 1],
      [5, null],
    ],
    init: (initial) => (initial ?? [0, null]) as Pair,
    apply(state, { f, value, result }) {
      const [version, held] = state as Pair
      if (f === 'read') {
        if (result === undefined) return [state]
        // what a failed cas met may be told without its version
        const pair = Array.isArray(result) ? result : [null, result]
        const [told, found] = pair as [unknown, unknown]
        return (told === null || told === version) && same(found, held) ? [state] : []
      }
      const [asked, argument] = value as [unknown, unknown]
      const told = (result as [unknown, unknown] | null | undefined)?.[0] ?? asked
      if (told !== null && told !== version + 1) return []
      if (f === 'write') return [[version + 1, argument]]
      const [from, to] = argument as [unknown, unknown]
      return same(from, held) ? [[version + 1, to]] : []
    },
    calls: () => {
      const versions = [null, 1, 2, 3, 4]
      const read = call('read', null, [
        null,
        ...versions.flatMap((v) => values.map((one) => [v, one])),
        [0, null],
      ])
      const change = (f: string, argument: unknown): SpecCall =>
        call(
          f,
          [null, argument],
          versions.map((version) => [version, argument]),
        )
      return [
        read,
        read,
        change('write', 1),
        change('write', 2),
        change('cas', [1, 2]),
        change('cas', [2, 3]),
      ]
    },
  },
]

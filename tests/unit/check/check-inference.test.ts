import { describe, expect, it } from 'vitest'
import { inferModel } from '../../../src/check/inference.ts'
import { SeenShapes } from '../../../src/check/seen-shapes.ts'
import { Shapes } from '../../../src/check/shapes.ts'
import { pairEvents } from '../../../src/record/pair-events.ts'

const functions: { readonly [model: string]: readonly string[] } = {
  register: ['read', 'write', 'cas'],
  'cas-register': ['read', 'write', 'cas'],
  kv: ['read', 'write', 'cas', 'get', 'put', 'append', 'delete'],
  append: ['append', 'read'],
  mutex: ['acquire', 'release'],
  set: ['add', 'remove', 'contains', 'read'],
  queue: ['enqueue', 'dequeue'],
  directory: ['create', 'remove', 'rename', 'list', 'stat'],
  ledger: ['open', 'deposit', 'credit', 'debit', 'transfer', 'balance'],
  'multi-register': ['txn', 'read', 'write'],
  'list-append': ['txn', 'read', 'write', 'append'],
  'rw-register': ['txn', 'read', 'write', 'append'],
  'long-fork': ['txn', 'read', 'write', 'append'],
  counter: ['add', 'increment', 'decrement', 'read'],
  bank: ['transfer', 'read'],
  'unordered-queue': ['enqueue', 'dequeue', 'drain'],
  'unique-ids': ['generate'],
  'versioned-register': ['read', 'write', 'cas'],
  'owner-mutex': ['acquire', 'release', 'lock', 'unlock'],
}

type Call = readonly [f: string, argument: unknown, result?: unknown, key?: string]

function infer(calls: readonly Call[], without: readonly string[] = []): string {
  const history = pairEvents(
    calls.flatMap(([f, argument, result = null, key]) => {
      const common = { process: 0, f, ...(key !== undefined && { key }) }
      return [
        { ...common, type: 'invoke' as const, value: argument },
        { ...common, type: 'ok' as const, value: result },
      ]
    }),
  )
  const seen = new SeenShapes()
  for (const operation of history.operations) seen.add(operation)
  return inferModel(new Shapes(history.functions, seen), 'f', {
    models: Object.keys(functions).filter((model) => !without.includes(model)),
    functionsOf: (model) => new Set(functions[model]),
  })
}

describe('the model that functions and values show', () => {
  it.each<[model: string, calls: Call[]]>([
    [
      'cas-register',
      [
        ['write', 1],
        ['read', null, 1],
      ],
    ],
    ['cas-register', [['cas', [1, 2]]]],
    [
      'cas-register',
      [
        ['write', 'a'],
        ['cas', ['a', null]],
        ['read', null, null],
      ],
    ],
    [
      'kv',
      [
        ['write', 1, null, 'x'],
        ['read', null, 1, 'x'],
      ],
    ],
    ['kv', [['cas', [1, 2], null, 'x']]],
    [
      'kv',
      [
        ['get', null, 'ab'],
        ['put', 'a'],
        ['append', 'b'],
      ],
    ],
    ['kv', [['get', null, '']]],
    [
      'kv',
      [
        ['write', 1],
        ['delete', null],
      ],
    ],
    [
      'kv',
      [
        ['append', 'a'],
        ['read', null, 'a'],
      ],
    ],
    [
      'append',
      [
        ['append', 1],
        ['read', null, [1]],
      ],
    ],
    [
      'append',
      [
        ['append', 'a'],
        ['read', null, ['a']],
      ],
    ],
    ['append', [['append', 1]]],
    [
      'mutex',
      [
        ['acquire', null],
        ['release', null],
      ],
    ],
    [
      'owner-mutex',
      [
        ['lock', null],
        ['unlock', null],
      ],
    ],
    [
      'set',
      [
        ['add', 1],
        ['read', null, [1]],
      ],
    ],
    [
      'set',
      [
        ['add', 1],
        ['contains', 1, true],
      ],
    ],
    ['set', [['add', 'a']]],
    [
      'counter',
      [
        ['add', 1],
        ['read', null, 1],
      ],
    ],
    [
      'counter',
      [
        ['increment', null],
        ['read', null, 1],
      ],
    ],
    [
      'bank',
      [
        ['transfer', { from: 0, to: 1, amount: 3 }],
        ['read', null, { '0': 7, '1': 13 }],
      ],
    ],
    [
      'ledger',
      [
        ['open', 'a'],
        ['balance', 'a', 0],
      ],
    ],
    [
      'ledger',
      [
        ['transfer', { from: 'a', to: 'b', amount: 3 }],
        ['balance', 'a', 0],
      ],
    ],
    [
      'directory',
      [
        ['create', '/a'],
        ['remove', '/a'],
      ],
    ],
    ['unique-ids', [['generate', null, 7]]],
    [
      'unordered-queue',
      [
        ['enqueue', 1],
        ['drain', null, [1]],
      ],
    ],
    [
      'versioned-register',
      [
        ['write', [null, 5], [1, 5]],
        ['read', [null, null], [1, 5]],
      ],
    ],
    [
      'versioned-register',
      [
        ['cas', [null, [5, 6]], [2, [5, 6]]],
        ['read', null, [2, 6]],
      ],
    ],
    [
      'list-append',
      [
        [
          'txn',
          [
            ['append', 1, 2],
            ['r', 1, null],
          ],
          [
            ['append', 1, 2],
            ['r', 1, [2]],
          ],
        ],
      ],
    ],
    [
      'multi-register',
      [
        [
          'txn',
          [
            ['w', 1, 2],
            ['r', 1, null],
          ],
          [
            ['w', 1, 2],
            ['r', 1, 2],
          ],
        ],
      ],
    ],
  ])('%s: %j', (model, calls) => {
    expect(infer(calls)).toBe(model)
  })

  it.each<[models: string, calls: Call[]]>([
    ['set|counter', [['add', 1]]],
    ['kv|append', [['append', 'a']]],
    ['set|directory', [['remove', 'a']]],
    [
      'queue|unordered-queue',
      [
        ['enqueue', 1],
        ['dequeue', null, 1],
      ],
    ],
    ['mutex|owner-mutex', [['acquire', 'client 1']]],
    ['ledger|bank', [['transfer', { from: 0, to: 1, amount: 3 }]]],
    [
      'cas-register|multi-register',
      [
        ['write', { x: 1 }],
        ['read', null, { x: 1 }],
      ],
    ],
    [
      'cas-register|versioned-register',
      [
        ['write', [1, 5]],
        ['read', null, [1, 5]],
      ],
    ],
  ])('may be %s: %j', (models, calls) => {
    expect(() => infer(calls)).toThrow(
      `f:1: ${calls.map(([f]) => f).join(', ')} may be of more than one model; say which: --model ${models} (`,
    )
  })

  it.each<Call[][]>([
    [[['read', null, 1]]],
    [[['read', null, { '0': 10, '1': 10 }]]],
    [[['read', null, 1, 'x']]],
    [[['txn', [['r', 1, null]], [['r', 1, 1]]]]],
    [
      [
        [
          'txn',
          [
            ['w', 1, 1],
            ['append', 1, 1],
          ],
        ],
      ],
    ],
    [
      [
        ['add', 'a'],
        ['read', null, 7],
      ],
    ],
    [
      [
        ['append', 1],
        ['read', null, 'a'],
      ],
    ],
  ])('is told by none of %j', (calls) => {
    expect(() => infer(calls)).toThrow('do not tell the model; say which: --model ')
  })

  it('is one that there is', () => {
    expect(
      infer(
        [
          ['enqueue', 1],
          ['dequeue', null, 1],
        ],
        ['unordered-queue'],
      ),
    ).toBe('queue')
    expect(infer([['acquire', 'client 1']], ['owner-mutex'])).toBe('mutex')
    expect(() =>
      infer(
        [
          ['add', 1],
          ['read', null, 1],
        ],
        ['counter'],
      ),
    ).toThrow('--model set')
  })

  it('names the line of what no model has, and the nearest name', () => {
    expect(() =>
      infer([
        ['read', null, 1],
        ['wirte', 1],
      ]),
    ).toThrow(
      'f:3: field "f": no model has a function wirte; correct it, or name the model meant with --model; did you mean write?',
    )
    expect(() =>
      infer([
        ['read', null, 1],
        ['enqueue', 1],
      ]),
    ).toThrow('f:3: field "f": no model has all of read, enqueue')
  })
})

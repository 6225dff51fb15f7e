import { models } from '../../../../checkers/models/index.ts'
import type { Model } from '../../../../checkers/models/index.ts'

/** A call a client may make, with the results it may get: the first one the model allows is the true one. */
export interface Call {
  readonly f: string
  readonly value: unknown
  readonly key?: string
  readonly results: readonly unknown[]
}

/** What random histories of one model are made of. */
export interface Family {
  readonly name: string
  readonly model: Model
  /** `fresh` is a number used for no other operation of the history. */
  calls(fresh: number): readonly Call[]
}

const values = [null, 1, 2, 3]
const call = (f: string, value: unknown, results: readonly unknown[] = [null]): Call => ({
  f,
  value,
  results,
})
const keyed = (key: string, calls: readonly Call[]): Call[] => calls.map((one) => ({ ...one, key }))

const duplicates = (): Call[] => [
  call('read', null, values),
  call('read', null, values),
  call('write', 1),
  call('write', 2),
  call('cas', [1, 2]),
  call('cas', [2, 3]),
  call('cas', [3, 1]),
]

const unique = (fresh: number): Call[] => {
  const seen = Array.from({ length: 9 }, (_, index) => index + 1)
  const reads = call('read', null, [null, ...seen])
  const from = [null, ...seen.filter((value) => value !== fresh)]
  return [
    reads,
    reads,
    reads,
    call('write', fresh),
    call('write', fresh),
    ...from.map((old) => call('cas', [old, fresh])),
  ]
}

const deletes = [call('delete', null), call('delete', null)]

const strings = (): Call[] => [
  call('get', null, ['', 'a', 'b', 'ab', 'ba', 'aa', 'aba', 'bb', 'abab']),
  call('put', 'a'),
  call('append', 'a'),
  call('append', 'b'),
  call('put', 'ba'),
]

const lists = [
  [],
  [1],
  [2],
  [1, 2],
  [2, 1],
  [1, 1],
  [2, 2],
  [1, 2, 1],
  [3],
  [1, 3],
  [3, 1],
  [1, 2, 3],
  [2, 1, 3],
]
/** Lists of up to three of the numbers from 1, each at most once. */
function listsUpTo(most: number): number[][] {
  const numbers = Array.from({ length: most }, (_, index) => index + 1)
  const longer = (lists: number[][]): number[][] =>
    lists.flatMap((list) =>
      numbers.filter((number) => !list.includes(number)).map((number) => [...list, number]),
    )
  const singles = longer([[]])
  return [[], ...singles, ...longer(singles), ...longer(longer(singles))]
}

/** Sets of the numbers below 6. */
const subsets = Array.from({ length: 64 }, (_, bits) =>
  [0, 1, 2, 3, 4, 5].filter((number) => (bits & (1 << number)) !== 0),
)

const errors = ['not found', 'exists', 'not empty', 'not a directory', 'invalid', 'insufficient funds']
const orError = (...results: unknown[]): unknown[] => [...results, ...errors.map((error) => ({ error }))]

export const families: readonly Family[] = [
  { name: 'register, repeated values', model: models.register, calls: duplicates },
  { name: 'register, unique values', model: models['cas-register'], calls: unique },
  {
    name: 'kv of two keys',
    model: models.kv,
    calls: (fresh) => [...keyed('x', unique(fresh)), ...keyed('y', duplicates())],
  },
  { name: 'kv of strings', model: models.kv, calls: strings },
  {
    name: 'kv with deletes',
    model: models.kv,
    calls: (fresh) => [...duplicates(), call('write', fresh), call('cas', [null, 1]), ...deletes],
  },
  { name: 'kv of strings with deletes', model: models.kv, calls: () => [...strings(), ...deletes] },
  {
    name: 'kv of put strings with deletes',
    model: models.kv,
    calls: () => [...strings().filter(({ f }) => f !== 'append'), call('put', 'b'), ...deletes],
  },
  {
    name: 'append',
    model: models.append,
    calls: () => [call('read', null, lists), ...[1, 2, 3].map((value) => call('append', value))],
  },
  { name: 'mutex', model: models.mutex, calls: () => [call('acquire', null), call('release', null)] },
  {
    name: 'set',
    model: models.set,
    calls: (fresh) => [
      ...[1, 2].flatMap((value) => [
        call('add', value),
        call('remove', value),
        call('contains', value, [true, false]),
      ]),
      // half of the histories never read the whole set, and are checked element by element
      ...(fresh % 2 === 0 ? [] : [call('read', null, lists)]),
    ],
  },
  {
    name: 'set, unique elements',
    model: models.set,
    // half of the histories are about one element, the others about many
    calls: (fresh) => {
      const element = fresh % 2 === 0 ? 0 : fresh
      return [
        call('add', fresh),
        call('add', 0),
        ...[0, 0, element, 1 + (fresh % 5)].flatMap((value) => [
          call('remove', value),
          call('contains', value, [true, false]),
          call('contains', value, [false, true]),
        ]),
      ]
    },
  },
  {
    name: 'set, grow-only with full reads',
    model: models.set,
    calls: (fresh) => [
      call('add', fresh % 6),
      call('add', fresh % 6),
      call('contains', fresh % 6, [true, false]),
      call('contains', (fresh * 5) % 6, [true, false]),
      call('read', null, subsets),
      call('read', null, subsets),
      call('read', null, subsets),
    ],
  },
  {
    name: 'queue',
    model: models.queue,
    calls: () => [
      call('enqueue', 1),
      call('enqueue', 2),
      call('enqueue', 3),
      call('dequeue', null, values),
      call('dequeue', null, values),
    ],
  },
  {
    name: 'queue, unique values',
    model: models.queue,
    calls: (fresh) => [
      call('enqueue', fresh),
      call('enqueue', fresh),
      call('dequeue', null, [null, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
      call('dequeue', null, [null, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
    ],
  },
  {
    name: 'append, unique values',
    model: models.append,
    calls: (fresh) => [
      call('append', fresh),
      call('append', fresh),
      call('read', null, listsUpTo(fresh + 2)),
    ],
  },
  {
    name: 'directory',
    model: models.directory,
    calls: () => [
      call('create', '/a', orError(null)),
      call('create', '/a/b', orError(null)),
      call('create', { path: '/a', kind: 'file' }, orError(null)),
      call('remove', '/a', orError(null)),
      call('remove', '/a/b', orError(null)),
      call('rename', ['/a', '/c'], orError(null)),
      call('rename', ['/c', '/a/c'], orError(null)),
      call('list', '/', orError([], ['a'], ['c'], ['c', 'a'])),
      call('list', '/a', orError([], ['b'])),
      call('stat', '/a/b', orError('directory', { kind: 'file' })),
    ],
  },
  {
    name: 'ledger',
    model: models.ledger,
    calls: () => [
      call('open', 'a', orError(null)),
      call('open', { account: 'b', amount: 1 }, orError(null)),
      call('deposit', { account: 'a', amount: 1 }, orError(null)),
      call('credit', { account: 'b', amount: 2 }, orError(null)),
      call('debit', { account: 'a', amount: 1 }, orError(null)),
      call('transfer', { from: 'a', to: 'b', amount: 1 }, orError(null)),
      call('balance', 'a', orError(0, 1, 2, 3, null)),
      call('balance', 'b', orError(0, 1, 2, 3, null)),
    ],
  },
  {
    name: 'multi-register',
    model: models['multi-register'],
    calls: (fresh) => {
      const pairs = [null, 1, 2].flatMap((x) => [null, 1, 2].map((y) => [x, y] as const))
      const write = 1 + (fresh % 2)
      return [
        call(
          'txn',
          [
            ['r', 'x', null],
            ['r', 'y', null],
          ],
          pairs.map(([x, y]) => [
            ['r', 'x', x],
            ['r', 'y', y],
          ]),
        ),
        call(
          'txn',
          [
            ['w', 'x', write],
            ['w', 'y', write],
          ],
          [
            [
              ['w', 'x', write],
              ['w', 'y', write],
            ],
          ],
        ),
        call(
          'txn',
          [
            ['r', 'x', null],
            ['w', 'y', write],
          ],
          [null, 1, 2].map((x) => [
            ['r', 'x', x],
            ['w', 'y', write],
          ]),
        ),
        call(
          'txn',
          [
            ['w', 'x', null],
            ['r', 'x', null],
          ],
          [
            [
              ['w', 'x', null],
              ['r', 'x', null],
            ],
          ],
        ),
        // most histories never link this one to the others
        call('txn', [['w', 'z', write]], [[['w', 'z', write]]]),
        call(
          'read',
          null,
          [null, 1, 2].map((z) => ({ z })),
        ),
        call('write', { y: write }),
      ]
    },
  },
]

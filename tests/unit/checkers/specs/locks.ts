import { ofKey } from './registers.ts'
import type { Spec, SpecCall } from './spec.ts'

const call = (f: string, value: unknown): SpecCall => ({ f, value, results: [null] })

const ownerOf = (value: unknown, process: number | string): unknown =>
  value !== null && typeof value === 'object' ? (value as { client: unknown }).client : (value ?? process)

const owned = (model: string): Spec => ({
  name: model,
  model,
  initials: [0, 'c'],
  init: (initial, key) => ofKey(initial, key, null),
  apply(holder, { f, value, process }) {
    const owner = ownerOf(value, process)
    if (f === 'acquire' || f === 'lock') return holder === null ? [owner] : []
    return holder === owner ? [null] : []
  },
  calls: (_, random) =>
    random() < 0.7
      ? [call('acquire', null), call('release', null), call('lock', null), call('unlock', null)]
      : [call('acquire', 'c'), call('release', { client: 'c' })],
})

export const locks: readonly Spec[] = [
  {
    name: 'mutex',
    model: 'mutex',
    initials: [true, 'held', false],
    init: (initial) => initial === true || initial === 'held',
    apply: (held, { f }) => (f === 'acquire' ? (held === true ? [] : [true]) : held === true ? [false] : []),
    calls: () => [call('acquire', null), call('release', null)],
  },
  owned('owner-mutex'),
  owned('lock'),
]

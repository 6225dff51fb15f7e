import { describe, expect, test } from 'vitest'
import { inProcess, type InProcessOptions } from '../../../src/subject/in-process.ts'
import {
  needsMet,
  offersText,
  builtInRaftOffers,
  remedies,
  defaultOffers,
} from '../../../src/subject/offers.ts'
import { chosenOptions } from '../../../src/subject/options.ts'
import { parseOffers } from '../../../src/subject/parse-offers.ts'

describe('offers', () => {
  test('what is not declared is as usual: read, write and cas, over crashes, and nothing more', () => {
    expect(parseOffers(undefined, 'offers')).toEqual(defaultOffers)
    expect(parseOffers({}, 'offers')).toMatchObject({
      functions: ['read', 'write', 'cas'],
      persistence: true,
      sessions: false,
      snapshots: false,
      membership: false,
      transfer: false,
      electionsOnly: false,
    })
    expect([...needsMet(defaultOffers)].sort()).toEqual(['operations', 'persistence', 'registers'])
  })

  test('each declaration meets its need', () => {
    const met = (offers: object): string[] => {
      const usual = needsMet(defaultOffers)
      return [...needsMet(parseOffers(offers, 'offers'))].filter((need) => !usual.has(need)).sort()
    }
    for (const flag of ['sessions', 'snapshots', 'membership', 'transfer']) {
      expect(met({ [flag]: true })).toEqual([flag])
    }
    expect(met({ functions: ['create', 'remove', 'rename', 'list', 'stat'] })).toEqual(['directory'])
    expect(met({ functions: ['open', 'deposit', 'debit', 'transfer', 'balance'] })).toEqual(['ledger'])
    const elects = needsMet(parseOffers({ electionsOnly: true }, 'offers'))
    expect([...elects]).toEqual(['persistence'])
    expect([...needsMet(parseOffers({ persistence: false }, 'offers'))]).toEqual(['operations', 'registers'])
    expect(needsMet(builtInRaftOffers).size).toBe(12)
  })

  test('leases, by the options that choose them', () => {
    const leases = { reads: 'lease' }
    expect([...needsMet(parseOffers({ leases }, 'offers'))]).toContain('leases')
    expect(offersText(parseOffers({ leases }, 'offers'))).toBe('read, write, cas; leases')
    expect(remedies(['leases'])).toEqual(["if it can, declare it: offers: { leases: { reads: 'lease' } }"])
    expect(() =>
      inProcess({ ...{ name: 'x', create }, offers: { leases }, options: { reads: ['log', 'lease'] } }),
    ).not.toThrow()
  })

  test('how few servers a cluster has, where it is more than one', () => {
    expect(parseOffers({ fewestServers: 2 }, 'offers')).toEqual({ ...defaultOffers, fewestServers: 2 })
    expect(parseOffers({ fewestServers: 1 }, 'offers')).toEqual(defaultOffers)
  })

  test('in words', () => {
    expect(offersText(parseOffers({ fewestServers: 2 }, 'offers'))).toBe(
      'read, write, cas; clusters of 2 servers and more',
    )
    expect(offersText(defaultOffers)).toBe('read, write, cas')
    expect(offersText(parseOffers({ electionsOnly: true, persistence: false }, 'offers'))).toBe(
      'elections only; no persistence',
    )
    expect(remedies(['sessions', 'persistence', 'own-raft-settings'])).toEqual([
      'if it can, declare it: offers: { sessions: true }',
      'it can once persistence: false is gone from its offers',
      'only own-raft has settings of own-raft',
    ])
  })
})

const create = (): never => {
  throw new Error('not called')
}

describe('a declaration that is wrong is refused, with the field and what there is', () => {
  const refused: [object, RegExp][] = [
    [{ offers: { snapshot: true } }, /"bad" }\)\.offers\.snapshot: .*there are functions, sessions/],
    [{ offers: null }, /\.offers: must be an object/],
    [{ offers: ['sessions'] }, /\.offers: must be an object/],
    [{ offers: { persistence: 'no' } }, /\.offers\.persistence: must be true or false, not "no"/],
    [{ offers: { fewestServers: 4 } }, /\.offers\.fewestServers: must be a whole number from 1 to 3, not 4/],
    [
      { offers: { fewestServers: '2' } },
      /\.offers\.fewestServers: must be a whole number from 1 to 3, not "2"/,
    ],
    [{ offers: { leases: 'reads' } }, /\.offers\.leases: must be an object of options and their values/],
    [{ offers: { leases: {} } }, /\.offers\.leases: must be an object of options and their values/],
    [
      { offers: { leases: { reads: 'lease' } } },
      /\.offers\.leases\.reads: options\.reads must have "lease" and another/,
    ],
    [
      { offers: { leases: { reads: 'lease' } }, options: { reads: ['lease'] } },
      /\.offers\.leases\.reads: options\.reads must have "lease" and another value/,
    ],
    [
      { offers: { leases: { reads: 'lease' } }, options: { reads: ['log', 'index'] } },
      /\.offers\.leases\.reads: options\.reads must have "lease" and another value/,
    ],
    [{ offers: { functions: 'read' } }, /\.offers\.functions: must be a list/],
    [
      { offers: { functions: ['read', 'wirte'] } },
      /\.functions\[1\]: no workload calls "wirte"; there are read, write/,
    ],
    [{ offers: { functions: [{}] } }, /\.functions\[0\]: no workload calls \{\}/],
    [{ offers: { functions: ['read'] } }, /\.functions: must have read and one of write and cas/],
    [{ offers: { functions: [] } }, /electionsOnly: true/],
    [{ offers: { functions: ['open', 'deposit'] } }, /all of a service/],
    [{ offers: { electionsOnly: true, functions: ['read', 'write'] } }, /\.functions: has calls/],
    [{ offers: { electionsOnly: true, sessions: true } }, /\.sessions: needs client calls/],
    [{ offers: { electionsOnly: true, snapshots: true } }, /\.snapshots: needs client calls/],
    [{ options: [] }, /\.options: must be an object of lists/],
    [{ options: { batch: 3 } }, /\.options\.batch: must be a list/],
    [{ options: { batch: [] } }, /\.options\.batch: must be a list/],
    [{ options: { batch: [1, () => 2] } }, /\.options\.batch\[1\]: must be a JSON value/],
    [{ options: { batch: [{ deep: [Number.NaN] }] } }, /\.options\.batch\[0\]: must be a JSON value/],
    [{ options: { batch: [10n] } }, /\.options\.batch\[0\]: must be a JSON value/],
    [{ electionTimeout: 0 }, /\.electionTimeout: must be milliseconds/],
    [{ electionTimeout: '300' }, /\.electionTimeout: must be milliseconds/],
    [{ globals: 'fake' }, /\.globals: must be 'real' or 'virtual'/],
  ]
  test.each(refused)('%o', (more, message) => {
    const options = { name: 'bad', create, ...more } as unknown as InProcessOptions<unknown, unknown>
    expect(() => inProcess(options)).toThrow(message)
  })

  test('a cyclic value, too', () => {
    const ring: { [field: string]: unknown } = {}
    ring['self'] = ring
    const options = { name: 'bad', create, options: { ring: [ring] } }
    expect(() => inProcess(options as never)).toThrow(/\.options\.ring\[0\]: must be a JSON value/)
  })
})

test('options are those of the plan, and the first of each that the plan does not have', () => {
  const values = { batch: [1, 8, 64], mode: [{ fast: true }, null] }
  expect(chosenOptions(values, { batch: 8, other: 1 })).toEqual({ batch: 8, mode: { fast: true } })
  expect(chosenOptions(values, { mode: null })).toEqual({ batch: 1, mode: null })
})

test('each life gets its own copy of the options', () => {
  const seen: unknown[] = []
  const target = inProcess({
    name: 'scribbler',
    options: { list: [[1]] },
    create: (_, options) => {
      seen.push(JSON.stringify(options))
      ;(options['list'] as number[]).push(2)
      return { receive() {}, submit() {} }
    },
  })
  for (let life = 0; life < 2; life++) void target.create({} as never)
  expect(seen).toEqual(['{"list":[1]}', '{"list":[1]}'])
})

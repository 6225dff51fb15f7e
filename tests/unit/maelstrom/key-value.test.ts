import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RandomStream } from '../../../src/base/random.ts'
import type { Json } from '../../../src/base/json.ts'
import { checkHistory } from '../../../src/check/check-file.ts'
import {
  lastWriteWinsStore,
  linearizableStore,
  sequentialStore,
  timestampOracle,
} from '../../../src/maelstrom/services/key-value.ts'
import type { Service } from '../../../src/maelstrom/services/service.ts'

const ask = (service: Service, body: { readonly [field: string]: Json }, src = 'n1') =>
  service.answer({ src, dest: service.id, body })

const request = fc.record({
  client: fc.integer({ min: 0, max: 2 }),
  f: fc.constantFrom('read', 'write', 'cas'),
  value: fc.integer({ min: 0, max: 3 }),
  to: fc.integer({ min: 0, max: 3 }),
})

/** What clients see that ask one after the other. */
function observed(
  service: Service,
  requests: readonly { client: number; f: string; value: number; to: number }[],
): object[] {
  return requests.flatMap(({ client, f, value, to }) => {
    const asked = f === 'read' ? null : f === 'write' ? value : [value, to]
    const body = f === 'cas' ? { type: f, key: 'x', from: value, to } : { type: f, key: 'x', value }
    const answer = ask(service, body, `n${client}`)
    const common = { process: client, f, key: 'x' }
    const invoked = { ...common, type: 'invoke', value: asked }
    if (typeof answer === 'number')
      return [invoked, { ...common, type: f === 'read' ? 'ok' : 'fail', value: f === 'read' ? null : asked }]
    return [invoked, { ...common, type: 'ok', value: f === 'read' ? answer.value : asked }]
  })
}

describe('a service', () => {
  test.each([
    ['lin-kv', 'linearizable', () => linearizableStore()],
    ['seq-kv', 'sequential', (seed: string) => sequentialStore(new RandomStream(seed))],
  ] as const)('%s is %s', async (_, consistency, make) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(request, { minLength: 1, maxLength: 25 }),
        fc.string(),
        async (requests, seed) => {
          const history = observed(make(seed), requests)
          const { verdict } = await checkHistory(history as never, { model: 'kv', consistency })
          expect(verdict.valid).not.toBe(false)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('seq-kv is not linearizable', () => {
    const service = sequentialStore(new RandomStream('stale'))
    for (let value = 0; value < 30; value++) ask(service, { type: 'write', key: 'x', value })
    const seen = Array.from({ length: 20 }, (_, client) =>
      ask(service, { type: 'read', key: 'x' }, `other${client}`),
    )
    expect(seen.some((answer) => typeof answer !== 'number' && answer.value !== 29)).toBe(true)
  })

  test('lww-kv loses what is written at the same time elsewhere', () => {
    const service = lastWriteWinsStore(new RandomStream('lww'))
    const seen = new Set<Json>()
    for (let value = 0; value < 50; value++) {
      ask(service, { type: 'write', key: 'x', value })
      const answer = ask(service, { type: 'read', key: 'x' })
      seen.add(typeof answer === 'number' ? 'missing' : answer.value === value)
    }
    expect(seen.size).toBeGreaterThan(1)
  })

  test('lin-kv answers as the protocol says', () => {
    const service = linearizableStore()
    expect(ask(service, { type: 'read', key: 'x' })).toBe(20)
    expect(ask(service, { type: 'cas', key: 'x', from: 1, to: 2 })).toBe(20)
    expect(ask(service, { type: 'cas', key: 'x', from: 1, to: 2, create_if_not_exists: true })).toEqual({
      type: 'cas_ok',
    })
    expect(ask(service, { type: 'read', key: 'x' })).toEqual({ type: 'read_ok', value: 2 })
    expect(ask(service, { type: 'cas', key: 'x', from: 1, to: 3 })).toBe(22)
    expect(ask(service, { type: 'write', key: ['any', { key: 1 }], value: null })).toEqual({
      type: 'write_ok',
    })
    expect(ask(service, { type: 'read', key: ['any', { key: 1 }] })).toEqual({ type: 'read_ok', value: null })
    expect(ask(service, { type: 'what' })).toBe(10)
    expect(ask(service, { type: 'read' })).toBe(12)
  })

  test('lin-tso counts', () => {
    const service = timestampOracle()
    expect([1, 2, 3].map(() => ask(service, { type: 'ts' }))).toEqual(
      [0, 1, 2].map((ts) => ({ type: 'ts_ok', ts })),
    )
  })
})

import { describe, expect, test } from 'vitest'
import type { Json } from '../../../src/base/json.ts'
import { KeyValue } from '../../../src/raft/services/key-value.ts'
import { Client, type WorkloadPlan } from '../../../src/workload/index.ts'
import { FakeWorld, type Submitted } from './fake-world.ts'

type Step = 'read' | 'write' | 'cas'

const planOf = (steps: readonly Step[], more: Partial<WorkloadPlan> = {}): WorkloadPlan => ({
  kind: 'register',
  clients: 4,
  keys: 1,
  timeout: 1000,
  retryAfter: 200,
  operations: steps.map((f) => ({ client: 2, think: 10, f, key: 0 })),
  ...more,
})

function begin(
  steps: readonly Step[],
  sessions: boolean,
  more: Partial<WorkloadPlan> = {},
  world = new FakeWorld(),
) {
  const client = new Client(planOf(steps, more), 2, world, { sessions })
  client.start()
  return { client, world }
}

const refusal = (leader: string) => ({ type: 'fail', error: `not leader; leader ${leader}` }) as const
const ok = (value: Json = null) => ({ type: 'ok', value }) as const

describe('without sessions', () => {
  test('thinks, asks one server, records the answer, and goes on', () => {
    const { client, world } = begin(['write', 'read'], false)
    world.runTo(9)
    expect(world.submitted).toEqual([])
    world.runTo(10)
    expect(world.last().call).toEqual({ f: 'write', value: 1 })
    world.last().answer(ok())
    world.runTo(19)
    expect(world.submitted).toHaveLength(1)
    world.runTo(25)
    world.last().answer(ok(1))
    expect(world.lines).toEqual(['2 invoke write 1', '2 ok write 1', '2 invoke read null', '2 ok read 1'])
    expect(world.history[2]).toMatchObject({ index: 2, time: 20_000_000 })
    expect(client.finished).toBe(true)
    expect(world.pendingTimers).toBe(0)
  })

  test('a refusal is a fail, and the next operation goes to the leader it names', () => {
    const asked = Array.from({ length: 40 }, (_, seed) => {
      const { world } = begin(['write', 'write'], false, {}, new FakeWorld(3, String(seed)))
      world.runTo(10)
      const elsewhere = (world.last().node + 1) % 3
      world.last().answer(refusal(`n${elsewhere + 1}`))
      world.runTo(20)
      expect(world.lines[1]).toBe(`2 fail write 1 not leader; leader n${elsewhere + 1}`)
      expect(world.submitted).toHaveLength(2)
      return world.last().node === elsewhere
    })
    // one in five goes astray, a third of these to the same server
    expect(asked.filter(Boolean).length).toBeGreaterThan(25)
    expect(asked.filter(Boolean).length).toBeLessThan(40)
  })

  test('a server that is not there is a fail, and the next operation goes elsewhere', () => {
    const asked = Array.from({ length: 40 }, (_, seed) => {
      const { world } = begin(['write', 'write'], false, {}, new FakeWorld(3, String(seed)))
      world.runTo(10)
      const { node } = world.last()
      world.last().answer({ type: 'fail', error: 'unreachable: connection refused' })
      world.runTo(20)
      expect(world.lines[1]).toBe('2 fail write 1 unreachable: connection refused')
      return world.last().node !== node
    })
    expect(asked.filter(Boolean).length).toBeGreaterThan(30)
  })

  test('no answer in time is unknown; the client goes on under a new process number, late answers are ignored', () => {
    const { world } = begin(['write', 'write', 'write'], false)
    world.runTo(1010)
    expect(world.lines).toEqual(['2 invoke write 1', '2 info write 1 timeout'])
    world.runTo(1020)
    world.submitted[0]?.answer(ok())
    expect(world.lines.slice(2)).toEqual(['6 invoke write 2'])
    world.last().answer({ type: 'info', error: 'leadership lost' })
    world.runTo(1100)
    expect(world.lines.slice(3)).toEqual(['6 info write 2 leadership lost', '10 invoke write 3'])
    expect(world.submitted).toHaveLength(3)
  })

  test('a second answer to the same call is ignored', () => {
    const { world } = begin(['write', 'write'], false)
    world.runTo(10)
    world.last().answer(ok())
    world.last().answer({ type: 'fail', error: 'no' })
    expect(world.lines).toEqual(['2 invoke write 1', '2 ok write 1'])
  })
})

describe('with sessions', () => {
  test('asks another server under the same number until one answers', () => {
    const { world } = begin(['write', 'write'], true)
    world.runTo(420)
    expect(world.submitted.map(({ time }) => time)).toEqual([10, 210, 410])
    for (const { call } of world.submitted)
      expect(call).toEqual({ client: 2, sequence: 1, call: { f: 'write', value: 1 } })
    for (const [n, { node }] of world.submitted.entries())
      if (n > 0) expect(node).not.toBe(world.submitted[n - 1]?.node)
    world.submitted[0]?.answer(ok())
    expect(world.lines).toEqual(['2 invoke write 1', '2 ok write 1'])
    world.runTo(430)
    expect(world.last().call.sequence).toBe(2)
    expect(world.submitted).toHaveLength(4)
  })

  test('goes at once to the leader that a refusal names', () => {
    const { world } = begin(['write'], true)
    world.runTo(10)
    const first = world.last().node
    world.last().answer(refusal(`n${((first + 1) % 3) + 1}`))
    expect(world.submitted.map(({ time, node }) => [time, node])).toEqual([
      [10, first],
      [10, (first + 1) % 3],
    ])
  })

  test.each(['unknown', 'n9', 'n0', 'nobody', 'n1n2'])(
    'a refusal that names %s makes it wait and ask another',
    (named) => {
      const { world } = begin(['write'], true)
      world.runTo(10)
      const first = world.last().node
      world.last().answer(refusal(named))
      expect(world.submitted).toHaveLength(1)
      world.runTo(210)
      expect(world.submitted.length).toBeGreaterThanOrEqual(2)
      expect(world.submitted[1]?.node).not.toBe(first)
    },
  )

  test('servers that name each other do not trap it in one instant', () => {
    const world = new FakeWorld()
    world.answerer = ({ node, answer }: Submitted) => answer(refusal(`n${((node + 1) % 3) + 1}`))
    begin(['write'], true, {}, world)
    world.runTo(2000)
    expect(world.submitted.length).toBeLessThan(1000)
    expect(world.lines[1]).toMatch(/^2 fail write 1 not leader/)
  })

  test('refused by all for certain is a fail', () => {
    const world = new FakeWorld()
    world.answerer = ({ answer }) => answer(refusal('unknown'))
    begin(['write'], true, {}, world)
    world.runTo(1010)
    expect(world.lines).toEqual(['2 invoke write 1', '2 fail write 1 not leader; leader unknown'])
  })

  test('a server that is not there is left for another, and proves nothing against it', () => {
    const world = new FakeWorld()
    world.answerer = ({ node, answer }) =>
      answer(node === 1 ? ok() : { type: 'fail', error: 'unreachable: connection refused' })
    begin(['write'], true, {}, world)
    world.runTo(1010)
    expect(world.lines).toEqual(['2 invoke write 1', '2 ok write 1'])
  })

  test('once possibly taken it never fails for a refusal', () => {
    const { world } = begin(['write'], true)
    world.runTo(210)
    expect(world.submitted).toHaveLength(2)
    world.answerer = ({ answer }) => answer(refusal('unknown'))
    world.last().answer(refusal('unknown'))
    world.runTo(1010)
    expect(world.lines).toEqual(['2 invoke write 1', '2 info write 1 timeout'])
  })

  test('nor after a server said it does not know, nor for an error that is not the service’s', () => {
    for (const first of [{ type: 'info', error: 'leadership lost' }, undefined] as const) {
      const { world } = begin(['write'], true)
      world.runTo(10)
      if (first !== undefined) world.last().answer(first)
      world.answerer = ({ answer }) => answer({ type: 'fail', error: 'overloaded' })
      world.runTo(1010)
      expect(world.lines).toEqual(['2 invoke write 1', '2 info write 1 timeout'])
    }
  })

  test('a fail for certain that nothing stands against is recorded', () => {
    const { world } = begin(['write'], true)
    world.runTo(10)
    world.last().answer({ type: 'fail', error: 'overloaded' })
    expect(world.lines[1]).toBe('2 fail write 1 overloaded')
  })

  test('a cas that did not match fails with what it saw, on any try', () => {
    const { world } = begin(['cas', 'cas'], true)
    world.runTo(210)
    world.submitted[0]?.answer({ type: 'fail', error: 'precondition failed', observed: 7 })
    world.runTo(220)
    expect(world.lines).toEqual([
      '2 invoke cas [null,1]',
      '2 fail cas [null,1] precondition failed observed 7',
      '2 invoke cas [7,2]',
    ])
  })

  test('after an unknown outcome the session goes on with the next number, under a new process', () => {
    const { world } = begin(['write', 'write'], true)
    world.runTo(1020)
    expect(world.last().call).toEqual({ client: 2, sequence: 2, call: { f: 'write', value: 2 } })
    expect(world.lines.at(-1)).toBe('6 invoke write 2')
    world.submitted[0]?.answer(ok())
    expect(world.lines.at(-1)).toBe('6 invoke write 2')
  })
})

test('a cas expects what its client last learned of that key', () => {
  const operations = (
    [
      ['cas', 0], // nothing learned
      ['write', 0],
      ['cas', 0], // its own write
      ['cas', 1], // another key
      ['read', 1],
      ['cas', 1], // what it read
      ['cas', 1], // what its cas wrote
    ] as const
  ).map(([f, key]) => ({ client: 2, think: 0, f, key }))
  const world = new FakeWorld()
  const service = new KeyValue()
  service.apply({ f: 'write', key: 'k2', value: 99 })
  world.answerer = ({ call, answer }) => answer(service.apply(call as Json))
  begin([], false, { kind: 'kv', keys: 2, operations }, world)
  world.runTo(10)
  expect(world.lines.filter((line) => !line.includes('invoke'))).toEqual([
    '2 ok cas [null,1]',
    '2 ok write 2',
    '2 ok cas [2,3]',
    '2 fail cas [null,4] precondition failed observed 99',
    '2 ok read 99',
    '2 ok cas [99,6]',
    '2 ok cas [6,7]',
  ])
  expect(world.history[0]).toMatchObject({ key: 'k1' })
})

test('a client takes its own operations of the plan only, numbered over all', () => {
  const operations = [0, 2, 1, 2].map((client) => ({ client, think: 0, f: 'write' as const, key: 0 }))
  const world = new FakeWorld()
  world.answerer = ({ answer }) => answer(ok())
  begin([], false, { operations }, world)
  world.runTo(10)
  expect(world.lines).toEqual(['2 invoke write 2', '2 ok write 2', '2 invoke write 4', '2 ok write 4'])
})

test('stop silences it: no timer, no call, no event', () => {
  const { client, world } = begin(['write', 'write'], true)
  world.runTo(50)
  client.stop()
  world.last().answer(ok())
  world.runTo(5000)
  expect(world.lines).toEqual(['2 invoke write 1'])
  expect(world.submitted).toHaveLength(1)
  expect(world.pendingTimers).toBe(0)
  expect(client.finished).toBe(true)
})

test('in a wild world: one outstanding operation, a client of its own for each process, and the same run again', () => {
  const run = (seed: string) => {
    const world = new FakeWorld(5, seed)
    const wild = world.random.fork('wild')
    world.answerer = (submitted) => {
      const outcomes = [
        ok(3),
        refusal('n2'),
        refusal('unknown'),
        { type: 'info', error: 'leadership lost' } as const,
      ]
      if (wild.chance(0.8)) world.after(wild.int(0, 900), () => submitted.answer(wild.pick(outcomes)))
    }
    const steps = Array.from({ length: 40 }, (_, n) => (['read', 'write', 'cas'] as const)[n % 3] as Step)
    begin(steps, wild.chance(0.5), {}, world)
    world.runTo(200_000)
    return world
  }
  for (let seed = 0; seed < 100; seed++) {
    const world = run(String(seed))
    const open = new Set<number>()
    const closed = new Set<number>()
    for (const { process, type } of world.history) {
      expect(process % 4).toBe(2)
      expect(closed.has(process)).toBe(false)
      if (type === 'invoke') {
        expect(open.size).toBe(0)
        open.add(process)
      } else {
        expect(open.delete(process)).toBe(true)
        if (type === 'info') closed.add(process)
      }
    }
    expect(world.history.filter(({ type }) => type === 'invoke')).toHaveLength(40)
    expect(run(String(seed)).lines).toEqual(world.lines)
  }
})

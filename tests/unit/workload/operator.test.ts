import { describe, expect, test } from 'vitest'
import { Operator, type OperatorCall } from '../../../src/workload/index.ts'
import { parsedWorkload } from './parsed-workload.ts'
import { FakeWorld } from './fake-world.ts'

const calls: readonly OperatorCall[] = [
  { think: 10, f: 'reconfigure', value: { add: ['n4'], remove: ['n1'], context: { why: 'disk' } } },
  { think: 20, f: 'transfer-leadership', value: null },
]

function begin(sessions = true, list = calls): { world: FakeWorld; operator: Operator } {
  const world = new FakeWorld()
  const options = { calls: list, process: 5, processes: 6, timeout: 1000, retryAfter: 200, sessions }
  const operator = new Operator(options, world)
  operator.start()
  return { world, operator }
}

const refusal = (leader: string) => ({ type: 'fail', error: `not leader; leader ${leader}` }) as const

describe('an operator', () => {
  test('makes its calls one after the other, outside any session, and records them', () => {
    const { world } = begin()
    world.runTo(10)
    const { f, value } = calls[0]!
    expect(world.last().call).toEqual({ client: 0, sequence: 0, call: { f, value } })
    world.last().answer({ type: 'ok', value: null })
    world.runTo(29)
    expect(world.submitted).toHaveLength(1)
    world.runTo(30)
    world.last().answer({ type: 'fail', error: 'busy' })
    expect(world.lines).toEqual([
      '5 invoke reconfigure {"add":["n4"],"remove":["n1"],"context":{"why":"disk"}}',
      '5 ok reconfigure null',
      '5 invoke transfer-leadership null',
      '5 fail transfer-leadership null busy',
    ])
    expect(world.pendingTimers).toBe(0)
  })

  test('makes them plainly to servers without sessions', () => {
    const { world } = begin(false)
    world.runTo(10)
    expect(world.last().call).toEqual({ f: 'reconfigure', value: calls[0]!.value })
  })

  test('goes to the leader that a refusal names, and stays with it', () => {
    const { world } = begin()
    world.runTo(10)
    const elsewhere = (world.last().node + 1) % 3
    world.last().answer(refusal(`n${elsewhere + 1}`))
    expect(world.last().node).toBe(elsewhere)
    world.last().answer({ type: 'ok', value: null })
    world.runTo(30)
    expect(world.last().node).toBe(elsewhere)
  })

  test('asks on, not at once, while nobody leads; refused by all for certain it failed', () => {
    const { world } = begin()
    world.answerer = ({ answer }) => answer(refusal('unknown'))
    world.runTo(1010)
    expect(world.submitted.length).toBeGreaterThan(3)
    expect(world.submitted.length).toBeLessThan(200)
    expect(world.lines[1]).toContain('5 fail reconfigure')
    expect(world.lines[1]).toContain('not leader; leader unknown')
  })

  test.each([undefined, { type: 'info', error: 'leadership lost' } as const])(
    'does not send again what may have been taken (%j): it goes on as another process, with another server',
    (answer) => {
      const { world } = begin()
      world.runTo(10)
      const { node } = world.last()
      if (answer !== undefined) world.last().answer(answer)
      world.runTo(1030)
      expect(world.submitted).toHaveLength(2)
      if (answer === undefined) expect(world.last().node).not.toBe(node)
      expect(world.lines[1]).toMatch(/^5 info reconfigure/)
      expect(world.lines[2]).toBe('11 invoke transfer-leadership null')
    },
  )

  test('stopped it is silent; retired it ends what it began', () => {
    const stopped = begin()
    stopped.world.runTo(10)
    stopped.operator.stop()
    stopped.world.last().answer({ type: 'ok', value: null })
    stopped.world.runTo(5000)
    expect(stopped.world.lines).toHaveLength(1)
    const retired = begin()
    retired.world.runTo(10)
    retired.operator.retire()
    retired.world.last().answer({ type: 'ok', value: null })
    retired.world.runTo(5000)
    expect(retired.world.lines).toHaveLength(2)
  })
})

describe('the calls of an operator in a plan', () => {
  const plan = { kind: 'kv', clients: 2, keys: 2, timeout: 10, retryAfter: 5, operations: [] }

  test('are taken back as they are', () => {
    const whole = { ...plan, operator: calls }
    expect(parsedWorkload(JSON.parse(JSON.stringify(whole)))).toEqual(whole)
  })

  test.each([
    [{ think: 0, f: 'shutdown', value: null }, 'workload.operator[0].f'],
    [{ think: -1, f: 'transfer-leadership', value: null }, 'workload.operator[0].think'],
    [{ think: 0, f: 'transfer-leadership', value: 'node-7' }, 'workload.operator[0].value'],
    [{ think: 0, f: 'reconfigure', value: { add: 'n4' } }, 'workload.operator[0].value.add'],
    [{ think: 0, f: 'reconfigure', value: { replace: [] } }, 'workload.operator[0].value'],
  ])('%j is refused with the path of the field', (wrong, where) => {
    expect(() => parsedWorkload({ ...plan, operator: [wrong] })).toThrow(where)
  })
})

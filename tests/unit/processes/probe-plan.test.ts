import { describe, expect, test } from 'vitest'
import { Probe, probePlan } from '../../../src/processes/probe-plan.ts'
import { type WorkloadPlan } from '../../../src/workload/index.ts'
import { parsedWorkload } from '../workload/parsed-workload.ts'

const workload = (changes: Partial<WorkloadPlan> = {}): WorkloadPlan => ({
  ...{ kind: 'kv', clients: 2, keys: 3, timeout: 100, retryAfter: 50 },
  operations: [{ client: 1, think: 5, f: 'write', key: 2 }],
  ...changes,
})

describe('the plan of the probe', () => {
  test('is one more client, that writes and reads every object until the time is up', () => {
    const plan = probePlan(workload(), 1000)
    expect(parsedWorkload(JSON.parse(JSON.stringify(plan)))).toEqual(plan)
    expect(plan.clients).toBe(3)
    const [planned, ...probing] = plan.operations
    expect(planned).toEqual(workload().operations[0])
    expect(probing.every(({ client }) => client === 2)).toBe(true)
    expect(probing.slice(0, 5).map(({ f, key }) => `${f} ${key}`)).toEqual([
      ...['write 0', 'read 0', 'read 1', 'read 2'],
      'write 0',
    ])
    expect(probing.reduce((sum, { think }) => sum + think, 0)).toBeGreaterThanOrEqual(1000)
  })

  test('changes by cas what cannot be written', () => {
    const { operations } = probePlan(workload({ operations: [] }), 10, 'cas')
    expect(operations.map(({ f, key }) => `${f} ${key}`)).toEqual(['cas 0', 'read 0', 'read 1', 'read 2'])
  })

  test('a register is one object', () => {
    const { operations } = probePlan(workload({ kind: 'register', operations: [] }), 10)
    expect(operations.map(({ f, key }) => `${f} ${key}`)).toEqual(['write 0', 'read 0'])
  })
})

describe('the probe', () => {
  const event = (type: 'ok' | 'fail' | 'info', f: string, key?: string) =>
    ({ process: 2, type, f, value: null, ...(key !== undefined && { key }) }) as const

  test('has its answer when every key was read', () => {
    const probe = new Probe(workload())
    expect(probe.missing).toBe('k1, k2, k3')
    for (const key of ['k1', 'k3']) probe.see(event('ok', 'read', key))
    probe.see(event('info', 'read', 'k2'))
    probe.see(event('fail', 'read', 'k2'))
    probe.see(event('ok', 'write', 'k2'))
    expect([probe.answered, probe.missing]).toEqual([false, 'k2'])
    probe.see(event('ok', 'read', 'k2'))
    expect(probe.answered).toBe(true)
  })

  test('of a register, and of another service', () => {
    const register = new Probe(workload({ kind: 'register', keys: 1 }))
    expect(register.missing).toBe('the register')
    register.see(event('ok', 'read'))
    expect(register.answered).toBe(true)
    const ledger = new Probe(workload({ kind: 'ledger' }))
    ledger.see(event('fail', 'balance'))
    expect(ledger.answered).toBe(false)
    ledger.see(event('ok', 'balance'))
    expect(ledger.answered).toBe(true)
  })
})

import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkLinearizability } from '../../checkers/linearizability/index.ts'
import { models } from '../../checkers/models/index.ts'
import { idleFaults, Nemesis, parseFaults } from '../../nemesis/index.ts'
import { RandomStream } from '../../src/base/random.ts'
import { etcd } from '../../src/processes/etcd.ts'
import { RealWorld, runReal } from '../../src/processes/index.ts'
import { judgedEvents } from '../../src/record/judged-history.ts'
import { workloadPlans, type WorkloadPlan } from '../../src/workload/index.ts'
import { SomeAccount } from '../unit/processes/account.ts'
import { until } from './alive.ts'

// A real Raft that is not ours, in another language: cut off, killed, paused, and never accused.

const program = process.env['WHITEWATER_ETCD'] ?? 'etcd'
const MISSING = `no etcd: install it (Debian: apt-get install etcd-server), or name its program in WHITEWATER_ETCD`

function isThere(): boolean {
  try {
    return execFileSync(program, ['--version'], { encoding: 'utf8' }).startsWith('etcd Version: 3')
  } catch {
    return false
  }
}

const members = ['n1', 'n2', 'n3']
const random = new RandomStream('etcd')
const installed = isThere()
let folder: string
let world: RealWorld | undefined

beforeAll(async () => {
  if (!installed) return
  folder = mkdtempSync(join(tmpdir(), 'whitewater-etcd-'))
  world = await RealWorld.open({ target: etcd({ program }), members, folder, random, statusEvery: 20 })
})
afterAll(async () => {
  await world?.close()
  if (installed) rmSync(folder, { recursive: true, force: true })
})

const leaderOf = (world: RealWorld): string | undefined => {
  const leaders = members.filter((id) => world.peek(id)?.role === 'leader')
  const term = (id: string): number => world.peek(id)?.currentTerm ?? 0
  return leaders.sort((a, b) => term(b) - term(a))[0]
}

describe('etcd', () => {
  test('a leader that cannot send to the others is replaced, whoever opened the connections', async (context) => {
    if (world === undefined) return context.skip(MISSING)
    const there = world
    await until(() => leaderOf(there) !== undefined)
    const leader = leaderOf(there) as string
    const account = new SomeAccount()
    const others = members.filter((id) => id !== leader)
    for (const other of others) there.network?.cut(leader, other, account)
    await until(() => leaderOf(there) !== leader && leaderOf(there) !== undefined)
    expect(account.effects['messagesCut']).toBeGreaterThan(0)
    for (const other of others) there.network?.mend(leader, other, account)
    await until(() => there.peek(leader)?.role === 'follower')
    expect(there.unexpectedEnds).toEqual([])
  })

  test('under cuts, a kill and a pause of its leader its history is linearizable', async (context) => {
    if (world === undefined) return context.skip(MISSING)
    // the old leader is cut off, the new one is killed soon after it was elected
    const faults = parseFaults([
      { kind: 'partition', when: { at: 300 }, for: 2500, shape: 'isolate-one', nodes: 'leader' },
      {
        ...{ kind: 'crash', when: { on: 'leader', skip: 0, delay: 100, after: 300 }, for: 200 },
        ...{ unsynced: 'keep', nodes: 'subject' },
      },
      { kind: 'pause', when: { at: 3200 }, for: 800, nodes: 'any' },
    ])
    const healAt = 4200
    const plans = workloadPlans({ clients: 4, keys: 2, rate: 100, duration: healAt, timeout: 2000 })
    const [workload] = fc.sample(plans, { seed: 2, numRuns: 1 }) as [WorkloadPlan]
    const result = await runReal({
      ...{ world, workload, random, healAt, settle: 60_000 },
      nemesis: (surface) => new Nemesis(faults, surface),
    })
    expect(result.stalled).toBeUndefined()
    expect(idleFaults(result.faults)).toEqual([])
    expect(result.history.filter(({ type }) => type === 'ok').length).toBeGreaterThan(10)
    expect(checkLinearizability(judgedEvents(result.history).operations, models.kv).valid).toBe(true)
    expect(result.unexpectedEnds).toEqual([])
  })
})

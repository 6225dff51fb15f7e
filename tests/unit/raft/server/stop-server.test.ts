import { describe, expect, test, vi } from 'vitest'
import { errors } from '../../../../src/base/operation-error.ts'
import { WaitingCalls } from '../../../../src/raft/server/api/waiting-calls.ts'
import { Incarnation } from '../../../../src/raft/server/incarnation.ts'
import { createLogger } from '../../../../src/raft/server/log/logger.ts'
import { stopServer, type StoppableParts } from '../../../../src/raft/server/stop-server.ts'
import { FakeConsensus } from './api/fake-consensus.ts'
import { StandInDisk, StandInNetwork } from './stand-in-world.ts'

const read = { client: 0, sequence: 0, call: { f: 'read', value: null } }

/** The parts of a server that only note when their turn to stop comes. */
function parts({ callTimeout = 60_000, electionTimeout = 60_000 } = {}) {
  const steps: string[] = []
  const consensus = new FakeConsensus()
  const disk = new StandInDisk()
  const step = (name: string): Promise<void> => Promise.resolve(void steps.push(name))
  const incarnation = new Incarnation(() => undefined)
  const calls = new WaitingCalls({ consensus, limit: 10, timeout: 60_000, now: () => 0 })
  const stoppable: StoppableParts = {
    settings: {
      raft: { electionTimeout, heartbeat: 1, snapshotEvery: 0, reads: 'read-index' },
      limits: { body: 1, bodies: 1, waiting: 1, connections: 1, callTimeout },
    },
    storage: { ...disk.storage(), close: () => step('storage closed') },
    transport: { ...new StandInNetwork().transport('n1'), stop: () => step('links closed') },
    listener: {
      drain: () => void steps.push('no more connections'),
      close: () => step('connections closed'),
    },
    logger: createLogger({
      node: 'n1',
      write: (line) => steps.push((JSON.parse(line) as { event: string }).event),
    }),
    endLag: () => undefined,
    ...{ consensus, calls, incarnation },
  }
  return { stoppable, steps, consensus, calls, incarnation, disk }
}

const closing = ['connections closed', 'links closed', 'storage closed', 'stopped']

describe('a leader that stops', () => {
  test('finishes the calls under way, then hands over, then closes', async () => {
    const { stoppable, steps, consensus, calls } = parts()
    const answers: unknown[] = []
    calls.submit(read, (outcome) => answers.push(outcome))
    const stopped = stopServer(stoppable)
    calls.submit(read, (outcome) => answers.push(outcome))
    expect(answers).toEqual([{ type: 'fail', error: errors.stopping }])
    expect(consensus.commands.length).toBe(1)
    consensus.waiting[0]?.({ type: 'ok', value: 1 })
    await vi.waitUntil(() => consensus.commands.length === 2)
    expect(answers.at(-1)).toEqual({ type: 'ok', value: 1 })
    expect(consensus.commands[1]?.call).toEqual({ f: 'transfer-leadership', value: null })
    expect(steps).toEqual(['stopping', 'no more connections'])
    consensus.waiting[1]?.({ type: 'ok', value: 'n2' })
    await stopped
    expect(steps).toEqual(['stopping', 'no more connections', 'leadership-handed-over', ...closing])
  })

  test('waits for nobody for ever', async () => {
    const { stoppable, steps, calls } = parts({ callTimeout: 1, electionTimeout: 1 })
    const answers: unknown[] = []
    calls.submit(read, (outcome) => answers.push(outcome))
    await stopServer(stoppable)
    expect(answers).toEqual([{ type: 'info', error: errors.serverStopped }])
    expect(steps).toEqual(['stopping', 'no more connections', ...closing])
  })

  test('says so when nobody takes over', async () => {
    const { stoppable, steps, consensus } = parts()
    consensus.answer = () => ({ type: 'fail', error: 'nobody is up to date' })
    await stopServer(stoppable)
    expect(steps).toContain('leadership-not-handed-over')
  })
})

test.each([
  ['a follower', { role: 'follower' as const, leader: 'n2' }],
  ['a cluster of one', { voters: ['n1'] }],
])('%s has nothing to hand over', async (_, changed) => {
  const { stoppable, consensus, steps } = parts()
  consensus.current = { ...consensus.current, ...changed }
  await stopServer(stoppable)
  expect(consensus.commands).toEqual([])
  expect(steps.slice(-4)).toEqual(closing)
})

test('a server that failed waits for no disk', async () => {
  const { stoppable, incarnation, disk, steps } = parts()
  disk.error = new Error('gone')
  incarnation.fail(disk.error)
  await stopServer(stoppable)
  expect(steps.slice(-4)).toEqual(closing)
})

import { expect, test } from 'vitest'
import { replayFailure } from '../../../src/export/replay-script.ts'

const plan = {
  version: 1,
  scenario: 'leader-isolated',
  seed: '1',
  nodes: 3,
  settings: {},
  world: {
    network: { latency: { distribution: 'constant', min: 1, mean: 1 }, drop: 0, duplicate: 0, fifo: false },
    disk: { min: 0, mean: 0 },
    client: { distribution: 'constant', min: 0, mean: 1 },
  },
  workload: { kind: 'kv', clients: 1, keys: 1, timeout: 1000, retryAfter: 200, operations: [] },
  faults: [],
  healAt: 0,
  settle: 1000,
}

const election = { do: 'fire', node: 'n1', timer: 'election' } as const
const stranger = { do: 'deliver', from: 'n1', to: 'n2', message: 'of another program' } as const

test('a script whose messages nobody sends proves nothing, and says so', async () => {
  const failure = { target: 'own-raft', breaks: 'election-safety/two-leaders', plan }
  expect(await replayFailure({ ...failure, script: [election, stranger] })).toContain(
    'proves nothing any more',
  )
  expect(await replayFailure({ ...failure, script: [election] })).toBeUndefined()
})

test('a plan or a script that is none is named', async () => {
  const failure = { target: 'own-raft', breaks: 'x/y', plan }
  await expect(replayFailure({ ...failure, plan: { ...plan, nodes: 0 } })).rejects.toThrow('nodes')
  const script = [{ do: 'fire', node: 7 }] as never
  await expect(replayFailure({ ...failure, script })).rejects.toThrow('script.0.node')
})

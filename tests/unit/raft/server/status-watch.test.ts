import { expect, test } from 'vitest'
import type { ConsensusStatus } from '../../../../src/raft/server/consensus.ts'
import { createLogger } from '../../../../src/raft/server/log/logger.ts'
import { StatusWatch } from '../../../../src/raft/server/status-watch.ts'

function watching() {
  const told: string[] = []
  const logger = createLogger({
    node: 'n1',
    write: (line) => {
      const { event, leader, role, term } = JSON.parse(line) as Record<string, string>
      told.push(`log ${event} ${leader ?? role ?? ''} ${term ?? ''}`.trim())
    },
  })
  const watch = new StatusWatch({
    logger,
    onElection: () => told.push('election'),
    onLeader: () => told.push('leader'),
    onSnapshot: () => told.push('snapshot'),
    onContext: (context) => told.push(`context ${JSON.stringify(context)}`),
  })
  let status: ConsensusStatus = {
    ...{ id: 'n1', role: 'follower', term: 1, leader: null, voters: ['n1'], learners: [] },
    ...{ firstIndex: 1, lastIndex: 0, commitIndex: 0, lastApplied: 0 },
  }
  return (changed: Partial<ConsensusStatus>): string[] => {
    told.length = 0
    watch.look((status = { ...status, ...changed }))
    return [...told]
  }
}

test('elections are counted once each, also when one follows the other', () => {
  const see = watching()
  expect(see({ role: 'candidate', term: 2 })).toEqual(['election', 'log role-changed candidate 2'])
  expect(see({})).toEqual([])
  expect(see({ term: 3 })).toEqual(['election'])
  expect(see({ role: 'leader', leader: 'n1' })).toEqual([
    'log role-changed leader 3',
    'leader',
    'log leader-known n1 3',
  ])
})

test('a leader that is known again in its term is no change', () => {
  const see = watching()
  expect(see({ leader: 'n2', term: 4 })).toEqual(['leader', 'log leader-known n2 4'])
  expect(see({ leader: null })).toEqual(['log leader-lost n2 4'])
  expect(see({ leader: 'n2' })).toEqual(['log leader-known n2 4'])
  expect(see({ leader: 'n2', term: 5 })).toEqual(['leader', 'log leader-known n2 5'])
})

test('a log that begins later than before was compacted; what an earlier life left was not', () => {
  const see = watching()
  expect(see({ firstIndex: 100 })).toEqual([])
  expect(see({ firstIndex: 200 })).toEqual(['snapshot', 'log log-compacted'])
  expect(see({})).toEqual([])
})

test('what a change of membership carries is told once', () => {
  const see = watching()
  const context = { addresses: {} }
  expect(see({ context })).toEqual(['context {"addresses":{}}'])
  expect(see({ context })).toEqual([])
})

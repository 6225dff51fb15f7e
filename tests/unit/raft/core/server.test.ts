import { expect, test } from 'vitest'
import { defaultConfig, rules } from '../../../../src/raft/core/index.ts'
import { applyCommitted } from '../../../../src/raft/core/commit.ts'
import { emptyDisk, Server } from '../../../../src/raft/core/server.ts'
import { logOf } from './machine.ts'

const config = { ...defaultConfig, id: 'n1', members: ['n1', 'n2', 'n3'] }

test('a term never comes back', () => {
  const server = new Server(config, rules, { ...emptyDisk, currentTerm: 3 })
  server.setTerm(3, 'n2')
  expect(() => server.setTerm(2, null)).toThrow('term 2 does not follow term 3')
})

test('an entry that does not stand at its index is not applied', () => {
  const server = new Server(config, rules, { ...emptyDisk, currentTerm: 1, entries: logOf([1, 1]) })
  Object.assign(server.log.at(2)!, { index: 7 })
  server.commitIndex = 2
  expect(() => applyCommitted(server)).toThrow('entry 7 stands at 2 in the log')
})

test('nothing beyond the end of the log is durable', () => {
  const server = new Server(config, rules, { ...emptyDisk, currentTerm: 1, entries: logOf([1, 1]) })
  server.durableIndex = 3
  expect(() => server.persisted(1)).toThrow("durable up to 3, beyond the log's end 2")
})

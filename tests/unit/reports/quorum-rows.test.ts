import { expect, test } from 'vitest'
import type { Quorum } from '../../../checkers/diagnosis/diagnosis.ts'
import { quorumRows } from '../../../reports/quorum-rows.ts'
import { quorumLines } from '../../../reports/terminal/quorum-lines.ts'
import { styleOf } from '../../../reports/terminal/style.ts'

const servers = ['n1', 'n2', 'n3', 'n4', 'n5']
const because = (...quorums: Quorum[]) => ({
  cause: 'committed-without-a-majority' as const,
  rule: 'x',
  headline: 'x',
  because: [],
  quorums,
})
const commit = {
  name: 'counted at the commit',
  term: 3,
  members: servers,
  servers: ['n1', 'n3', 'n5'],
  step: 37,
}
const elected = { name: 'elected n4', term: 4, members: servers, servers: ['n2', 'n4', 'n5'], step: 44 }

test('says of each server what it was in each quorum, and who is in all of them', () => {
  const drawn = quorumRows(because(commit, elected), servers)!
  expect(drawn.rows.map(({ name }) => name)).toEqual(['counted at the commit, term 3', 'elected n4, term 4'])
  expect(drawn.rows[0]!.parts).toEqual(['decided', 'member', 'decided', 'member', 'decided'])
  expect(drawn.shared).toEqual([false, false, false, false, true])
  expect(drawn.sum).toBe('n5 is in both')
  expect(drawn.rows.map(({ members }) => members)).toEqual(['', ''])
})

test('names the members where not all servers decide, and both sets of a joint membership', () => {
  const three = ['n1', 'n2', 'n3']
  const drawn = quorumRows(
    because(
      { ...commit, members: three, servers: ['n1', 'n2'] },
      { ...elected, members: ['n3', 'n4', 'n5'], outgoing: three, servers: ['n3', 'n4', 'n5'] },
    ),
    servers,
  )!
  expect(drawn.rows.map(({ members }) => members)).toEqual([
    'of the members n1 n2 n3 (2 of 3)',
    'majorities of n3 n4 n5 (3 of 3) and, before, of n1 n2 n3 (1 of 3)',
  ])
  expect(drawn.rows[0]!.parts.slice(2)).toEqual(['member', 'outside', 'outside'])
  expect(drawn.sum).toBe('no server is in both')
})

test('a single quorum shares nothing, and none draws nothing', () => {
  const drawn = quorumRows(because(commit), servers)!
  expect([drawn.sum, ...drawn.shared]).toEqual([undefined, false, false, false, false, false])
  expect(quorumRows(because(), servers)).toBeUndefined()
  expect(quorumRows(undefined, servers)).toBeUndefined()
})

test('stands in columns on a terminal, and nowhere where it would be broken over lines', () => {
  expect(quorumLines(because(commit, elected), servers, styleOf({}))).toEqual([
    '           counted at the commit, term 3  n1 .  n3 .  n5  step 37',
    '           elected n4, term 4             .  n2 .  n4 n5  step 44: n5 is in both',
  ])
  expect(quorumLines(because(commit, elected), servers, styleOf({ width: 60 }))).toEqual([])
  expect(quorumLines(because(commit), servers, styleOf({}))).toEqual([])
})

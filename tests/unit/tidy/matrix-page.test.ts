import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { matrixPagePath, matrixPageText, matrixResult } from '../../../scripts/matrix-page.ts'
import { schedules } from '../../../scenarios/index.ts'
import { readMatrixFile } from '../../../src/matrix/matrix-file.ts'

const example = join(import.meta.dirname, '../../../examples/matrix.json')

test('the page stands as its result has it', async () => {
  expect(readFileSync(matrixPagePath, 'utf8')).toBe(await matrixPageText())
})

test('the result is of the example, and of all schedules', () => {
  const title = ({ name, version = '' }: { name: string; version?: string }) => `${name} ${version}`
  const { implementations, schedules: shown } = matrixResult()
  expect(implementations.map(title)).toEqual(readMatrixFile(example).implementations.map(title))
  expect(shown).toEqual(schedules.map(({ name, about }) => ({ name, about })))
  expect(implementations.filter(({ ran }) => ran === undefined)).toEqual([])
})

/** What each implementation failed, those of npm left out, whose faults their example lists. */
const failures = matrixResult()
  .implementations.filter(({ target }) => !target.startsWith('./examples/npm/'))
  .flatMap(({ name, version, ran }) =>
    (ran?.schedules ?? [])
      .filter(({ result }) => result === 'failed')
      .map((one) => [name, version, one.name]),
  )

test('of the releases of etcd the late acknowledgement is taken by the old one alone', () => {
  expect(failures.filter(([name]) => name?.startsWith('etcd'))).toEqual([
    ['etcd, reused contexts', 'v3.6.0', 'late-acknowledgement-confirms-a-read'],
  ])
})

test('nobody else is accused but who has the fault that its example explains', () => {
  const snapshots = failures.filter(([name]) => name === 'omnipaxos, snapshots')
  expect(snapshots.map(([, , schedule]) => schedule)).toEqual([
    'two-candidates-in-one-term',
    'candidate-without-the-entry',
    'appends-of-an-old-leader',
    'read-at-a-deposed-leader',
    'read-at-a-new-leader',
    'restart-of-all',
    'followers-restart-leader-stays-away',
  ])
  expect(failures.filter(([name]) => !name?.startsWith('etcd') && name !== 'omnipaxos, snapshots')).toEqual([
    // entries of earlier terms are counted, and what no leader has compared is acknowledged
    ['canonical/raft', '0.15.0', 'figure-8'],
    ['canonical/raft', '0.15.0', 'accepted-in-an-earlier-reign'],
    // a follower with a snapshot, and entries behind it that were never committed, refuses a new leader for ever
    ['hashicorp raft', 'v1.8.0', 'longer-log-of-an-older-term'],
    ['hashicorp raft', 'v1.8.0', 'figure-8'],
    ['hashicorp raft', 'v1.8.0', 'accepted-in-an-earlier-reign'],
    ['hashicorp raft', 'v1.8.0', 'answers-of-an-earlier-reign'],
    ['hashicorp, VerifyLeader', 'v1.8.0', 'longer-log-of-an-older-term'],
    ['hashicorp, VerifyLeader', 'v1.8.0', 'figure-8'],
    ['hashicorp, VerifyLeader', 'v1.8.0', 'accepted-in-an-earlier-reign'],
    ['hashicorp, VerifyLeader', 'v1.8.0', 'answers-of-an-earlier-reign'],
    // a follower that never catches up
    ['MicroRaft', '0.7', 'longer-log-of-an-older-term'],
    ['MicroRaft', '0.7', 'uncommitted-entry-is-not-applied'],
    ['MicroRaft', '0.7', 'accepted-in-an-earlier-reign'],
    ['MicroRaft', '0.7', 'answers-of-an-earlier-reign'],
  ])
})

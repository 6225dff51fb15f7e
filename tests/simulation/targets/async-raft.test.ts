import { execa } from 'execa'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { asyncRaft } from './async-raft.ts'
import { digestsOf, huntFor, runAll, seeds, servedBy, violationsOf } from './runs.ts'

const fixture = (name: string): string => join(import.meta.dirname, name)

describe('a Raft with promises, timers and clocks of its own', () => {
  test('runs through every scenario without a violation', async () => {
    const ran = await runAll(asyncRaft(), seeds(10))
    expect(violationsOf(ran)).toEqual([])
    expect(ran).toHaveLength(10 * servedBy(asyncRaft()).length)
    expect(ran.filter(({ status }) => status === 'valid').length).toBeGreaterThan(ran.length - 4)
    // it was put to the test: there were crashes, pauses and elections after the first
    expect(ran.reduce((sum, { counts }) => sum + counts.crashes, 0)).toBeGreaterThan(50)
    expect(ran.reduce((sum, { counts }) => sum + counts.elections, 0)).toBeGreaterThan(200)
  })

  test('gives the same digests again, in this process and in another under load', async () => {
    const first = digestsOf(await runAll(asyncRaft(), [7]))
    expect(new Set(first).size).toBe(first.length)
    const others = [0, 1].map(() => execa(process.execPath, [fixture('digests-of-async-raft.ts'), '7']))
    const again = digestsOf(await runAll(asyncRaft(), [7]))
    expect(again).toEqual(first)
    for (const { stdout } of await Promise.all(others)) expect(JSON.parse(stdout)).toEqual(first)
  })

  test('runs side by side do not meet', async () => {
    const [alone] = await runAll(asyncRaft(), [3])
    const [one, two] = await Promise.all([runAll(asyncRaft(), [3]), runAll(asyncRaft(), [4])])
    expect(one?.[0]?.digest).toBe(alone?.digest)
    expect(two?.[0]?.digest).not.toBe(alone?.digest)
  })

  test.each([
    ['an acknowledgement before the disk has the entries', 'leader-completeness', { ackBeforeSync: true }],
    ['a vote without a look at the log', 'election-restriction', { voteBlindly: true }],
  ])('%s is found', async (_bug, property, faults) => {
    expect(await huntFor(property, asyncRaft(faults), ['majority-down', 'everything-at-once'])).toBeDefined()
  })
})

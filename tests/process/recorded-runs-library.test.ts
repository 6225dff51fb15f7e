import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import {
  builtInRaft,
  minimize,
  planted,
  replay,
  resolveTarget,
  run,
  scenarios,
  TestCase,
  type HuntedBug,
} from '../../src/index.ts'

const folder = (): string => mkdtempSync(join(tmpdir(), 'whitewater-recorded-'))

/** A run that breaks a property, as a test case. */
async function brokenCase() {
  const scenario = scenarios.find(({ name }) => name === 'contested-elections')
  if (scenario === undefined) throw new Error('no such scenario')
  const target = 'own-raft+vote-twice'
  const testCase = new TestCase({ scenario, target, make: await resolveTarget(target), seed: '7' })
  const result = await testCase.run()
  return { testCase, result, token: testCase.token(result.digest) }
}

test('a test case gives the same run each time, and replay makes it again from its token', async () => {
  const { testCase, result, token } = await brokenCase()
  expect(result.violation?.property).toBe('one-vote-per-term')
  expect((await testCase.run()).digest).toBe(result.digest)
  const { record, before, same, divergence, text } = await replay(token)
  expect({ before, same, divergence }).toEqual({ before: result.digest, same: true, divergence: undefined })
  expect(record).toMatchObject({ status: 'invalid', digest: result.digest, token })
  expect(record.trace?.steps.length).toBeGreaterThanOrEqual(record.counts.steps)
  expect(text).toMatch(/^FAIL one-vote-per-term/)
  expect(text).toMatch(new RegExp(`digest ${result.digest}, as before\n$`))
})

test('replay says where a run that came out otherwise comes from', async () => {
  const { same, before, divergence, text } = await replay('w1:leader-isolated:1:0123456789abcdef')
  expect({ same, before }).toEqual({ same: false, before: '0123456789abcdef' })
  expect(new Set(divergence?.digests).size).toBe(1)
  expect(divergence?.digests.length).toBe(3)
  expect(text).toContain('DIVERGED: digest ')
})

test('minimize makes a failure small, and writes where it is told', async () => {
  const { token } = await brokenCase()
  const output = folder()
  const { report, text } = await minimize(token, { output, timeLimit: 20_000 })
  expect(report.minimized?.record.signature).toBe('rule/second-vote-in-a-term')
  expect(report.minimized?.after.steps).toBeLessThan(report.record.counts.steps)
  expect(text).toMatch(/n\d voted for n\d and then for n\d in term 1/)
  const small = join(dirname(report.reportPath ?? ''), 'minimized.json')
  expect(existsSync(small)).toBe(true)
  expect(await replay(small)).toMatchObject({ same: true, record: { status: 'invalid' } })
  await expect(minimize(small)).rejects.toThrow('this is a minimized script already')
  expect((await minimize(token)).report.reportPath).toBeUndefined()
})

test('minimize says what a run that breaks nothing else went past', async () => {
  const { token } = await brokenCase()
  const known = ['rule/second-vote-in-a-term']
  const refused = expect(minimize(token, { isolation: 'none', known })).rejects
  await refused.toThrow('nothing to minimize (it went past rule/second-vote-in-a-term, which is known)')
})

test('minimize says that a run came out otherwise than it was recorded, where it breaks nothing any more', async () => {
  const refused = expect(minimize('w1:leader-isolated:1:0123456789abcdef', { isolation: 'none' })).rejects
  await refused.toThrow('came out otherwise than it was recorded, and breaks nothing now')
})

test('a target at hand is taken in place of the one that the recording names', async () => {
  const target = { ...builtInRaft(), name: 'at-hand' }
  const { runs } = await run({ target, scenarios: ['leader-isolated'], runs: 1 })
  expect(runs).toBe(1)
  const scenario = scenarios.find(({ name }) => name === 'leader-isolated')
  if (scenario === undefined) throw new Error('no such scenario')
  const testCase = new TestCase({ scenario, target: target.name, make: () => target, seed: '3' })
  const token = testCase.token((await testCase.run()).digest)
  await expect(replay(token)).rejects.toThrow('there is no target "at-hand"')
  expect(await replay(token, { target })).toMatchObject({ same: true, record: { status: 'valid' } })
  await expect(minimize(token, { target })).rejects.toThrow('this run breaks nothing')
})

test('planted hunts the bugs that are named, and counts', async () => {
  const hunted: HuntedBug[] = []
  const { bugs, missed, verdict } = await planted(['vote-twice'], {
    repeat: 2,
    minimize: false,
    onHunted: (one) => void hunted.push(one),
  })
  expect(missed).toEqual([])
  expect(hunted).toEqual(bugs)
  expect(verdict).toMatchObject({
    version: 1,
    planted: [{ id: 'vote-twice', hunts: 2, found: 2, properties: ['one-vote-per-term'] }],
  })
  expect(verdict.planted[0]?.report).toBeUndefined()
})

test.each([
  [() => replay('nope.json'), 'nope.json: no such file'],
  [
    () => replay('w1:a:1:0123456789abcdef', { watchdog: 0 }),
    'watchdog must be milliseconds above zero; got 0',
  ],
  [
    () => replay('w1:a:1:0123456789abcdef', { isolation: 'thread' as never }),
    'isolation must be process or none',
  ],
  [
    () => minimize('w1:a:1:0123456789abcdef', { timeLimit: -1 }),
    'timeLimit must be milliseconds above zero; got -1',
  ],
  [() => planted(['nope']), 'there is no planted bug "nope"'],
  [() => planted([], { repeat: 0 }), 'repeat must be a whole number from 1 to 1000; got 0'],
  [() => planted([], { seed: 'a:b' }), 'seed must be 1 to 64 letters'],
  [() => run({ nodes: 0 }), 'nodes must be a whole number from 1 to 15; got 0'],
  [() => run({ runs: 0 }), 'runs must be a whole number from 1 to 1000000000; got 0'],
])('what is wrong is said by the name of the option: %#', async (act, message) => {
  await expect(act()).rejects.toThrow(message)
})

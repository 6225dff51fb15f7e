import { describe, expect, test } from 'vitest'
import { scenarios } from '../../../scenarios/index.ts'
import { signatureOf } from '../../../src/record/verdict.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import { parseToken } from '../../../src/run/replay-token.ts'
import { runPlan } from '../../../src/run/run-plan.ts'
import { builtInRaft, type BuiltInRaftOptions } from '../../../src/subject/built-in-raft/built-in-raft.ts'
import { InProcessHost, loadSubject } from '../../../src/testcase/in-process-host.ts'
import { defaultTarget, plantedBug, plantedTarget } from '../../../src/testcase/targets.ts'
import { TestCase, type TestCaseParts } from '../../../src/testcase/test-case.ts'

const named = (name: string) => scenarios.find((one) => one.name === name)!

const caseOf = (scenario: string, seed: string, more: Partial<TestCaseParts> = {}): TestCase =>
  new TestCase({ scenario: named(scenario), target: 'own-raft', make: defaultTarget, seed, ...more })

const host = new InProcessHost(() => loadSubject({ target: 'own-raft', scenarios: [] }), 'own-raft')

describe('a plan', () => {
  test('is the one that is drawn from scenario, seed, target and shape, the same at each call', () => {
    const shape = { nodes: 4, timeLimit: 1500 }
    const testCase = caseOf('everything-at-once', 'plan', { shape })
    expect(testCase.plan()).toEqual(drawPlan(named('everything-at-once'), 'plan', builtInRaft(), shape))
    expect(testCase.plan()).toBe(testCase.plan())
    expect(testCase.plan().nodes).toBe(4)
  })

  test('may be given in place of the drawn one', () => {
    const drawn = caseOf('steady-cluster', 'given')
    const plan = { ...drawn.plan(), nodes: 2 }
    expect(drawn.withPlan(plan).plan()).toBe(plan)
    expect(drawn.plan().nodes).toBe(drawPlan(named('steady-cluster'), 'given', builtInRaft()).nodes)
  })
})

// digests as they were before there was a test case: tokens of that time must still replay
describe.each([
  ['steady-cluster', 'd1', '04b14b559149e1cc'],
  ['minority-down', 'd3', '28ddc705dfd3bf76'],
  ['leader-crash-before-majority', 'd2', '4eb626f87ad6aa36'],
])('the run of %s, seed %s', (scenario, seed, digest) => {
  test('has the digest it always had, run by hand, by the class and by a host', async () => {
    const testCase = caseOf(scenario, seed)
    const plan = testCase.plan()
    expect(runPlan(plan, builtInRaft(plan.settings as BuiltInRaftOptions)).digest).toBe(digest)
    expect((await testCase.run()).digest).toBe(digest)
    const order = { scenario, seed, shape: {}, keep: 'digest' } as const
    expect((await host.run(order)).result.digest).toBe(digest)
  })

  test('is made again from its token, and from a token with its plan', async () => {
    const testCase = caseOf(scenario, seed)
    const byPlan = testCase.withPlan(testCase.plan()).token(digest)
    expect(testCase.token(digest)).toBe(`w1:${scenario}:${seed}:${digest}`)
    expect(byPlan).toMatch(/^w1:=/)
    for (const token of [testCase.token(digest), byPlan]) {
      const { plan, result } = await host.replay(parseToken(token))
      expect(plan).toEqual(testCase.plan())
      expect(result.digest).toBe(digest)
    }
  })
})

test('a token carries target and shape, and comes back as it was', () => {
  const shape = { nodes: 5, nemesis: ['partition'] }
  const token = caseOf('steady-cluster', 'a:b', { target: './my-raft.ts', shape }).token('0123456789abcdef')
  expect(parseToken(token)).toEqual({
    by: 'seed',
    scenario: 'steady-cluster',
    seed: 'a:b',
    target: './my-raft.ts',
    shape,
    digest: '0123456789abcdef',
  })
})

test('a traced run repeats as a script, which its token carries', async () => {
  const timed = caseOf('steady-cluster', 'script', { shape: { timeLimit: 500 } })
  const { script } = await timed.run({ traced: true })
  const scripted = caseOf('steady-cluster', 'script', { plan: timed.plan(), script: script! })
  const { digest } = await scripted.run()
  expect((await scripted.run()).digest).toBe(digest)
  expect((await host.replay(parseToken(scripted.token(digest)))).result.digest).toBe(digest)
})

test('the scenario judges the run', async () => {
  const violation = {
    ...{ property: 'judged', shape: 'always', step: 1, time: 0, headline: 'no', proof: [], facts: [] },
  }
  const strict = { ...named('steady-cluster'), judge: () => violation }
  const testCase = caseOf('steady-cluster', 'judged', { scenario: strict, shape: { timeLimit: 300 } })
  const result = await testCase.run()
  expect(result.violation).toEqual(violation)
  expect(testCase.record(result)).toMatchObject({ status: 'invalid', signature: 'judged/always' })
})

describe('a failure', { timeout: 120_000 }, () => {
  const bug = plantedBug('vote-no-log-check')

  /** The first run that shows the bug. */
  async function failing(parts: Partial<TestCaseParts> = {}) {
    for (let seed = 0; seed < 300; seed++) {
      const testCase = caseOf('contested-elections', `fails${seed}`, {
        target: `own-raft+${bug.id}`,
        make: plantedTarget(bug),
        ...parts,
      })
      const result = await testCase.run()
      if (result.violation !== undefined) return { testCase, result }
    }
    throw new Error(`${bug.id} was not found`)
  }

  test('keeps its signature when it is minimized, and replays', async () => {
    const { testCase, result } = await failing()
    const signature = signatureOf(result.violation!)
    const { record, minimized, replayed } = await testCase.minimize(result)
    expect(record.signature).toBe(signature)
    expect(record.token).toBe(testCase.token(result.digest))
    expect(replayed).toEqual({ runs: 1, same: 1 })
    expect(minimized!.record.signature).toBe(signature)
    expect(minimized!.after.steps).toBeLessThan(record.counts.steps)
    const again = await host.replay(parseToken(minimized!.record.token))
    expect(again.result.digest).toBe(minimized!.record.digest)
  })

  test('is reported alike by a host that gets it as data', async () => {
    const { testCase, result } = await failing()
    const failure = testCase.failure(result)
    const limits = { skip: true }
    const answer = await host.minimize({ failure: JSON.parse(JSON.stringify(failure)) as never, limits })
    expect(answer).toEqual(await testCase.minimize(result, limits))
  })

  test('stays in the shape that the user fixed', async () => {
    const { testCase, result } = await failing({ shape: { nodes: 5 } })
    const { minimized } = await testCase.minimize(result)
    expect(minimized!.record.nodes).toHaveLength(5)
  })
})

import { describe, expect, test } from 'vitest'
import { builtInRaft, inProcess, minimize, replay, run, scenarios, TestCase } from '../../src/index.ts'
import type { NodeView, PlanShape, RaftNode, Target } from '../../src/index.ts'
import { present } from '../../src/base/assert.ts'
import { noSessionDeduplication } from '../../scenarios/planted/no-session-deduplication.ts'
import { voteTwice } from '../../scenarios/planted/vote-twice.ts'
import type { RunResult } from '../../src/run/run-result.ts'

// Two bugs at once: the shallow one ends nearly every run before the deep one shows.

const both = (): Target => builtInRaft({}, { ...voteTwice.deviation, ...noSessionDeduplication.deviation })

const shallow = [
  'one-vote-per-term/two-votes',
  'one-vote-per-term/vote-changed',
  'one-vote-per-term/two-votes-over-restart',
  'election-safety/two-leaders',
]

function testCase(scenario: string, seed: string, shape: PlanShape, make: () => Target = both): TestCase {
  const known = scenarios.find(({ name }) => name === scenario)
  return new TestCase({ scenario: present(known, scenario), target: 'own-raft', make, seed, shape })
}

const signature = ({ violation }: RunResult): string | undefined =>
  violation && `${violation.property}/${violation.shape}`

const seeds = Array.from({ length: 40 }, (_, number) => `${number}`)

test('the deep bug is found behind the shallow one, in runs that the shallow one had ended', async () => {
  let behind = 0
  for (const seed of seeds) {
    const plain = await testCase('contested-elections', seed, {}).run()
    const past = await testCase('contested-elections', seed, { known: shallow }).run()
    if (!shallow.includes(signature(plain) ?? '')) continue
    expect(past.known, seed).toContain(signature(plain))
    expect(past.counts.steps, seed).toBeGreaterThan(plain.counts.steps)
    if (signature(past) === 'exactly-once/twice') behind++
    expect(shallow).not.toContain(signature(past))
  }
  expect(behind).toBeGreaterThan(0)
})

test('a rule that is known is gone past in each breach that comes of it, and only in those', async () => {
  const known = ['rule/second-vote-in-a-term', 'rule/vote-not-on-disk']
  let behind = 0
  for (const seed of seeds) {
    const plain = await testCase('contested-elections', seed, {}).run()
    const past = await testCase('contested-elections', seed, { known }).run()
    expect(known.map((one) => `rule/${past.violation?.cause}` === one)).not.toContain(true)
    if (!known.includes(`rule/${plain.violation?.cause}`)) continue
    expect(past.known, seed).toContain(`rule/${plain.violation?.cause}`)
    expect(past.counts.steps, seed).toBeGreaterThan(plain.counts.steps)
    // the run that counts kept a trace, and gives none of it away
    expect(past).not.toHaveProperty('trace')
    const again = await testCase('contested-elections', seed, { known }).run({ traced: true })
    expect(again.digest, seed).toBe(past.digest)
    if (past.violation?.cause === 'retry-executed-again') behind++
  }
  expect(behind).toBeGreaterThan(0)
})

test('a run in which nothing known shows is the run it was', async () => {
  const plain = await testCase('steady-cluster', '1', {}, () => builtInRaft()).run()
  const past = await testCase('steady-cluster', '1', { known: shallow, ignore: ['liveness'] }, () =>
    builtInRaft(),
  ).run()
  expect(past).toEqual(plain)
})

test('what was known is part of the token: the same run, the same digest; and more may be known of it', async () => {
  const known = shallow.slice(0, 2)
  const seed = seeds.find((one) => {
    const result = testCase('contested-elections', one, { known }).run() as RunResult
    return result.known !== undefined && shallow.includes(signature(result) ?? '')
  })
  const one = testCase('contested-elections', present(seed, 'a seed'), { known })
  const made = await one.run()
  const again = await replay(one.token(made.digest), { target: both() })
  expect(again.same).toBe(true)
  expect(again.record).toMatchObject({ digest: made.digest, known: made.known })
  const further = await replay(one.token(made.digest), { target: both(), known: shallow })
  expect(further.record.counts.steps).toBeGreaterThan(made.counts.steps)
  expect(further).toMatchObject({ before: '', same: true })
  // its token is that of the run that goes on
  const once = await replay(further.record.token, { target: both() })
  expect(once).toMatchObject({ same: true, before: further.record.digest })
})

test('what lies behind is minimized, and told without what is known where it shows without', async () => {
  const found = seeds.find((seed) => {
    const result = testCase('contested-elections', seed, { known: shallow }).run() as RunResult
    return signature(result) === 'exactly-once/twice' && (result.known ?? []).length > 0
  })
  const one = testCase('contested-elections', present(found, 'a seed'), {})
  const made = await one.run()
  expect(signature(made)).not.toBe('exactly-once/twice')
  const { report } = await minimize(one.token(made.digest), {
    target: both(),
    known: shallow,
    timeLimit: 60_000,
  })
  expect(report.record.violation).toMatchObject({ property: 'exactly-once', shape: 'twice' })
  expect(report.record.signature).toBe('rule/retry-executed-again')
  const small = present(report.minimized, 'the minimized run')
  expect(small.record.signature).toBe('rule/retry-executed-again')
  expect(small.record.plan).not.toHaveProperty('judging')
})

/** A server that answers nobody. */
const mute = (): Target => inProcess({ name: 'mute', create: () => new Mute() })

class Mute implements RaftNode<unknown, unknown> {
  receive(): void {
    // to itself
  }
  submit(): void {
    // nobody hears of it
  }
  view(): NodeView {
    return {
      ...{ role: 'follower', currentTerm: 0, votedFor: null, log: [] },
      ...{ firstIndex: 1, commitIndex: 0, lastApplied: 0 },
    }
  }
}

describe('what is found when a run is over', () => {
  test('liveness', async () => {
    const shape = { known: ['liveness/no-progress'] }
    const stands = await testCase('steady-cluster', '1', {}, mute).run()
    expect(stands.violation).toMatchObject({
      property: 'liveness',
      shape: 'no-progress',
      cause: 'nobody-stands',
    })
    const past = await testCase('steady-cluster', '1', shape, mute).run()
    expect(past).toMatchObject({ status: 'valid', known: ['liveness/no-progress'] })
    expect(past.violation).toBeUndefined()
    const ignored = await testCase('steady-cluster', '1', { ignore: ['liveness'] }, mute).run()
    // nothing is known to break, and nothing was proved
    expect(ignored.status).toBe('unknown')
    expect(ignored.known).toBeUndefined()
  })

  test('linearizability', async () => {
    const stale = (): Target => builtInRaft({}, { raft: { answersLocally: (kind) => kind === 'read' } })
    const known = ['linearizability/kv/read']
    const failing = seeds.filter((seed) => {
      const result = testCase('leader-isolated', seed, {}, stale).run() as RunResult
      return signature(result) === known[0]
    })
    expect(failing.length).toBeGreaterThan(0)
    for (const seed of failing) {
      const past = await testCase('leader-isolated', seed, { known }, stale).run()
      expect(past, seed).toMatchObject({ known })
      expect(signature(past)).not.toBe(known[0])
    }
  })
})

describe('a server that throws', () => {
  /** The fifth call that a server takes is too much for it. */
  const throwing = (): Target => {
    const target = builtInRaft()
    return {
      ...target,
      create: (env) => {
        const node = target.create(env) as RaftNode<unknown, unknown>
        let calls = 0
        const submit = node.submit.bind(node)
        node.submit = (call, done) => {
          if (++calls === 5) throw new RangeError('the fifth call')
          submit(call, done)
        }
        return node
      },
    }
  }
  const known = ['no-exception/RangeError']

  test('ends a run where that is not known; is started again where it is', async () => {
    const plain = await testCase('steady-cluster', '2', {}, throwing).run()
    expect(signature(plain)).toBe(known[0])
    const past = await testCase('steady-cluster', '2', { known }, throwing).run({ traced: true })
    expect(past).toMatchObject({ status: 'valid', known })
    expect(past.counts.crashes).toBeGreaterThan(0)
    expect(past.counts.ok).toBeGreaterThan(plain.counts.ok)
    const kinds = past.trace?.steps.map(({ kind }) => kind) ?? []
    expect(kinds.filter((kind) => kind === 'restart')).toHaveLength(kinds.filter((k) => k === 'crash').length)
    const again = await testCase('steady-cluster', '2', { known }, throwing).run()
    expect(again.digest).toBe(past.digest)
  })

  test('does so in the library too, and is counted', async () => {
    const report = await run({
      target: throwing(),
      scenarios: ['steady-cluster'],
      runs: 4,
      known: [...known, 'log-matching/different-commands'],
    })
    expect(report.failures).toEqual([])
    expect(report.known).toEqual([
      { signature: 'log-matching/different-commands', runs: 0 },
      { signature: 'no-exception/RangeError', runs: 4 },
    ])
  })
})

describe('what a subject does beside the protocol', () => {
  type Submit = (done: (outcome: { type: 'ok'; value: null }) => void, call: number) => void

  /** Answers as `submit` says; its answers are no key-value store, which is another breach. */
  const answering = (submit: Submit, more: object = {}): Target =>
    inProcess({
      name: 'odd',
      create: () => {
        let calls = 0
        return {
          receive: () => undefined,
          submit: (_call: unknown, done: Parameters<Submit>[0]) => submit(done, ++calls),
          ...more,
        }
      },
    })

  const ok = { type: 'ok', value: null } as const
  const floods = (): Target =>
    inProcess({
      name: 'floods',
      create: ({ clock }) => {
        const again = (): void => void clock.after(0, again)
        clock.after(1500, again)
        return {
          receive: () => undefined,
          submit: (_call: unknown, done: (o: typeof ok) => void) => done(ok),
        }
      },
    })

  test.each([
    [
      'answered-once/same-answer',
      () =>
        answering((done) => {
          done(ok)
          done(ok)
        }),
    ],
    ['well-formed-view/view', () => answering((done) => done(ok), { view: () => 7 })],
    [
      'no-exit/process.exit',
      () =>
        answering((done, call) => {
          if (call === 3) process.exit(1)
          done(ok)
        }),
    ],
    [
      'no-exception/RangeError',
      () =>
        answering((done, call) => {
          if (call === 3) throw new RangeError('the third')
          done(ok)
        }),
    ],
    ['livelock/livelock', floods],
  ])('%s is gone past, or what clients saw until then is judged', async (known, make) => {
    const plain = await testCase('steady-cluster', '1', {}, make).run()
    expect(signature(plain)).toBe(known)
    const past = await testCase('steady-cluster', '1', { known: [known] }, make).run()
    expect(past.known).toEqual([known])
    expect(past.violation?.property).toBe('linearizability')
    const all = [known, signature(past) ?? '', 'linearizability/kv/read', 'linearizability/kv/cas']
    const nothing = await testCase('steady-cluster', '1', { known: all }, make).run()
    expect(nothing.violation).toBeUndefined()
    expect(nothing.status).toBe('valid')
  })

  test('an exit that is known is no exception beside it', async () => {
    const exits = (): Target => answering(() => process.exit(1))
    const known = ['no-exit/process.exit', 'liveness/no-progress']
    const past = await testCase('steady-cluster', '1', { known }, exits).run()
    expect(past).toMatchObject({ status: 'valid', known })
    expect(past.counts.crashes).toBeGreaterThan(0)
  })
})

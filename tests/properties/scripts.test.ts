import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scenarios } from '../../scenarios/index.ts'
import type { Decision, Script } from '../../src/record/decision.ts'
import { drawPlan } from '../../src/run/drawing/draw-plan.ts'
import { runScript } from '../../src/run/scripted/scripted-run.ts'
import { runPlan } from '../../src/run/run-plan.ts'
import { builtInRaft, type BuiltInRaftOptions } from '../../src/subject/built-in-raft/built-in-raft.ts'

const wild = scenarios.find(({ name }) => name === 'everything-at-once')!
const recorded = ['s1', 's2', 's3', 's4'].map((seed) => {
  const plan = drawPlan(wild, seed, builtInRaft(), { timeLimit: 1500 })
  const target = () => builtInRaft(plan.settings as BuiltInRaftOptions)
  return { plan, target, script: runPlan(plan, target(), { traced: true }).script! }
})

/** Leaves out decisions: some here and there, a stretch, or everything but a little. */
const thinned = fc.constantFrom(...recorded).chain((one) =>
  fc
    .tuple(fc.constantFrom(2, 10, 50), fc.infiniteStream(fc.nat(99)), fc.nat(one.script.length), fc.nat(100))
    .map(([percent, stream, from, length]) => {
      const kept = one.script.filter((_, at) =>
        at >= from && at < from + length ? false : (stream.next().value ?? 0) >= percent,
      )
      return { ...one, kept }
    }),
)

test('every part of a script is a script: it runs to its end, and accuses the correct Raft of nothing', () => {
  fc.assert(
    fc.property(thinned, ({ plan, target, kept }) => {
      const result = runScript(plan, target(), kept)
      expect(result.violation?.headline).toBeUndefined()
      expect(runScript(plan, target(), kept).digest).toBe(result.digest)
    }),
    { numRuns: 60 },
  )
})

const node = fc.constantFrom('n1', 'n2', 'n3', 'n9')
const hold = fc.constantFrom({}, { hold: true as const })
const kinds = [
  'request-vote',
  'vote granted',
  'append entries-',
  'append entries+',
  'append-reply success',
  'append-reply !success',
]
const decision: fc.Arbitrary<Decision> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(node, node, fc.constantFrom(...kinds), fc.constantFrom({}, {}, { again: true as const }), hold)
      .map(([from, to, kind, again, held]): Decision => ({
        do: 'deliver',
        from,
        to,
        message: `${kind}#0`,
        ...again,
        ...held,
      })),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(node, fc.constantFrom('election', 'heartbeat', 'nap'), hold)
      .map(([one, timer, held]): Decision => ({ do: 'fire', node: one, timer, ...held })),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(node, fc.nat(2), fc.nat(3)).map(([one, client, value]): Decision => ({
      do: 'submit',
      client,
      node: one,
      call: value === 0 ? { f: 'read', value: null } : { f: 'write', value },
    })),
  },
  fc.tuple(node, fc.nat(3)).map(([one, client]): Decision => ({ do: 'retry', client, node: one })),
  fc.tuple(node, hold).map(([one, held]): Decision => ({ do: 'sync', node: one, ...held })),
  fc.tuple(node, fc.subarray([0, 1, 2])).map(([one, kept]): Decision => ({ do: 'crash', node: one, kept })),
  { weight: 2, arbitrary: node.map((one): Decision => ({ do: 'restart', node: one })) },
)

test('any list of decisions is a script, sense or no sense: what cannot be done is skipped, Raft holds', () => {
  const { plan } = recorded[0]!
  const settings = fc.record({ batch: fc.constantFrom(1, 64), noop: fc.boolean(), pipeline: fc.boolean() })
  fc.assert(
    fc.property(fc.array(decision, { maxLength: 150, size: 'max' }), settings, (script: Script, options) => {
      const target = () => builtInRaft(options)
      const small = { ...plan, nodes: 3 }
      const result = runScript(small, target(), script)
      expect(result.violation?.headline).toBeUndefined()
      const { length } = result.history.filter(({ type }) => type === 'invoke')
      expect(length).toBeLessThanOrEqual(script.filter(({ do: kind }) => kind === 'submit').length)
    }),
    { numRuns: 300 },
  )
})

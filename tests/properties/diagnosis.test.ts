import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diagnose } from '../../checkers/index.ts'
import { present } from '../../src/base/assert.ts'
import type { Json } from '../../src/base/json.ts'
import { nodeIds, type NodeId } from '../../src/base/node-id.ts'
import type { HistoryEvent } from '../../src/record/history-event.ts'
import type { StatePatch, Trace } from '../../src/record/trace.ts'
import type { Violation } from '../../src/record/verdict.ts'
import { runScript } from '../../src/run/scripted/scripted-run.ts'
import { plantedTarget } from '../../src/testcase/targets.ts'
import { attempt, plantedBugs } from '../planted/planted-runs.ts'

interface Failing {
  readonly id: string
  readonly trace: Trace
  readonly violation: Violation
  readonly history: readonly HistoryEvent[]
  readonly nodes: readonly NodeId[]
  readonly cause: string
}

const failing: readonly Failing[] = plantedBugs.map((bug) => {
  const { plan: drawn } = attempt(bug, 0)
  const plan = { ...drawn, nodes: bug.example.nodes, settings: { ...bug.example.settings } }
  const result = runScript(plan, plantedTarget(bug)(plan), bug.example.script, { traced: true })
  const trace = present(result.trace, 'trace')
  const violation = present(result.violation, 'violation')
  const nodes = nodeIds(plan.nodes)
  const full = diagnose(trace, violation, nodes, result.history)
  const cause = 'diagnosis' in full ? full.diagnosis.cause : ''
  return { id: bug.id, trace, violation, history: result.history, nodes, cause }
})

/** What is still true, and says less, where the trace shows less. */
const weaker: Readonly<Record<string, readonly string[]>> = {
  'vote-not-on-disk': ['vote-lost-in-a-restart'],
  'vote-on-disk-not-restored': ['vote-lost-in-a-restart'],
  'read-answered-by-a-follower-alone': ['read-answered-without-a-majority'],
  'new-members-decide-before-both-majorities-agreed': ['majorities-share-no-server'],
  'members-changed-before-own-term-commit': ['majorities-share-no-server'],
  'second-change-before-the-first-was-committed': ['majorities-share-no-server'],
  'conflicting-entry-kept': ['counted-for-an-entry-it-does-not-have'],
  'accepted-without-the-entry-before': ['counted-for-an-entry-it-does-not-have'],
  'matched-more-than-was-acknowledged': ['counted-for-an-entry-it-does-not-have'],
  'vote-of-an-earlier-term-counted': ['elected-without-a-majority'],
  'refusal-counted-as-a-vote': ['elected-without-a-majority'],
  'vote-counted-twice': ['elected-without-a-majority'],
  // by what it has, not by what it said
  'candidate-claims-another-log': ['older-log-elected'],
}

const fields = [
  ...(['role', 'currentTerm', 'votedFor', 'commitIndex', 'lastApplied', 'firstIndex'] as const),
  ...(['log', 'durable', 'matchIndex', 'members'] as const),
]

interface Hidden {
  readonly fields: readonly (keyof StatePatch)[]
  readonly bodies: boolean
  readonly causes: boolean
  readonly history: boolean
}

/** The trace as a target would leave it that shows less. */
function hidden({ steps, messages }: Trace, { fields: gone, bodies, causes }: Hidden): Trace {
  return {
    steps: steps.map((step) => {
      const { cause, state, ...rest } = step
      const kept = Object.entries(state ?? {}).filter(([name]) => !gone.includes(name as keyof StatePatch))
      return {
        ...rest,
        ...(causes || cause === undefined ? {} : { cause }),
        ...(state === undefined ? {} : { state: Object.fromEntries(kept) }),
      }
    }),
    messages: bodies
      ? messages.map((message) => ({ ...message, text: 'opaque', body: [message.id, 'opaque'] }))
      : messages,
  }
}

const which = fc.constantFrom(...plantedBugs.map(({ id }) => id))
const named = (id: string): Failing =>
  present(
    failing.find((run) => run.id === id),
    id,
  )

const hiding = fc.record({
  fields: fc.subarray(fields),
  bodies: fc.boolean(),
  causes: fc.boolean(),
  history: fc.boolean(),
})

test('where less is shown it says less, and nothing that is not so', () => {
  fc.assert(
    fc.property(which, hiding, (id, hides) => {
      const run = named(id)
      const trace = hidden(run.trace, hides)
      const result = diagnose(trace, run.violation, run.nodes, hides.history ? [] : run.history)
      if ('unknown' in result) for (const missing of result.unknown) expect(missing).not.toBe('')
      else expect([run.cause, ...(weaker[run.cause] ?? [])]).toContain(result.diagnosis.cause)
    }),
    { numRuns: 3000 },
  )
})

test('a trace that makes no sense ends nothing', () => {
  const body: fc.Arbitrary<Json> = fc.jsonValue() as fc.Arbitrary<Json>
  fc.assert(
    fc.property(
      which,
      fc.array(fc.nat(), { maxLength: 12 }),
      fc.array(fc.tuple(fc.nat(), body), { maxLength: 6 }),
      which,
      (id, dropped, replaced, otherId) => {
        const [run, other] = [named(id), named(otherId)]
        const { length } = run.trace.steps
        const steps = run.trace.steps.filter((_, at) => !dropped.some((drop) => drop % length === at))
        const messages = run.trace.messages.map((message, at) => {
          const instead = replaced.find(([which]) => which % run.trace.messages.length === at)
          return instead === undefined ? message : { ...message, body: instead[1] }
        })
        // the verdict of another run, over servers that are not all there
        diagnose({ steps, messages }, other.violation, run.nodes.slice(1), other.history)
        diagnose({ steps, messages }, run.violation, run.nodes, run.history)
      },
    ),
    { numRuns: 2000 },
  )
})

import { expect, test } from 'vitest'
import { canBeExplained, explainedBy } from '../../../src/testcase/explained-run.ts'
import { scenarios } from '../../../scenarios/index.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import { runPlan } from '../../../src/run/run-plan.ts'
import { builtInRaft } from '../../../src/subject/built-in-raft/built-in-raft.ts'
import { violation } from '../minimize/made-up-violation.ts'

const held = runPlan(drawPlan(scenarios[0]!, 'explained', builtInRaft()), builtInRaft())
const untraced = { ...held, violation }
const traced = {
  ...untraced,
  violation: { ...violation, cause: 'vote-not-on-disk' },
  trace: { steps: [], messages: [] },
}

test('a run that broke and kept no trace is made again; no other, and none that is too long', () => {
  expect(canBeExplained(untraced)).toBe(true)
  expect(canBeExplained(held)).toBe(false)
  expect(canBeExplained(traced)).toBe(false)
  expect(canBeExplained({ ...untraced, violation: { ...violation, property: 'liveness' } })).toBe(true)
  // that a server floods the network has no diagnosis: the run is not made twice for it
  expect(canBeExplained({ ...untraced, violation: { ...violation, property: 'storm' } })).toBe(false)
  expect(canBeExplained({ ...untraced, counts: { ...untraced.counts, steps: 50_001 } })).toBe(false)
})

test('the same run with a trace says why, and its trace is not kept', () => {
  expect(explainedBy(untraced, traced)).toEqual({ ...untraced, violation: traced.violation })
})

test('another run explains nothing', () => {
  expect(explainedBy(untraced, { ...traced, digest: 'other' })).toBe(untraced)
})

test('where only the trace shows that it is known, the run that went past it counts', () => {
  const { violation: _, ...past } = { ...traced, digest: 'further', known: ['rule/vote-not-on-disk'] }
  const { trace: __, ...expected } = past
  expect(explainedBy(untraced, past)).toEqual(expected)
  // by its form, known to the first run as well
  expect(explainedBy(untraced, { ...traced, digest: 'other', known: ['a/b'] })).toBe(untraced)
})

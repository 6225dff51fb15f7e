import { expect, test } from 'vitest'
import { scenarioNamed } from '../../../../scenarios/index.ts'
import { present } from '../../../../src/base/assert.ts'
import { classOf, featureClasses } from '../../../../src/run/features/feature.ts'
import { drawPlan } from '../../../../src/run/drawing/draw-plan.ts'
import { runPlan } from '../../../../src/run/run-plan.ts'
import { builtInRaft, type BuiltInRaftOptions } from '../../../../src/subject/built-in-raft/built-in-raft.ts'
import type { Target } from '../../../../src/subject/target.ts'

const scenario = present(scenarioNamed('everything-at-once'), 'a scenario')
const plan = drawPlan(scenario, 'features', builtInRaft())
const make = (): Target => builtInRaft(plan.settings as BuiltInRaftOptions)

test('a run has the same digest whether its features are gathered or not', () => {
  const plain = runPlan(plan, make())
  const watched = runPlan(plan, make(), { features: true })
  expect(watched.digest).toBe(plain.digest)
  expect(plain.features).toBeUndefined()
  expect(watched.features?.size).toBeGreaterThan(50)
})

test('the same run has the same features, in the same order', () => {
  const [one, other] = [0, 1].map(() => runPlan(plan, make(), { features: true }).features)
  expect([...present(one, 'features')]).toEqual([...present(other, 'features')])
})

const classesOf = (target: Target): string[] => {
  const { features } = runPlan(plan, target, { features: true })
  return [...new Set([...present(features, 'features')].map((feature) => featureClasses[classOf(feature)]!))]
}

test('a target with a view shows features of each class', () => {
  expect(classesOf(make()).sort()).toEqual([...featureClasses].sort())
})

test('a target that shows nothing is told apart by its messages and faults', () => {
  const { live: _, durable: __, lens: ___, create, ...rest } = make()
  const opaque = {
    ...rest,
    create: (...parameters: Parameters<Target['create']>): unknown =>
      Object.defineProperty(create(...parameters), 'view', { value: undefined }),
  } as unknown as Target
  const seen = classesOf(opaque)
  expect(seen).toContain('messages')
  expect(seen).toContain('phase')
  expect(seen).not.toContain('exposure')
})

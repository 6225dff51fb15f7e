import { expect, test } from 'vitest'
import { scenarios } from '../../../scenarios/index.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import { runPlan } from '../../../src/run/run-plan.ts'
import type { Environment } from '../../../src/subject/contract.ts'
import { inProcess } from '../../../src/subject/in-process.ts'
import { usual } from '../unusual/habits.ts'
import { UnusualRaft } from '../unusual/unusual-raft.ts'

test('ten virtual minutes: no livelock, progress is told, and the views taken grow with the events, not with their square', () => {
  let shown = 0
  const target = inProcess({
    name: 'counted',
    electionTimeout: 300,
    create: (environment: Environment) => {
      const node = new UnusualRaft(environment, usual, {})
      const view = node.view.bind(node)
      node.view = () => {
        const taken = view()
        shown += taken.log.length
        return taken
      }
      return node
    },
  })
  const scenario = scenarios.find(({ name }) => name === 'steady-cluster')!
  const plan = drawPlan(scenario, 'long', target, { nodes: 3, rate: 20, timeLimit: 600_000 })
  const told: number[] = []
  const { violation, status, counts } = runPlan(plan, target, {
    skipHistory: true,
    onProgress: (now) => told.push(now),
  })
  expect(violation?.headline).toBeUndefined()
  expect(status).toBe('valid')
  expect(counts.operations).toBeGreaterThan(10_000)
  expect(counts.steps).toBeGreaterThan(100_000)
  expect(told.length).toBeGreaterThan(10)
  expect(told).toEqual([...told].sort((a, b) => a - b))
  // the log gets some 10,000 entries long; each event costs a look at no more than 256 of them, and 1 in the beginning
  expect(shown / counts.steps).toBeLessThan(300)
}, 240_000)

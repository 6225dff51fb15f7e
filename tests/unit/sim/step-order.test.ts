import { expect, test } from 'vitest'
import { RandomStream } from '../../../src/base/random.ts'
import type { StepKind } from '../../../src/record/trace.ts'
import { Process } from '../../../src/sim/process.ts'
import { StepOrder } from '../../../src/sim/step-order.ts'

const statuses = ['down', 'starting', 'up', 'paused'] as const

test('no step is before the last one; several may be at one instant', () => {
  const order = new StepOrder()
  order.begins('fault', undefined, 7)
  order.begins('heal', undefined, 7)
  expect(() => order.begins('fault', undefined, 6)).toThrow(
    'a fault step is at 6 us, and the step before it was at 7 us',
  )
})

test.each<[StepKind, (typeof statuses)[number][]]>([
  ['start', ['down']],
  ['restart', ['down']],
  ['crash', ['starting', 'up', 'paused']],
  ['pause', ['up']],
  ['resume', ['paused']],
  ['timer', ['starting', 'up']],
  ['synced', ['starting', 'up']],
  ['deliver', ['up']],
  ['submit', ['up']],
])('a %s step happens to a server that is %j only', (kind, right) => {
  for (const status of statuses) {
    const process = new Process(0, 'n1', new RandomStream('n1'))
    process.status = status
    const begin = (): void => new StepOrder().begins(kind, process, 0)
    if (right.includes(status)) expect(begin).not.toThrow()
    else expect(begin).toThrow(`a ${kind} step of n1, which is ${status}`)
  }
})

import { expect, test } from 'vitest'
import { scenarios } from '../../../scenarios/index.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import { runPlan } from '../../../src/run/run-plan.ts'
import { inProcess } from '../../../src/subject/in-process.ts'

// A receiver that takes what it was sent for its own: it adds to it, even what is no JSON.

test.each([true, false])(
  'what a receiver writes to a message is seen by nobody else (traced: %s)',
  (traced) => {
    const lengths = new Set<number>()
    let received = 0
    const target = inProcess<unknown, unknown>({
      name: 'writes-to-messages',
      offers: { functions: ['read', 'write'] },
      create: ({ id, clock, transport }) => {
        const send = (): void => {
          transport.send('n2', { list: [] })
          clock.after(10, send)
        }
        if (id === 'n1') send()
        return {
          receive: (_from, message) => {
            received++
            const { list } = message as { list: unknown[] }
            lengths.add(list.length)
            list.push(() => {})
          },
          submit: (_call, done) => done({ type: 'ok', value: null }),
        }
      },
    })
    const scenario = scenarios.find(({ name }) => name === 'message-storm')!
    const result = runPlan(drawPlan(scenario, '1', target, { nodes: 3 }), target, { traced })
    expect(received).toBeGreaterThan(100)
    expect([...lengths]).toEqual([0])
    const bodies = new Set((result.trace?.messages ?? []).map(({ body }) => JSON.stringify(body)))
    expect([...bodies]).toEqual(traced ? ['{"list":[]}'] : [])
  },
)

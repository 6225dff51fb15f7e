import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RandomStream } from '../../../src/base/random.ts'
import type { WorkloadSettings } from '../../../src/maelstrom/workload.ts'
import type { ClientEvent } from '../../../src/maelstrom/event.ts'
import { counter } from '../../../src/maelstrom/workloads/counters.ts'

const { check } = counter('pn-counter', { random: new RandomStream('x') } as WorkloadSettings)
const addition = fc.record({
  delta: fc.integer({ min: -5, max: 5 }),
  type: fc.constantFrom('ok', 'info', 'fail'),
})

/** Every sum that some choice among the unknown ones gives. */
function sums(additions: readonly { readonly delta: number; readonly type: string }[]): Set<number> {
  let all = new Set([0])
  for (const { delta, type } of additions) {
    if (type === 'fail') continue
    all = new Set([...all].flatMap((sum) => (type === 'ok' ? [sum + delta] : [sum, sum + delta])))
  }
  return all
}

test('a read of the end is one of the sums that the unknown additions allow, and no other', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(addition, { maxLength: 8 }),
      fc.integer({ min: -20, max: 20 }),
      async (additions, shown) => {
        const history = [
          ...additions.map(({ delta, type }) => ({ f: 'add', value: delta, end: delta, type })),
          { f: 'read', value: null, end: shown, type: 'ok' },
        ].flatMap(({ f, value, end, type }, process) => [
          { index: 2 * process, time: 0, process, type: 'invoke', f, value, final: f === 'read' },
          { index: 2 * process + 1, time: 0, process, type, f, value: end },
        ]) as ClientEvent[]
        expect((await check(history, history)).valid).toBe(sums(additions).has(shown))
      },
    ),
  )
})

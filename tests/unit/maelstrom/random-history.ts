import fc from 'fast-check'
import type { Json } from '../../../src/base/json.ts'
import type { ClientEvent, Invocation } from '../../../src/maelstrom/event.ts'

/** A step of a client: it begins an operation, has it done, or hears of it; `draw` decides what it does. */
export interface Step {
  readonly process: number
  readonly draw: number
}

export const steps = (length: number): fc.Arbitrary<Step[]> =>
  fc.array(fc.record({ process: fc.integer({ min: 0, max: 2 }), draw: fc.nat(1000) }), {
    minLength: Math.floor(length / 3),
    maxLength: length,
    size: 'max',
  })

/** How a system behaves: what a client begins, and what comes of it when it is done. */
export interface System {
  begin(step: Step): Invocation
  /** The result, or undefined where its client never hears of it. */
  run(invocation: Invocation, step: Step): Json | undefined
}

/**
 * What clients see whose operations overlap: each is done at some moment between its call and its return. What is done returns
 * in the end; what is not done stays open.
 */
export function observe(taken: readonly Step[], system: System): ClientEvent[] {
  const history: ClientEvent[] = []
  const open = new Map<
    number,
    { readonly invocation: Invocation; result?: Json | undefined; done: boolean }
  >()
  const processes = [0, 1, 2]
  const complete = (worker: number): void => {
    const one = open.get(worker)
    open.delete(worker)
    if (one === undefined) return
    const process = processes[worker] ?? 0
    const { invocation, result } = one
    const value = result ?? invocation.value
    const type = result === undefined ? 'info' : 'ok'
    history.push({ index: history.length, time: 0, process, ...invocation, type, value })
    if (type === 'info') processes[worker] = process + 3
  }
  for (const step of taken) {
    const worker = step.process
    const one = open.get(worker)
    if (one === undefined) {
      const invocation = system.begin(step)
      open.set(worker, { invocation, done: false })
      const process = processes[worker] ?? 0
      history.push({ index: history.length, time: 0, process, type: 'invoke', ...invocation })
    } else if (one.done) complete(worker)
    else {
      one.result = system.run(one.invocation, step)
      one.done = true
    }
  }
  for (const [worker, { done }] of [...open]) if (done) complete(worker)
  return history
}

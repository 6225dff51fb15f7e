import type { Operation, Outcome } from '../../../../src/record/operation.ts'
import type { RawMicro } from './brute-force.ts'
import { drawing } from './random-transactions.ts'

/**
 * A small history of single writes, each key once, and reads of several keys, from two replicas that get each write at
 * times of their own: in half of the histories at the same time, so that there is no fork. Some writes crash or fail, a
 * tenth of the histories have one value changed. Positions of events may be equal.
 */
export function randomLongFork(seed: number): Operation[] {
  const draw = drawing(seed)
  const keys = Array.from({ length: 2 + draw(3) }, (_, key) => key)
  const isForking = draw(2) === 0
  const writes = keys.map((key) => {
    const at = draw(12)
    const type = (['ok', 'ok', 'ok', 'info', 'fail'] as const)[draw(5)] ?? 'ok'
    const never = type === 'fail' || (type === 'info' && draw(2) === 0)
    const seenAt = [0, 1].map((replica) =>
      never ? Infinity : at + (isForking && replica === 1 ? draw(12) - 6 : 0),
    )
    return { key, at, type, seenAt, micros: [['w', key, 1]] satisfies RawMicro[] }
  })
  const isChanged = draw(10) === 0
  const reads = Array.from({ length: 2 + draw(4) }, () => {
    const at = draw(16)
    const replica = draw(2)
    const asked = keys.filter(() => draw(6) > 0)
    const seen = writes.filter(({ key }) => asked.includes(key))
    const micros = seen.map(({ key, seenAt }): RawMicro => {
      const value = (seenAt[replica] ?? Infinity) <= at ? 1 : null
      return ['r', key, isChanged && draw(6) === 0 ? (value === null ? 1 : null) : value]
    })
    return { at, type: (['ok', 'ok', 'ok', 'info'] as const)[draw(4)] ?? 'ok', micros }
  })
  return [...writes, ...reads]
    .map(({ at, type, micros }, index): Operation => {
      const invoked = Math.max(0, at - draw(4))
      const returned = type === 'info' ? Infinity : at + draw(4)
      const outcome: Outcome = type === 'ok' ? { type, value: micros } : { type, error: 'no' }
      const value = micros.map(([f, key, written]) => [f, key, f === 'r' ? null : written])
      const f = micros[0]?.[0] === 'w' ? 'write' : 'read'
      return { id: 0, process: index, f, value, outcome, invoked, returned }
    })
    .sort((a, b) => a.invoked - b.invoked)
    .map((operation, id) => ({ ...operation, id }))
}

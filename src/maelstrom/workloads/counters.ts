import { errorText, isInteger } from '../rpc.ts'
import type { ClientEvent, Completion } from '../event.ts'
import type { CheckResult, Workload, WorkloadSettings } from '../workload.ts'
import { DEFAULT_TIMEOUT, pairs } from './completed.ts'

const FINAL_TRIES = 3

/** A counter that clients add to: at the end every node shows the sum. `g-counter`: of numbers that are not negative. */
export function counter(name: 'g-counter' | 'pn-counter', { random }: WorkloadSettings): Workload {
  const [low, high] = name === 'g-counter' ? [0, 4] : [-5, 4]
  return {
    name,
    timeout: DEFAULT_TIMEOUT,
    operations: new Set(['add', 'add_ok', 'read', 'read_ok']),
    next: () =>
      random.chance(0.5) ? { f: 'add', value: random.int(low, high) } : { f: 'read', value: null },
    final: (_, count, last) =>
      last?.type === 'ok' || count === FINAL_TRIES ? undefined : { f: 'read', value: null, final: true },
    async invoke({ f, value }, ask): Promise<Completion> {
      if (f === 'add') {
        const answer = await ask({ type: 'add', delta: value }, { type: 'add_ok' })
        return answer.type === 'ok' ? { type: 'ok' } : { type: 'info', error: errorText(answer) }
      }
      const answer = await ask({ type: 'read' }, { type: 'read_ok', fields: { value: isInteger } })
      return answer.type === 'ok'
        ? { type: 'ok', value: answer.body.value ?? 0 }
        : { type: 'info', error: errorText(answer) }
    },
    check: checkCounter,
  }
}

/** Sums are looked up in a set while they are few enough; then only their bounds are held against a read. */
const MAX_SUMS = 100_000

/**
 * Reads of the end must show the sum of all acknowledged additions and of some of those that are unknown.
 *
 * Worked example: adds 1 (ok), 2 (ok), 5 (unknown): a read of the end may show 3 or 8 and nothing else.
 */
function checkCounter(history: readonly ClientEvent[]): CheckResult {
  let sum = 0
  let sums = new Set([0])
  let [low, high] = [0, 0]
  const reads: ClientEvent[] = []
  for (const { invoked, completed } of pairs(history)) {
    if (invoked.f === 'read') {
      if (completed?.type === 'ok' && invoked.final === true) reads.push(completed)
      continue
    }
    const delta = invoked.value as number
    if (completed?.type === 'ok') sum += delta
    else if (completed?.type !== 'fail') {
      if (delta > 0) high += delta
      else low += delta
      if (sums.size <= MAX_SUMS) sums = new Set([...sums].flatMap((one) => [one, one + delta]))
    }
  }
  const isExact = sums.size <= MAX_SUMS
  const isPossible = (value: number): boolean =>
    isExact ? sums.has(value - sum) : value >= sum + low && value <= sum + high
  const wrong = reads.filter(({ value }) => !isPossible(value as number))
  const [first] = wrong
  const acceptable = low === 0 && high === 0 ? String(sum) : `between ${sum + low} and ${sum + high}`
  const why =
    first !== undefined
      ? `a read of the end (process ${first.process}) shows ${JSON.stringify(first.value)}; the additions allow ${acceptable}`
      : reads.length === 0
        ? 'no read of the end was answered'
        : undefined
  return {
    valid: wrong.length > 0 ? false : reads.length === 0 ? 'unknown' : true,
    details: {
      'final-reads': reads.map(({ value }) => value),
      acceptable: [sum + low, sum + high],
      errors: wrong.map(({ value }) => value),
    },
    ...(why !== undefined && { because: why }),
  }
}

import { sameJson } from '../../base/json.ts'
import { failure, isAny } from '../rpc.ts'
import type { Workload, WorkloadSettings } from '../workload.ts'
import { DEFAULT_TIMEOUT, completed } from './completed.ts'

/** A reply carries what its request carried. */
export function echo({ random }: WorkloadSettings): Workload {
  return {
    name: 'echo',
    timeout: DEFAULT_TIMEOUT,
    operations: new Set(['echo', 'echo_ok']),
    next: () => ({ f: 'echo', value: `Please echo ${random.int(0, 127)}` }),
    async invoke({ value }, ask) {
      const answer = await ask({ type: 'echo', echo: value }, { type: 'echo_ok', fields: { echo: isAny } })
      return answer.type === 'ok' ? { type: 'ok', value: answer.body.echo ?? null } : failure(answer)
    },
    check(history) {
      const errors = completed(history, 'echo')
        .filter(({ invoked, value }) => !sameJson(invoked.value, value))
        .map(({ invoked, value }) => [invoked.value, value])
      const [first] = errors
      return {
        valid: errors.length === 0,
        details: { 'error-count': errors.length, errors: errors.slice(0, 16) },
        ...(first !== undefined && {
          because: `asked to echo ${JSON.stringify(first[0])}, a node answered ${JSON.stringify(first[1])}`,
        }),
      }
    },
  }
}

import { jsonKey, keyText } from '../../base/json.ts'
import { failure, isAny } from '../rpc.ts'
import type { Workload } from '../workload.ts'
import { completed, DEFAULT_TIMEOUT } from './completed.ts'

/** No two answers carry the same id. */
export function uniqueIds(): Workload {
  return {
    name: 'unique-ids',
    timeout: DEFAULT_TIMEOUT,
    operations: new Set(['generate', 'generate_ok']),
    next: () => ({ f: 'generate', value: null }),
    async invoke(_, ask) {
      const answer = await ask({ type: 'generate' }, { type: 'generate_ok', fields: { id: isAny } })
      return answer.type === 'ok' ? { type: 'ok', value: answer.body.id ?? null } : failure(answer)
    },
    check(history) {
      const seen = new Map<string | number, number>()
      const answers = completed(history, 'generate')
      for (const { value } of answers) seen.set(jsonKey(value), (seen.get(jsonKey(value)) ?? 0) + 1)
      const duplicated = [...seen].filter(([, count]) => count > 1)
      const [first] = duplicated
      return {
        valid: duplicated.length === 0,
        details: {
          'attempted-count': history.filter(({ type }) => type === 'invoke').length,
          'acknowledged-count': answers.length,
          'duplicated-count': duplicated.length,
          duplicated: Object.fromEntries(duplicated.slice(0, 16).map(([id, count]) => [keyText(id), count])),
        },
        ...(first !== undefined && { because: `the id ${keyText(first[0])} was given ${first[1]} times` }),
      }
    },
  }
}

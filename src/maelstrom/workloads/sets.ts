import { errorText, failure, isList } from '../rpc.ts'
import type { Completion, Invocation } from '../event.ts'
import type { Workload, WorkloadSettings } from '../workload.ts'
import { DEFAULT_TIMEOUT } from './completed.ts'
import { setFull } from './set-full.ts'
import { neighbours } from './topology.ts'

/** How often a worker's read of the end is tried. */
const FINAL_TRIES = 3

const finalRead = (count: number, last: Completion | undefined): Invocation | undefined =>
  last?.type === 'ok' || count === FINAL_TRIES ? undefined : { f: 'read', value: null, final: true }

/** A message that one node took is told to all. */
export function broadcast({ nodes, random, topology }: WorkloadSettings): Workload {
  const around = neighbours(topology, nodes)
  let next = 0
  return {
    name: 'broadcast',
    timeout: DEFAULT_TIMEOUT,
    operations: new Set(['read', 'read_ok', 'broadcast_ok', 'topology', 'topology_ok']),
    async setup(_, ask) {
      await ask({ type: 'topology', topology: around }, { type: 'topology_ok' })
    },
    next: () => (random.chance(0.5) ? { f: 'broadcast', value: next++ } : { f: 'read', value: null }),
    final: (_, count, last) => finalRead(count, last),
    async invoke({ f, value }, ask) {
      if (f === 'broadcast') {
        const answer = await ask({ type: 'broadcast', message: value }, { type: 'broadcast_ok' })
        return answer.type === 'ok' ? { type: 'ok' } : failure(answer)
      }
      const answer = await ask({ type: 'read' }, { type: 'read_ok', fields: { messages: isList } })
      return answer.type === 'ok' ? { type: 'ok', value: answer.body.messages ?? [] } : failure(answer, true)
    },
    check: (history) => setFull(history, 'broadcast'),
  }
}

/** A set that only grows. */
export function gSet({ random }: WorkloadSettings): Workload {
  let next = 0
  return {
    name: 'g-set',
    timeout: DEFAULT_TIMEOUT,
    operations: new Set(['add', 'add_ok', 'read', 'read_ok']),
    next: () => (random.chance(0.5) ? { f: 'add', value: next++ } : { f: 'read', value: null }),
    final: (_, count, last) => finalRead(count, last),
    async invoke({ f, value }, ask) {
      if (f === 'add') {
        const answer = await ask({ type: 'add', element: value }, { type: 'add_ok' })
        return answer.type === 'ok' ? { type: 'ok' } : { type: 'info', error: errorText(answer) }
      }
      const answer = await ask({ type: 'read' }, { type: 'read_ok', fields: { value: isList } })
      return answer.type === 'ok'
        ? { type: 'ok', value: answer.body.value ?? [] }
        : { type: 'info', error: errorText(answer) }
    },
    check: (history) => setFull(history, 'add'),
  }
}

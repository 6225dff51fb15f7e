import { KEY_DOES_NOT_EXIST, PRECONDITION_FAILED } from '../errors.ts'
import { failure, isAny, type Ask } from '../rpc.ts'
import type { Completion, Invocation } from '../event.ts'
import type { Workload, WorkloadSettings } from '../workload.ts'
import { checked } from './checked.ts'

/** A key is left after so many operations or processes. */
const MAX_OPERATIONS = 128
const MAX_PROCESSES = 20

interface Group {
  key: number
  operations: number
  readonly processes: Set<number>
}

/**
 * Registers by key, linearizable each. Groups of `2n` workers work on a key, of which `n` only read, as
 * jepsen.tests.linearizable-register has it.
 */
export function linKv(settings: WorkloadSettings): Workload {
  const { nodes, random, latency, strictMissing, checkFor } = settings
  const size = 2 * nodes.length
  let nextKey = 0
  const groups = new Map<number, Group>()
  const groupOf = (worker: number): Group => {
    const number = Math.floor(worker / size)
    const group = groups.get(number)
    if (group !== undefined && group.operations < MAX_OPERATIONS && group.processes.size < MAX_PROCESSES)
      return group
    const fresh = { key: nextKey++, operations: 0, processes: new Set<number>() }
    groups.set(number, fresh)
    return fresh
  }
  const value = (): number => random.int(0, 4)
  return {
    name: 'lin-kv',
    timeout: Math.max(10 * latency, 1000),
    operations: new Set(['read', 'read_ok', 'write', 'write_ok', 'cas', 'cas_ok']),
    next(worker, process) {
      const group = groupOf(worker)
      group.operations++
      group.processes.add(process)
      const { key } = group
      const f = worker % size < nodes.length ? 'read' : random.pick(['write', 'cas', 'cas'])
      if (f === 'read') return { f, key, value: null }
      return { f, key, value: f === 'write' ? value() : [value(), value()] }
    },
    invoke: (invocation, ask) => invoke(invocation, ask, strictMissing),
    check: (_, all) => checked(all, { model: 'kv', timeout: checkFor }),
  }
}

async function invoke({ f, key, value }: Invocation, ask: Ask, strictMissing: boolean): Promise<Completion> {
  if (f === 'read') {
    const answer = await ask({ type: 'read', key }, { type: 'read_ok', fields: { value: isAny } })
    if (answer.type === 'ok') return { type: 'ok', value: answer.body.value ?? null }
    if (strictMissing && answer.type === 'error' && answer.code === KEY_DOES_NOT_EXIST)
      return { type: 'ok', value: null }
    return failure(answer, true)
  }
  if (f === 'write') {
    const answer = await ask({ type: 'write', key, value }, { type: 'write_ok' })
    return answer.type === 'ok' ? { type: 'ok' } : failure(answer)
  }
  const [from, to] = value as readonly [number, number]
  const answer = await ask({ type: 'cas', key, from, to }, { type: 'cas_ok' })
  if (answer.type === 'ok') return { type: 'ok' }
  if (answer.type === 'error' && (answer.code === KEY_DOES_NOT_EXIST || answer.code === PRECONDITION_FAILED))
    return {
      type: 'fail',
      error: answer.code === PRECONDITION_FAILED ? 'did not match' : 'there is no such key',
    }
  return failure(answer)
}

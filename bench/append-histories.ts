import type { Operation } from '../src/record/operation.ts'
import { generateRegisters } from './checker-histories.ts'
import type { RegisterWorkload } from './checker-histories.ts'

/** What a list is asked to do; as many processes as clients. */
export type AppendWorkload = Pick<RegisterWorkload, 'operations' | 'clients' | 'keys' | 'stale' | 'seed'>

/**
 * The history of registers with every write as an append, and every read as one of all that was written by then:
 * values are numbered in the order in which they took effect.
 */
export function generateAppends(workload: AppendWorkload): Operation[] {
  const operations = generateRegisters({ ...workload, info: 0, cas: 0, values: 'unique' })
  const written = new Map<string | undefined, number[]>()
  for (const { f, key, value } of operations) {
    if (f !== 'write') continue
    const values = written.get(key)
    if (values === undefined) written.set(key, [value as number])
    else values.push(value as number)
  }
  for (const values of written.values()) values.sort((a, b) => a - b)
  return operations.map((operation): Operation => {
    const { f, key, outcome } = operation
    if (f === 'write') return { ...operation, f: 'append' }
    const values = written.get(key) ?? []
    const last = outcome.type === 'ok' ? values.indexOf(outcome.value as number) : -1
    return { ...operation, outcome: { type: 'ok', value: values.slice(0, last + 1) } }
  })
}

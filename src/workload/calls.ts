import type { Json } from '../base/json.ts'
import type { Call } from './open-operation.ts'
import { keyName, type PlannedOperation, type WorkloadPlan } from './plan.ts'

/**
 * The call of operation number `number` (from 0) of a plan; `learned` is what its client knows of the key.
 */
export function callOf(plan: WorkloadPlan, operation: PlannedOperation, number: number, learned: Json): Call {
  if (plan.kind === 'directory') return directoryCall(operation)
  if (plan.kind === 'ledger') return ledgerCall(operation)
  const { f, key: object } = operation
  const written = number + 1
  const key = keyName(plan, object)
  const value = f === 'read' ? null : f === 'write' ? written : [learned, written]
  return { f, ...(key !== undefined && { key }), value }
}

/** The result of a call that succeeded, as the history has it; registers answer a write with nothing. */
export function resultOf({ f, value }: Call, kind: WorkloadPlan['kind'], answer: Json | undefined): Json {
  const answers = f === 'read' || f === 'status' || kind === 'directory' || kind === 'ledger'
  // a foreign target may answer nothing at all
  return answers ? (answer ?? null) : value
}

function directoryCall({ f, key, to = 0 }: PlannedOperation): Call {
  const value = pathName(key)
  switch (f) {
    case 'read':
      return { f: 'list', value: '/' }
    case 'write':
      return { f: 'create', value }
    case 'create-file':
      return { f: 'create', value: { path: value, kind: 'file' } }
    case 'rename':
      return { f, value: [value, pathName(to)] }
    default:
      return { f, value }
  }
}

function ledgerCall({ f, key, to = 0, amount = 1 }: PlannedOperation): Call {
  const account = accountName(key)
  switch (f) {
    case 'read':
    case 'balance':
      return { f: 'balance', value: account }
    case 'transfer':
      return { f, value: { from: account, to: accountName(to), amount } }
    default:
      return { f: f === 'write' ? 'deposit' : f, value: { account, amount } }
  }
}

const accountName = (number: number): string => `a${number + 1}`

/** `/a`, `/b`, `/a/a`, `/a/b`, `/b/a`, ...: each path has its parent before it. */
function pathName(number: number): string {
  const parent = Math.floor(number / 2) - 1
  return `${parent < 0 ? '' : pathName(parent)}/${number % 2 === 0 ? 'a' : 'b'}`
}

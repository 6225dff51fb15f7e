import type { Json } from '../base/json.ts'
import { parentOf, type Knowledge } from './knowledge.ts'
import type { Call } from './open-operation.ts'
import { keyName, type AskedOperation, type WorkloadPlan } from './plan.ts'

/** The call of operation number `number` (from 0) of a plan, given what its client knows. */
export function callOf(
  plan: WorkloadPlan,
  operation: AskedOperation,
  number: number,
  knowledge: Knowledge,
): Call {
  if (plan.kind === 'directory') return directoryCall(operation, knowledge)
  if (plan.kind === 'ledger') return ledgerCall(operation)
  const { f, key: object } = operation
  const written = number + 1
  const key = keyName(plan, object)
  const value = f === 'read' ? null : f === 'write' ? written : [knowledge.of(key), written]
  return { f, ...(key !== undefined && { key }), value }
}

/** The result of a call that succeeded, as the history has it; registers answer a write with nothing. */
export function resultOf({ f, value }: Call, answer: Json | undefined): Json {
  // a foreign target may answer nothing at all
  return f === 'write' || f === 'cas' ? value : (answer ?? null)
}

function directoryCall(operation: AskedOperation, knowledge: Knowledge): Call {
  const { f, key, to = 0, conditional, recursive } = operation
  const path = pathName(key)
  /** The version a node must still be at, if it must: the one last learned, else that of a new node. */
  const at = (node: string): { readonly version?: Json } =>
    conditional === true ? { version: knowledge.of(node) ?? 1 } : {}
  switch (f) {
    case 'read':
      return { f: 'list', value: '/' }
    case 'write':
    case 'create':
      return { f: 'create', value: conditional === true ? { path, ...at(parentOf(path)) } : path }
    case 'create-file':
      return { f: 'create', value: { path, kind: 'file', ...at(parentOf(path)) } }
    case 'remove':
      if (conditional !== true && recursive !== true) return { f, value: path }
      return { f, value: { path, ...(recursive === true && { recursive }), ...at(path) } }
    case 'rename': {
      const target = pathName(to)
      return { f, value: conditional === true ? { from: path, to: target, ...at(path) } : [path, target] }
    }
    default:
      return { f, value: path }
  }
}

function ledgerCall({ f, key, to = 0, amount = 1 }: AskedOperation): Call {
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

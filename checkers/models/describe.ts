import { InputError } from '../../src/base/input-error.ts'
import { canonicalJson } from '../../src/base/json.ts'
import type { Operation } from '../../src/record/operation.ts'

const MAX_LENGTH = 120

/** A value as JSON, cut when it is long. */
export function show(value: unknown): string {
  return shortened(canonicalJson(value))
}

/** A text, cut when it is long. */
export function shortened(text: string): string {
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH - 1)}…`
}

/** `f(arguments)` and, where it is known and says something, `-> result`. */
export function describeCall(operation: Operation, call: readonly unknown[], tellsResult: boolean): string {
  const text = `${operation.f}(${call.map(show).join(', ')})`
  if (operation.outcome.type === 'info') return `${text} of unknown outcome`
  return tellsResult && operation.outcome.type === 'ok' ? `${text} -> ${show(operation.outcome.value)}` : text
}

/** Bad input: the value of an operation has another form than its model asks for. */
export function malformed(operation: Operation, expected: string): InputError {
  return new InputError(
    `${operation.f} of process ${operation.process} needs ${expected}, got ${show(operation.value)}`,
    { operation: operation.id, field: 'value' },
  )
}

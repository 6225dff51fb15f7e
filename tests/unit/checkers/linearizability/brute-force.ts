import type { Model } from '../../../../checkers/models/index.ts'
import type { Operation } from '../../../../src/record/operation.ts'

/**
 * The definition of linearizability, tried out: every order of every choice of the unknown operations, with
 * only (set of operations done, state) remembered. No preprocessing and nothing shared with the checker but
 * the model. For histories of a dozen operations.
 */
export function isLinearizable(model: Model, history: readonly Operation[]): boolean {
  const operations = history.flatMap((operation) => {
    if (operation.outcome.type !== 'fail') return [operation]
    const observed = model.observation?.(operation)
    return observed === undefined ? [] : [observed]
  })
  const isRequired = (operation: Operation): boolean => operation.returned !== Infinity
  const required = operations.reduce(
    (bits, operation, i) => (isRequired(operation) ? bits | (1 << i) : bits),
    0,
  )
  const failed = new Set<string>()
  const explains = (done: number, state: unknown): boolean => {
    if ((done & required) === required) return true
    const key = `${done} ${model.key(state)}`
    if (failed.has(key)) return false
    failed.add(key)
    return operations.some((operation, i) => {
      if ((done & (1 << i)) !== 0) return false
      const mustWait = operations.some(
        (other, j) => (done & (1 << j)) === 0 && isRequired(other) && other.returned < operation.invoked,
      )
      if (mustWait) return false
      const next = model.step(state, operation)
      return next !== undefined && explains(done | (1 << i), next)
    })
  }
  return explains(0, model.init())
}

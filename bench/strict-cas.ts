import { models } from '../checkers/models/index.ts'
import type { Model } from '../checkers/models/index.ts'

/**
 * The register of Porcupine's own benchmark of the etcd histories: a failed cas is not left out, as Jepsen
 * does, but met another value than it expected. So no write of unknown outcome goes unseen.
 */
export function strictCasRegister(): Model {
  const { exchange: _exchange, unseen: _unseen, ...register } = models['cas-register']
  return {
    ...register,
    name: 'strict-cas-register',
    isRead: (operation) => register.isRead(operation) || operation.outcome.type === 'fail',
    observation: (operation) => (operation.f === 'cas' ? operation : undefined),
    step(state, operation) {
      if (operation.outcome.type !== 'fail') return register.step(state, operation)
      const [expected] = operation.value as [unknown, unknown]
      return state === expected ? undefined : state
    },
    classOf: ({ f, value, outcome }) => JSON.stringify([f, value, outcome]),
  }
}

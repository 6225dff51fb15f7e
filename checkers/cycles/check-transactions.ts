import type { Operation } from '../../src/record/operation.ts'
import type { TransactionModel } from './levels.ts'
import { checkListAppend } from './list-append.ts'
import { checkLongFork } from './long-fork.ts'
import type { TransactionOptions } from './options.ts'
import { checkRwRegister } from './rw-register.ts'
import type { TransactionVerdict } from './verdict.ts'

const checks = {
  'list-append': checkListAppend,
  'rw-register': checkRwRegister,
  'long-fork': checkLongFork,
} as const satisfies Record<TransactionModel, unknown>

/**
 * Checks transactions of a model for a level of isolation. Failed ones belong in the history: only with them an aborted
 * read shows.
 * @throws InputError (`where`: `operation N, value`) for what is no transaction of the model.
 */
export function checkTransactions(
  model: TransactionModel,
  operations: readonly Operation[],
  options: TransactionOptions = {},
): TransactionVerdict {
  return checks[model](operations, options)
}

import type { Outcome } from '../../record/operation.ts'
import type { Environment } from '../contract.ts'

/** Clients whose calls were handed to the library and are answered when they are applied here. */
export interface WaitingClients {
  /** The call as a command for the log, which can be told from every other, also of a former incarnation. */
  add<C extends object, R>(call: C, done: (outcome: Outcome<R>) => void): C & { readonly tag: string }
  /** Answers who waits for this command, once. Commands of other servers, and what is no command, have nobody who waits. */
  answer(command: unknown, outcome: Outcome<unknown>): void
}

/**
 * @example
 * submit: (call, done) => raft.propose(waiting.add(call, done))
 * raft.on('applied', (command) => waiting.answer(command, machine.apply(command)))
 */
export function waitingClients({ id, random }: Pick<Environment, 'id' | 'random'>): WaitingClients {
  const incarnation = random.int(0, 2 ** 31 - 1)
  const waiting = new Map<string, (outcome: Outcome<unknown>) => void>()
  let last = 0
  return {
    add: (call, done) => {
      const tag = `${id} ${incarnation} ${++last}`
      waiting.set(tag, done as (outcome: Outcome<unknown>) => void)
      return { ...call, tag }
    },
    answer: (command, outcome) => {
      const { tag = '' } = (command ?? {}) as { readonly tag?: string }
      waiting.get(tag)?.(outcome)
      waiting.delete(tag)
    },
  }
}

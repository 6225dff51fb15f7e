import { InputError } from '../base/input-error.ts'
import type { Millis } from '../base/time.ts'
import type { Environment, Lens, RaftNode } from './contract.ts'
import type { Target } from './target.ts'

/** What makes a TypeScript or JavaScript implementation a target. */
export interface InProcessOptions<C, R> {
  readonly name: string
  /** Begins one life of a server; called again after each crash, with what survived on its disk. */
  create(environment: Environment): RaftNode<C, R> | Promise<RaftNode<C, R>>
  readonly lens?: Lens
  /** `virtual`: the implementation uses promises or timers of its own; they run on virtual time. */
  readonly globals?: 'virtual'
  /** The longest election timeout of the implementation. Default 1,000 ms. */
  readonly electionTimeout?: Millis
}

/**
 * A Raft written in TypeScript or JavaScript, as a target for scenarios and campaigns.
 *
 * @example
 * export default inProcess({ name: 'my-raft', create: (environment) => new MyRaft(environment) })
 * @throws InputError when the options lack a name or `create`.
 */
export function inProcess<C, R>(options: InProcessOptions<C, R>): Target<C, R> {
  if (typeof options.name !== 'string' || options.name === '') {
    throw new InputError('inProcess needs a name: inProcess({ name: "my-raft", create })')
  }
  if (typeof options.create !== 'function') {
    throw new InputError(
      `inProcess({ name: "${options.name}" }) needs create(environment), which makes one server`,
    )
  }
  return {
    name: options.name,
    kind: 'in-process',
    create: options.create,
    electionTimeout: options.electionTimeout ?? 1000,
    ...(options.lens === undefined ? {} : { lens: options.lens }),
    ...(options.globals === undefined ? {} : { globals: options.globals }),
  }
}

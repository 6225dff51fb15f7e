import { assertFields } from '../base/assert-fields.ts'
import { defined } from '../base/defined.ts'
import { InputError } from '../base/input-error.ts'
import type { Json } from '../base/json.ts'
import type { Millis } from '../base/time.ts'
import type { Environment, Lens, RaftNode } from './contract.ts'
import type { Offers } from './offers.ts'
import { assertLeases } from './leases.ts'
import { chosenOptions, parseOptions, type ChosenOptions, type OptionValues } from './options.ts'
import { parseOffers } from './parse-offers.ts'
import type { Target } from './target.ts'

/** What makes a TypeScript or JavaScript implementation a target. */
export interface InProcessOptions<C, R, M = Json> {
  readonly name: string
  /**
   * Begins one incarnation of a server; called again after each crash, with what survived on its disk.
   * `options`: a value for each of the options declared; `{}` without.
   */
  create(
    environment: Environment<M>,
    options: Readonly<Record<string, Json>>,
  ): RaftNode<C, R, M> | Promise<RaftNode<C, R, M>>
  readonly lens?: Lens
  /** What it can do. Default: `read`, `write` and `cas`, over crashes; no sessions, snapshots, members, transfer. */
  readonly offers?: Offers
  /** Settings of the implementation, with the values to draw from for each run: `{ batch: [1, 8, 64] }`. */
  readonly options?: OptionValues
  /** `virtual`: the implementation uses promises or timers of its own; they run on virtual time. Default `real`. */
  readonly globals?: 'real' | 'virtual'
  /** The longest election timeout of the implementation. Default: 1,000 ms, and faults are sized for shorter ones as well. */
  readonly electionTimeout?: Millis
}

/**
 * A Raft written in TypeScript or JavaScript, as a target for scenarios and campaigns.
 *
 * @example
 * export default inProcess({ name: 'my-raft', create: (environment) => new MyRaft(environment) })
 * @throws InputError that names what is missing or wrong.
 */
export function inProcess<C, R, M = Json>(options: InProcessOptions<C, R, M>): Target<C, R> {
  if (typeof options.name !== 'string' || options.name === '') {
    throw new InputError('inProcess needs a name: inProcess({ name: "my-raft", create })')
  }
  const { name, electionTimeout, globals = 'real' } = options
  const where = `inProcess({ name: "${name}" })`
  assertFields(options, fields, where)
  if (typeof options.create !== 'function') {
    throw new InputError(`${where} needs create(environment), which makes one server`)
  }
  if (electionTimeout !== undefined && !isTimeout(electionTimeout)) {
    throw new InputError(
      `must be milliseconds, a number from 1 to ${MAX_TIMEOUT}, not ${String(electionTimeout)}`,
      { field: `${where}.electionTimeout` },
    )
  }
  if (globals !== 'real' && globals !== 'virtual')
    throw new InputError(`must be 'real' or 'virtual', not ${JSON.stringify(globals)}`, {
      field: `${where}.globals`,
    })
  assertLens(options.lens, `${where}.lens`)
  const values = options.options === undefined ? undefined : parseOptions(options.options, `${where}.options`)
  const offers = parseOffers(options.offers, `${where}.offers`)
  assertLeases(offers, values ?? {}, `${where}.offers`)
  // a world carries JSON of any form: that what arrives is an M, as what was sent, is the implementation's own word
  const create = options.create as InProcessOptions<C, R>['create']
  const creating =
    (chosen: ChosenOptions): Target<C, R>['create'] =>
    (environment) =>
      // each incarnation has its own: what one does to it must not reach another
      create(environment, JSON.parse(JSON.stringify(chosen)) as ChosenOptions)
  return {
    name,
    kind: 'in-process',
    create: creating(chosenOptions(values ?? {}, {})),
    offers,
    ...defined({ electionTimeout, lens: options.lens }),
    ...(globals === 'virtual' ? { globals } : {}),
    ...(values === undefined ? {} : { options: values, creating }),
  }
}

const fields = [
  'name',
  'create',
  'lens',
  'offers',
  'options',
  'globals',
  'electionTimeout',
] as const satisfies readonly (keyof InProcessOptions<unknown, unknown>)[]

const MAX_TIMEOUT: Millis = 1_000_000

const isTimeout = (millis: number): boolean => Number.isFinite(millis) && millis >= 1 && millis <= MAX_TIMEOUT

/** One that reads nothing is misspelled. It may be of a class, with whatever else that has. */
function assertLens(lens: unknown, where: string): void {
  if (lens === undefined) return
  const parts = typeof lens === 'object' && lens !== null ? (lens as Record<keyof Lens, unknown>) : undefined
  for (const part of ['stored', 'message'] as const) {
    if (parts?.[part] !== undefined && typeof parts[part] !== 'function')
      throw new InputError('must be a function', { field: `${where}.${part}` })
  }
  if (parts === undefined || (Object.keys(parts).length > 0 && !('stored' in parts || 'message' in parts)))
    throw new InputError('must be an object with stored(stored) or message(message)', { field: where })
}

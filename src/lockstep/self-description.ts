import { basename } from 'node:path'
import { defined } from '../base/defined.ts'
import { InputError } from '../base/input-error.ts'
import type { Json } from '../base/json.ts'
import type { NodeId } from '../base/node-id.ts'
import type { Millis } from '../base/time.ts'
import { ContractBreach } from '../subject/contract-breach.ts'
import type { Offers } from '../subject/offers.ts'
import type { OptionValues } from '../subject/options.ts'
import { parseAnswer } from './answer.ts'
import type { Carrier } from './carrier.ts'
import { PROTOCOL } from './protocol.ts'

/** What a program may say of itself in its answer to `init`, beside effects and view. */
export interface SelfDescription {
  readonly name: string
  readonly servers: 'one' | 'all'
  /** Whether a line may be an array of events, of servers of several clusters. */
  readonly batch?: boolean
  readonly offers?: Offers
  readonly options?: OptionValues
  readonly electionTimeout?: Millis
}

/** Some need several servers. One that begins only alone is still described, so that a rule or a run says what is wrong. */
const clusters = [['n1', 'n2', 'n3'], ['n1']]

/**
 * Asks a program to begin, and reads what it says of itself; offers and options are checked by who takes them. `open`
 * gives one that plays nobody; another one after a breach.
 * @throws InputError when it does not begin as the contract says: before the first run that is bad input.
 */
export function describeProgram(open: () => Carrier, bin: string): SelfDescription {
  const breaches: ContractBreach[] = []
  for (const members of clusters) {
    const carrier = open()
    try {
      return described(carrier, bin, members)
    } catch (error) {
      if (!(error instanceof ContractBreach)) throw error
      carrier.close()
      breaches.push(error)
      if (error.shape === 'no-answer') break
    }
  }
  throw new InputError(`${breaches[0]?.message}; see whitewater lockstep --conformance`, { file: bin })
}

/** @throws ContractBreach when it does not begin as the contract says; InputError when it says of itself what makes no sense. */
function described(carrier: Carrier, bin: string, members: readonly NodeId[]): SelfDescription {
  const server = { step: 0, node: 'n1', now: 0 }
  const init = { ...server, event: 'init', id: 'n1', members, seed: 1, stored: null }
  carrier.begin?.(init.seed)
  const answer = carrier.exchange(JSON.stringify({ ...init, protocol: PROTOCOL }))
  parseAnswer(answer, 0)
  const said = JSON.parse(answer) as { readonly [field: string]: Json }
  parseAnswer(carrier.exchange(JSON.stringify({ ...server, step: 1, event: 'crash' })), 1)
  const { name, servers, batch, offers, options, electionTimeout } = said
  if (name !== undefined && (typeof name !== 'string' || name === ''))
    throw saidWrong(bin, 'name', 'a text that is not empty')
  if (servers !== undefined && servers !== 'one' && servers !== 'all')
    throw saidWrong(bin, 'servers', '"one" or "all"')
  if (batch !== undefined && typeof batch !== 'boolean') throw saidWrong(bin, 'batch', 'true or false')
  return {
    name: name ?? basename(bin),
    // what begins anew for each server plays one at a time
    servers: carrier.begin === undefined ? (servers ?? 'one') : 'one',
    ...(defined({ batch, offers, options, electionTimeout }) as Partial<SelfDescription>),
  }
}

const saidWrong = (bin: string, field: string, wanted: string): InputError =>
  new InputError(`its answer to init says ${field}: it must be ${wanted}`, { file: bin, field })

import { resolve } from 'node:path'
import { defined } from '../base/defined.ts'
import { InputError } from '../base/input-error.ts'
import type { Json } from '../base/json.ts'
import type { NodeId } from '../base/node-id.ts'
import type { Millis } from '../base/time.ts'
import type { Lens } from '../subject/contract.ts'
import { inProcess } from '../subject/in-process.ts'
import type { Offers } from '../subject/offers.ts'
import type { OptionValues } from '../subject/options.ts'
import type { Target } from '../subject/target.ts'
import { describeProgram } from './self-description.ts'
import { LockstepNode } from './lockstep-node.ts'
import type { Carrier } from './carrier.ts'
import { Hosts } from './hosts.ts'
import { PipeCarrier } from './pipe-carrier.ts'

/** What every carrier takes. What is left out, the program may say itself when it begins. */
export interface LockstepCommon {
  /** Default: what the program says, or the name of its file. */
  readonly name?: string
  /** `all`: one program plays all servers of a cluster, told apart by the field `node`. Default `one`. */
  readonly servers?: 'one' | 'all'
  readonly lens?: Lens
  readonly offers?: Offers
  readonly options?: OptionValues
  /** The longest election timeout of the implementation. Default 1,000 ms. */
  readonly electionTimeout?: Millis
}

/** What makes a program in any language a target. */
export interface LockstepOptions extends LockstepCommon {
  /** A path from `folder` on, or a name to be looked for as a shell does. */
  readonly bin: string
  readonly args?: readonly string[]
  /** The folder it works in. Default: the present one. */
  readonly folder?: string
  /** How long it may take to answer a line. Default 5,000 ms of real time. */
  readonly stepTimeout?: Millis
}

const DEFAULT_STEP_TIMEOUT: Millis = 5000

/**
 * A Raft library in any language, in a program that answers each JSON line on its standard input with one on its
 * standard output (docs/guides/any-language.md). It runs in the simulation, in virtual time, as TypeScript does.
 *
 * @example
 * export default lockstep({ bin: 'python3', args: ['raft.py'] })
 * @throws InputError when the program cannot be started, or does not begin as the contract says.
 */
export function lockstep(options: LockstepOptions): Target {
  const { bin, args, folder, stepTimeout, ...common } = options
  const program = { bin, ...defined({ args, folder, stepTimeout }) }
  return overCarriers(new Hosts(() => carrierOf(program)), bin, common)
}

/**
 * What carries lines to a program, begun anew.
 * @throws InputError when it cannot be started.
 */
export function carrierOf(options: Omit<LockstepOptions, keyof LockstepCommon>): Carrier {
  const { bin, args = [], folder = '.', stepTimeout = DEFAULT_STEP_TIMEOUT } = options
  if (typeof bin !== 'string' || bin === '')
    throw new InputError('lockstep needs a program: lockstep({ bin: "./my-raft" })')
  return new PipeCarrier({
    // a name without a slash is looked for as a shell does
    file: bin.includes('/') ? resolve(folder, bin) : bin,
    parameters: args,
    folder: resolve(folder),
    patience: stepTimeout,
  })
}

/** A target whose servers are played by what carriers reach. `source` names it in messages. */
function overCarriers(hosts: Hosts, source: string, given: LockstepCommon): Target {
  const said = describeProgram(hosts.spare(), source)
  const { name, servers, ...rest } = { ...said, ...defined(given) }
  const living = new Map<NodeId, LockstepNode>()
  return inProcess<Json, Json>({
    name,
    ...rest,
    create: (environment, chosen) => {
      const { id } = environment
      // the run before ended without a crash of this server
      living.get(id)?.leave()
      const node = new LockstepNode(environment, hosts.of(servers === 'all' ? undefined : id), chosen)
      living.set(id, node)
      return node
    },
  }) as Target
}

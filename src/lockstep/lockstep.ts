import { basename, resolve } from 'node:path'
import { defined } from '../base/defined.ts'
import { InputError } from '../base/input-error.ts'
import type { Json } from '../base/json.ts'
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
import { ProgramLanes } from './program-lanes.ts'
import { PipeCarrier } from './pipe-carrier.ts'
import { RecallingCarrier } from './recalling-carrier.ts'
import { WasmCarrier } from './wasm-carrier.ts'
import { WasmProgram } from './wasm-program.ts'

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

/** A program that reads lines from its standard input. */
export interface PipeOptions {
  /** A path from `folder` on, or a name to be looked for as a shell does. */
  readonly bin: string
  readonly args?: readonly string[]
  /** The folder it works in. Default: the present one. */
  readonly folder?: string
  /** How long it may take to answer a line. Default 5,000 ms of real time. */
  readonly stepTimeout?: Millis
  readonly wasm?: never
}

/** A WASI reactor, which runs in this process. It has an instance for each incarnation of a server. */
export interface WasmOptions {
  /** A path from `folder` on. */
  readonly wasm: string
  /** What follows its name in the arguments that it is given. */
  readonly args?: readonly string[]
  /** Default: the present one. */
  readonly folder?: string
  readonly bin?: never
}

/** As read: which of both it is, JavaScript may not have told. */
type Either = {
  readonly [Field in keyof PipeOptions]?: PipeOptions[Field] | WasmOptions[Field & keyof WasmOptions]
}

/** What makes a program in any language a target. */
export type LockstepOptions = LockstepCommon & (PipeOptions | WasmOptions)

const DEFAULT_STEP_TIMEOUT: Millis = 5000

/**
 * A Raft library in any language: a program that answers each JSON line on its standard input with one on its
 * standard output, or a module of WebAssembly that does so in its memory (docs/guides/any-language.md). It runs in the
 * simulation, in virtual time, as TypeScript does.
 *
 * @example
 * export default lockstep({ bin: 'python3', args: ['raft.py'] })
 * export default lockstep({ wasm: './raft.wasm' })
 * @throws InputError when the program cannot be started, or does not begin as the contract says.
 */
export function lockstep(options: LockstepOptions): Target {
  const { bin, wasm, args, folder, stepTimeout, ...common } = options as LockstepCommon & Either
  const program = defined({ bin, wasm, args, folder, stepTimeout }) as PipeOptions | WasmOptions
  return overCarriers(new Hosts(carriersOf(program)), (bin ?? wasm) as string, common)
}

/**
 * A function that begins a program anew.
 * @throws InputError when it is not said which program, or a module cannot be had; and what is returned throws it when
 * a program cannot be started.
 */
export function carriersOf(options: PipeOptions | WasmOptions): () => Carrier {
  const { bin, wasm, args = [], folder = '.' } = options
  if (bin !== undefined && wasm !== undefined)
    throw new InputError('lockstep takes one program: bin or wasm, not both')
  if (typeof wasm === 'string' && wasm !== '') {
    if ('stepTimeout' in options)
      throw new InputError('lockstep: stepTimeout is for programs (bin); a module runs in this process')
    // compiled once: that takes as long as many runs
    const program = new WasmProgram({ file: resolve(folder, wasm), parameters: [basename(wasm), ...args] })
    return () => {
      const instance = new WasmCarrier(program)
      return program.showsGlobals ? new RecallingCarrier(instance) : instance
    }
  }
  if (typeof bin !== 'string' || bin === '')
    throw new InputError(
      'lockstep needs a program: lockstep({ bin: "./my-raft" }) or lockstep({ wasm: "./raft.wasm" })',
    )
  const { stepTimeout = DEFAULT_STEP_TIMEOUT } = options as PipeOptions
  const program = {
    // a name without a slash is looked for as a shell does
    file: bin.includes('/') ? resolve(folder, bin) : bin,
    parameters: args,
    folder: resolve(folder),
    patience: stepTimeout,
  }
  return () => new PipeCarrier(program)
}

/** A target whose servers are played by what carriers reach. `source` names it in messages. */
function overCarriers(hosts: Hosts, source: string, given: LockstepCommon): Target {
  const said = describeProgram(() => hosts.spare(), source)
  const spare = hosts.spare()
  const { name, servers, batch, ...rest } = { ...said, ...defined(given) }
  // what begins anew for each server plays one at a time
  const isShared = servers === 'all' && spare.begin === undefined
  const lanes =
    isShared && batch === true && spare.ask !== undefined
      ? new ProgramLanes(() => hosts.of(undefined))
      : undefined
  // it would be some lines ahead of others; what begins anew for each server is not
  if (spare.begin === undefined) spare.close()
  const living = new Map<string, LockstepNode>()
  const target = inProcess<Json, Json>({
    name,
    ...rest,
    create: (environment, chosen) => {
      const { id } = environment
      const lane = lanes?.entered
      const key = lane?.nameOf(id) ?? id
      // the run before ended without a crash of this server
      living.get(key)?.leave()
      const carrier = lane?.carrier ?? hosts.of(isShared ? undefined : id)
      // several runs share what plays them in turn: that goes on
      const broke = lane === undefined ? () => hosts.retire() : undefined
      const node = new LockstepNode(environment, carrier, chosen, lane, broke)
      living.set(key, node)
      return node
    },
  }) as Target
  return { ...target, values: 'parsed', ...defined({ gathering: lanes }) }
}

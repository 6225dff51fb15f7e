import { InputError, type InputPlace } from '../../base/input-error.ts'
import type { Json } from '../../base/json.ts'
import { defaultConfig } from '../../raft/core/index.ts'
import { services } from '../../raft/services/service.ts'
import type { BuiltInRaftOptions } from './built-in-raft.ts'

type Settings = { readonly [name: string]: Json }

const atLeast = (least: number) => ({ least, most: Number.MAX_SAFE_INTEGER })
/** Milliseconds: some eleven days at most. */
const time = { least: 1, most: 1_000_000_000 }
const isFlag = [false, true]

/** What each setting may be: one of these values, or a whole number within bounds. */
const allowed: { readonly [name in keyof Required<BuiltInRaftOptions>]: readonly Json[] | Bounds } = {
  electionTimeoutMin: time,
  electionTimeoutMax: time,
  heartbeatInterval: time,
  batch: atLeast(1),
  noop: isFlag,
  pipeline: isFlag,
  inflight: atLeast(1),
  backtrack: ['one', 'fast'],
  replication: ['eager', 'stepwise'],
  preVote: isFlag,
  checkQuorum: isFlag,
  reads: ['log', 'read-index', 'lease'],
  maxClockDrift: { least: 0, most: 999_999 },
  snapshotEvery: atLeast(0),
  trailing: atLeast(0),
  snapshotChunk: atLeast(1),
  maxUncommitted: atLeast(0),
  forward: isFlag,
  membershipChange: ['single', 'joint'],
  registration: ['implicit', 'explicit'],
  sessionTtl: time,
  maxSessions: atLeast(1),
  maxInFlight: atLeast(1),
  service: Object.keys(services),
  voters: atLeast(1),
  statusQueries: isFlag,
}

interface Bounds {
  readonly least: number
  readonly most: number
}

/** Those that were found good: a plan's are asked for in each of the thousand runs that make it small. */
const good = new WeakSet<Settings>()

/**
 * The settings of a plan as those of the built-in Raft; what is none of its settings is left to whom it is for.
 * @param place the file they stand in.
 * @throws InputError that names the field where one is not what it may be.
 */
export function builtInSettings(settings: Settings, place: InputPlace = {}): BuiltInRaftOptions {
  if (good.has(settings)) return settings as BuiltInRaftOptions
  for (const [name, what] of Object.entries(allowed)) {
    const wrong = whatIsWrong(settings[name], what)
    if (wrong !== undefined) refuse(name, wrong, place)
  }
  const { electionTimeoutMin: least, electionTimeoutMax: most } = { ...defaultConfig, ...settings }
  if (least > most)
    refuse('electionTimeoutMax', `must not be less than electionTimeoutMin, ${least}; got ${most}`, place)
  good.add(settings)
  return settings as BuiltInRaftOptions
}

function whatIsWrong(value: Json | undefined, what: readonly Json[] | Bounds): string | undefined {
  if (value === undefined) return undefined
  if (!('least' in what)) {
    const values = what.map((one) => JSON.stringify(one)).join(', ')
    return what.includes(value) ? undefined : `must be one of ${values}; got ${JSON.stringify(value)}`
  }
  const { least, most } = what
  if (Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most) return undefined
  return `must be a whole number from ${least} to ${most}; got ${JSON.stringify(value)}`
}

function refuse(name: string, reason: string, place: InputPlace): never {
  const field = `settings.${name}`
  throw new InputError(`${field}: ${reason}`, { ...place, field })
}
